"""What the web UI shows of results: tables, the script, thumbnails and contact sheets as markdown. Nothing is decided here.

Pictures are made by modules that are heavy to load; they are imported where they are used.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from resources.errors import SparkVideoError
from resources.workplace import Workplace
from spark_video_assets.assets.links import PAGE, file_link, shot_link
from spark_video_assets.assets.previews import preview_markdown
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.off_screen import OFF_SCREEN_MARK
from spark_video_assets.story.reviewing import AXES, Review
from spark_video_assets.story.script import DialogueLine, Script
from spark_video_assets.story.takes import ShotState, Take

_MARKS = re.compile(r"[\\`*\[\]|~#]|(?<!\w)_|_(?!\w)")
"""What markdown reads as more than a letter; the stroke of `final_cut` it does not."""
THUMBNAIL_WIDTH = 320
"""Pixels; wide enough to recognise a face in the side panel of the web UI."""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A markdown table; cells are escaped, because they hold text of users and models."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: object) -> str:
    """Text that cannot break out of a markdown table cell, shown as it stands: no link, no picture from elsewhere."""
    text = "" if value is None else str(value)
    return _MARKS.sub(r"\\\g<0>", html.escape(" ".join(text.split()), quote=False))


def script_markdown(script: Script) -> str:
    """The scenes for reading: where, when and how long, what happens, who says what."""
    told: list[str] = []
    for page in script.pages:
        when = f" ({cell(page.time)})" if page.time else ""
        told.append(f"### {page.number}. {cell(page.location)}{when}, {page.estimated_duration_s} s")
        told += [cell(page.action)] if page.action else []
        rows = [(_who(line), line.text, "") for line in page.dialogue]
        for beat in page.beats:
            rows += [("", beat.narration, beat.visual)] if beat.narration else []
            rows += [(_who(line), line.text, beat.visual) for line in beat.dialogue]
        if page.beats:
            told.append(table(("who", "says", "seen"), rows))
        elif rows:
            told.append(table(("who", "says"), [row[:2] for row in rows]))
    return "\n\n".join(told)


def _who(line: DialogueLine) -> str:
    return f"{line.speaker} ({OFF_SCREEN_MARK})" if line.voice_over else line.speaker


def review_table(review: Review) -> str:
    """Six axes of a review."""
    rows = [(axis, "not judged" if (v := review.breakdown.get(axis)) is None else f"{v:g}") for axis in AXES]
    return table(("axis", "0-10"), rows)


def take_metadata(episode: Episode, take: Take, state: ShotState) -> dict[str, Any]:
    """Of a winning take: thumbnail, score, cost, path and who chose it."""
    clip = episode.folder.resolve(take.video_path or "missing")
    review = take.review
    return {
        "thumbnail": dg.MetadataValue.md(thumbnail_markdown(episode.folder, clip)),
        PAGE: shot_link(episode.folder, state.shot_id),
        "take": take.version,
        "takes so far": len(state.attempts),
        "chosen by": state.accepted_by or "unknown",
        "score": review.score if review and review.score is not None else "not scored",
        "cost": take.cost or 0.0,
        "provider": take.provider,
        "prompt": take.prompt,
        "clip": file_link(episode.folder.root, clip),
    }


def thumbnail_markdown(folder: Workplace, clip: Path) -> str:
    """The middle frame of a clip."""
    from resources.media.jpeg import clip_jpeg

    try:
        return preview_markdown(folder, clip_jpeg(clip, THUMBNAIL_WIDTH))
    except SparkVideoError as error:
        return f"no picture: {cell(error.problem)}"


def picture_markdown(folder: Workplace, picture: Path) -> str:
    """A small copy of a picture."""
    from resources.media.jpeg import picture_jpeg

    try:
        return preview_markdown(folder, picture_jpeg(picture, THUMBNAIL_WIDTH))
    except SparkVideoError as error:
        return f"no picture: {cell(error.problem)}"


def contact_sheet_markdown(folder: Workplace, clips: Sequence[Path]) -> str:
    """One frame of each clip on one sheet."""
    from resources.media.jpeg import sheet_jpeg

    present = [clip for clip in clips if clip.is_file()]
    if not present:
        return "no clips yet"
    try:
        return preview_markdown(folder, sheet_jpeg(present))
    except SparkVideoError as error:
        return f"no sheet: {cell(error.problem)}"


def rounds_table(rounds: Sequence[Critique], *, kept: int) -> str:
    """The history of a plan: one line for each critique, the kept plan marked."""
    rows = [
        (
            f"{told.round} (kept)" if told.round == kept else told.round,
            told.critic,
            "-" if told.overall is None else told.overall,
            len(told.violations),
            "revise" if told.must_revise else "pass",
            told.tokens,
            f"{told.cost:g} {told.currency or ''}".strip(),
            f"{told.seconds:g}",
        )
        for told in sorted(rounds, key=lambda told: told.round)
    ]
    return table(("round", "by", "mark", "violations", "verdict", "tokens", "cost", "s"), rows)
