"""An episode as the plain data of its page: one value for each section. How it looks is in the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from spark_video_assets.episode.front_matter import read_text
from spark_video_assets.episode.status import Costs, costs_of
from spark_video_assets.episode.viewer.decisions import (
    Calls,
    GateCard,
    PlanReviews,
    calls_of,
    plan_reviews_of,
    standing_of,
)
from spark_video_assets.episode.viewer.film import Film, film_of
from spark_video_assets.episode.viewer.library import CardView, Music, library_of, music_of, plain
from spark_video_assets.episode.viewer.reading import Reading
from spark_video_assets.episode.viewer.takes import ShotCard, anchor_of, shots_of
from spark_video_assets.episode.viewer.words import markdown
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.scene_page import compile_script
from spark_video_assets.story.steps import Step
from spark_video_assets.story.storyboard import Storyboard

_PREFIXES = {"dual_pacing": "pacing, ", "tone_dimensions": "tone, "}
"""Records whose fields say nothing without the record's name."""


@dataclass(frozen=True)
class Story:
    """What was written before anything was shot; lore and direction as (name, words) without empty ones."""

    premise: str
    lore: list[tuple[str, str]]
    lore_text: Markup | None
    direction: list[tuple[str, str]]
    script: Markup | None


@dataclass(frozen=True)
class PageData:
    """Everything on the page."""

    project: str
    episode: str
    title: str
    brief: Brief | None
    board: Storyboard | None
    provider: str
    step: Step | None
    film: Film
    gates: list[GateCard]
    story: Story
    shots: list[ShotCard]
    reviews: PlanReviews
    library: list[tuple[str, list[CardView]]]
    music: Music
    costs: Costs | None
    calls: Calls
    notes: list[str]

    def still_of_shot(self, shot_id: str) -> str | None:
        """Key of the picture that stands for a shot, or None."""
        return next((card.still for card in self.shots if card.id == shot_id), None)

    def for_script(self, stills: dict[str, str]) -> dict[str, Any]:
        """What the page's script needs: pictures by key, the film's timeline, captions, calls."""
        return {
            "stills": stills,
            "places": [
                {"shot": p.shot_id, "anchor": anchor_of(p.shot_id), "start": p.start_s} for p in self.film.places
            ],
            "tracks": [{"name": track.name, "cues": track.cues} for track in self.film.tracks],
            "language": self.film.language,
            "burned": self.film.burned,
            "calls": self.calls.shown,
        }


def page_data(reading: Reading) -> PageData:
    """Read the whole episode. What is missing is empty; what is broken is in the notes."""
    key = reading.episode.key
    brief = reading.attempt("brief", lambda: reading.sources.brief)
    board = reading.attempt("storyboard.json", lambda: reading.sources.board)
    gates, step = standing_of(reading)
    return PageData(
        project=key.project,
        episode=key.episode,
        title=(board.title if board else "") or (brief.title if brief else "") or f"{key.project} {key.episode}",
        brief=brief,
        board=board,
        provider=reading.attempt("provider", lambda: reading.sources.provider) or "",
        step=step,
        film=film_of(reading),
        gates=gates,
        story=_story(reading, brief),
        shots=shots_of(reading),
        reviews=plan_reviews_of(reading),
        library=library_of(reading),
        music=music_of(reading),
        costs=reading.attempt("costs", lambda: costs_of(reading.sources)),
        calls=calls_of(reading),
        # The same list that all readings above (and the page's pictures) have written to.
        notes=reading.notes,
    )


def _story(reading: Reading, brief: Brief | None) -> Story:
    lore = reading.attempt("lore", reading.episode.lore)
    direction = reading.attempt("direction.json", reading.episode.direction)
    lore_data = lore.to_data() if lore else {}
    text = str(lore_data.pop("body", ""))
    return Story(
        premise=brief.premise if brief else "",
        lore=_facts(lore_data),
        lore_text=markdown(text) if text else None,
        direction=_facts(direction.to_data() if direction else {}),
        script=_script(reading),
    )


def _script(reading: Reading) -> Markup | None:
    """`script.md`, or the pages that will become it."""
    path = reading.folder.script
    if path.is_file():
        text = reading.attempt("script.md", lambda: read_text(path))
    else:
        key = reading.episode.key
        pages = reading.attempt("scene pages", reading.episode.pages)
        text = compile_script(pages, key.project, key.episode) if pages and pages.pages else None
    return markdown(text, line_by_line=True) if text else None


def _facts(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Fields of a document in words; records one level down are told field by field."""
    facts: list[tuple[str, str]] = []
    for name, value in data.items():
        if name == "schema_version":
            continue
        parts = value.items() if isinstance(value, dict) else [(name, value)]
        prefix = _PREFIXES.get(name, "")
        facts += [(prefix + str(part).replace("_", " "), words) for part, told in parts if (words := plain(told))]
    return facts
