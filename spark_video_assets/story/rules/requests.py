"""Rules about what a provider is asked: lengths, pictures, formats, prompt room. Silent while no provider is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spark_video_assets.story.media_plan import planned_media
from spark_video_assets.story.rules.finding import Facts, Finding, about_shot
from spark_video_assets.story.storyboard import Shot, Storyboard

_IMAGE_NUMBER = re.compile(r"\[\s*image\s*(\d+)\s*\]|(?<![a-z])image\s+(\d+)\b|[图圖]\s*(\d+)", re.IGNORECASE)
_CHINESE_NUMBER = re.compile(r"[图圖]\s*\d+|视频\s*\d+")


def lengths_fit_the_provider(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A length that the provider does not make is refused, or comes back longer, is paid so and trimmed in the cut."""
    limits = facts.limits
    if limits is None:
        return
    lengths = (
        ", ".join(f"{length:g}" for length in limits.fixed_durations_s) or f"at least {limits.min_duration_s:g}"
    )
    for shot in board.shots:
        plan = planned_media(shot, board, facts.cast, facts.sets, facts.props, limits)
        made = limits.clip_seconds(shot.duration, plan.traits(board.resolution))
        if shot.duration > limits.longest_s():
            yield about_shot(
                board,
                shot,
                "duration",
                code="duration-over-provider",
                severity="ERROR",
                message=f"{shot.duration} s, {limits.name} makes at most {limits.longest_s():g} s",
                mend="change the duration, or split the shot",
            )
        elif made != shot.duration:
            yield about_shot(
                board,
                shot,
                "duration",
                code="duration-rounded",
                severity="INFO",
                message=f"{limits.name} makes clips of {lengths} s: {made:g} s will be asked for and paid",
                mend="use one of these lengths",
            )


def formats_fit_the_provider(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Ratio, resolution and kinds that the provider does not know are refused."""
    limits = facts.limits
    if limits is None:
        return
    for field, value, allowed in (
        ("ratio", board.ratio, limits.ratios),
        ("resolution", board.resolution, limits.resolutions),
    ):
        if value not in allowed:
            yield Finding(
                code=f"{field}-not-offered",
                severity="ERROR",
                place=f"storyboard.json {field}",
                message=f"{limits.name} does not make {value}",
                mend=f"use one of {', '.join(sorted(allowed))}",
            )
    for shot in board.shots:
        if shot.kind not in limits.kinds:
            yield about_shot(
                board,
                shot,
                "kind",
                code="kind-not-offered",
                severity="ERROR",
                message=f"{limits.name} does not make {shot.kind}",
                mend=f"use one of {', '.join(sorted(limits.kinds))}",
            )
        elif shot.kind == "r2v" and limits.reference_ratios and board.ratio not in limits.reference_ratios:
            yield about_shot(
                board,
                shot,
                "kind",
                code="ratio-not-offered-for-r2v",
                severity="ERROR",
                message=f"{limits.name} makes no r2v in {board.ratio}",
                mend=f"make the shot i2v or t2v, or the episode {', '.join(sorted(limits.reference_ratios))}",
            )


def pictures_fit_the_provider(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Reference pictures: at least one for r2v, no more characters than slots, and every silent decision told."""
    limits = facts.limits
    if limits is None:
        return
    for shot in board.shots:
        plan = planned_media(shot, board, facts.cast, facts.sets, facts.props, limits)
        references = len(plan.references())
        if plan.kind == "r2v" and limits.needs_images and not references:
            yield about_shot(
                board,
                shot,
                "characters",
                code="r2v-without-image",
                severity="ERROR",
                message=f"{limits.name} refuses r2v without a reference picture",
                mend="name a character, set or prop that has a picture, or make the shot t2v",
            )
        if references > limits.max_images:
            yield about_shot(
                board,
                shot,
                "characters",
                code="too-many-characters",
                severity="ERROR",
                message=f"{references} characters, {limits.name} takes {limits.max_images} pictures",
                mend="split the shot; faces are never dropped",
            )
        if plan.kind != shot.kind:
            yield about_shot(
                board,
                shot,
                "kind",
                code="chained-r2v-demoted",
                severity="INFO",
                message=plan.notes[0],
                mend="unchain the shot to keep its reference pictures",
            )
        if plan.dropped:
            yield about_shot(
                board,
                shot,
                "props",
                code="pictures-dropped",
                severity="WARN",
                message=f"too many pictures for {limits.name}: {', '.join(i.name for i in plan.dropped)} will not be sent",
                mend="take out what matters least yourself",
            )


def prompts_fit_the_provider(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Prompt length, negative prompts, and the syntax for naming pictures."""
    limits = facts.limits
    if limits is None:
        return
    for shot in board.shots:
        room = limits.prompt_room(shot.prompt)
        if len(shot.prompt) > room:
            yield about_shot(
                board,
                shot,
                "prompt",
                code="prompt-over-limit",
                severity="ERROR",
                message=f"{len(shot.prompt)} characters, {limits.name} takes {room} and cuts off the rest",
                mend="shorten the prompt",
            )
        if shot.negative_prompt and not limits.negative_prompt:
            yield about_shot(
                board,
                shot,
                "negative_prompt",
                code="negative-prompt-ignored",
                severity="WARN",
                message=f"{limits.name} has no negative prompt",
                mend="say in the prompt what should be seen instead",
            )
        yield from _syntax(board, shot)


def _syntax(board: Storyboard, shot: Shot) -> Iterator[Finding]:
    if match := _CHINESE_NUMBER.search(shot.prompt):
        yield about_shot(
            board,
            shot,
            "prompt",
            code="foreign-image-syntax",
            severity="INFO",
            message=f"{match[0]!r} is another provider's way of naming a picture; it is translated",
            mend="write [Image 1] everywhere",
        )


def image_numbers_exist(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """`[Image N]` counts characters: a higher number points at a set, a prop or nothing."""
    for shot in board.shots:
        numbers = [int(next(g for g in m.groups() if g)) for m in _IMAGE_NUMBER.finditer(shot.prompt)]
        wrong = [number for number in numbers if not 1 <= number <= len(shot.characters)]
        if wrong:
            yield about_shot(
                board,
                shot,
                "prompt",
                code="image-number-out-of-range",
                severity="ERROR",
                message=f"names picture {wrong[0]}, the shot has {len(shot.characters)} characters",
                mend="number the characters in the order of the field, from 1; never number sets or props",
            )


RULES = (
    lengths_fit_the_provider,
    formats_fit_the_provider,
    pictures_fit_the_provider,
    prompts_fit_the_provider,
    image_numbers_exist,
)
