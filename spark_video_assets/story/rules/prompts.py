"""Rules about the words of prompts: mood anchor, forbidden terms, camera, age, wardrobe. Provider limits: `requests`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spark_video_assets.story.chains import chain_groups
from spark_video_assets.story.lore import MOOD_ANCHOR_LIMIT
from spark_video_assets.story.prompt_reading import picture_words, read_prompt
from spark_video_assets.story.rules.finding import Facts, Finding, about_shot
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.wording import mentions, mostly_cjk

USEFUL_LENGTH = (40, 250)
"""Characters between which a prompt is neither vague nor diluted (VFX rule H of the origin, written for Chinese)."""
USEFUL_LENGTH_LATIN = (60, 900)
"""The same for Latin text, which needs about 3.5 characters for what one sign says. Own choice."""
_NEGATED_SAFETY = re.compile(
    r"\bno (?:gore|nudity|violence|blood|explicit|sexual|weapons?)\b[^,.;，。；]*", re.IGNORECASE
)
_WARDROBE = re.compile(
    r"\b(?:wears?|wearing|dressed in|hairstyle|makeup|ponytail|blonde hair|black hair)\b|身穿|穿着|身着|发型|妆容|长发|短发",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"[(（]\d{1,3}[)）]|\b\d{1,3}[- ]year[- ]old|\baged? \d|\bin (?:his|her|their) (?:early |mid |late )?"
    r"(?:teens|twenties|thirties|forties|fifties|sixties|\d0s)"
    r"|\b(?:young|middle[- ]aged|elderly|old|teenage)\b|\d+\s*岁|[一二三四五六七八九十]+岁|年轻|中年|老年|少年|少女|老人",
    re.IGNORECASE,
)


def anchor_is_there(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """One mood anchor ends every prompt: it holds the look of the film together."""
    if facts.lore is None:
        return
    anchor = facts.lore.anchor
    if not anchor:
        yield Finding(
            code="mood-anchor-missing",
            severity="ERROR",
            place="lore.md mood_anchor",
            message="there is no mood anchor"
            if not facts.lore.mood_anchor.strip()
            else "the mood anchor is still TBD",
            mend=f"write the look of the film in under {MOOD_ANCHOR_LIMIT} characters",
        )
        return
    if len(anchor) > MOOD_ANCHOR_LIMIT:
        yield Finding(
            code="mood-anchor-long",
            severity="WARN",
            place="lore.md mood_anchor",
            message=f"{len(anchor)} characters dilute every prompt",
            mend=f"keep it under {MOOD_ANCHOR_LIMIT}",
        )
    for shot in board.shots:
        if anchor.casefold() not in shot.prompt.casefold():
            yield about_shot(
                board,
                shot,
                "prompt",
                code="mood-anchor-not-in-prompt",
                severity="WARN",
                message="the prompt lacks the mood anchor",
                mend=f"end it with: {anchor}",
            )


def nothing_forbidden(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Terms that lore, set and prop cards forbid, and what a character would never do."""
    for shot in board.shots:
        said = " ".join([shot.prompt, shot.narration_text or "", *(beat.text for beat in shot.speech)])
        set_card = facts.set_card(board.set_of(shot))
        sources = [("lore", list(facts.lore.forbidden) if facts.lore else [])]
        sources += [(f"set {set_card.name}", set_card.forbidden)] if set_card else []
        sources += [(f"prop {name}", card.forbidden) for name in shot.props if (card := facts.prop_card(name))]
        for source, terms in sources:
            for term in terms:
                if mentions(said, term):
                    yield about_shot(
                        board,
                        shot,
                        "prompt",
                        code="forbidden-term",
                        severity="ERROR",
                        message=f"{term!r} is forbidden by {source}",
                        mend="say it differently, or change the card",
                    )
        for name in shot.characters:
            person = facts.cast_card(name)
            for term in person.dont if person else []:
                if mentions(said, term):
                    yield about_shot(
                        board,
                        shot,
                        "prompt",
                        code="against-character",
                        severity="WARN",
                        message=f"{name} would never: {term}",
                        mend="find what this person would do instead",
                    )


def prompts_can_be_shot(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Shot size or camera, an action, a useful length; nothing that the reference pictures already say."""
    for shot in board.shots:
        told = read_prompt(f"{shot.prompt} {shot.camera or ''}", shot.characters)
        if told.size is None and told.movement is None:
            yield about_shot(
                board,
                shot,
                "prompt",
                code="camera-missing",
                severity="WARN",
                message="neither shot size nor camera movement is told",
                mend="begin with both, such as: Medium close-up, slow push in.",
            )
        low, high = USEFUL_LENGTH if mostly_cjk(shot.prompt) else USEFUL_LENGTH_LATIN
        if not low <= len(shot.prompt) <= high:
            yield about_shot(
                board,
                shot,
                "prompt",
                code="prompt-too-short" if len(shot.prompt) < low else "prompt-diluted",
                severity="WARN",
                message=f"{len(shot.prompt)} characters, useful are {low} to {high}",
                mend="one action, one camera move, concrete verbs",
            )
        if shot.kind == "r2v" and (match := _WARDROBE.search(picture_words(shot.prompt))):
            yield about_shot(
                board,
                shot,
                "prompt",
                code="wardrobe-in-prompt",
                severity="WARN",
                message=f"{match[0]!r} argues with the reference pictures",
                mend="take clothes, hair and make-up out; a new look is a new cast folder",
            )
        if match := _NEGATED_SAFETY.search(shot.prompt):
            yield about_shot(
                board,
                shot,
                "prompt",
                code="negated-safety-words",
                severity="WARN",
                message=f"moderation reads {match[0]!r} as the thing itself",
                mend="take the phrase out",
            )


def age_is_told(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Each chain group tells the age of its people once, else models guess it anew."""
    for group in chain_groups(board):
        members = [shot for shot in board.shots if shot.id in group]
        peopled = [shot for shot in members if shot.characters]
        if peopled and not any(_AGE.search(shot.prompt) for shot in members):
            yield about_shot(
                board,
                peopled[0],
                "prompt",
                code="age-not-told",
                severity="WARN",
                message=f"no prompt of the group {group[0]} to {group[-1]} tells anybody's age",
                mend="tell it once in the group's first prompt with people",
            )


RULES = (anchor_is_there, nothing_forbidden, prompts_can_be_shot, age_is_told)
