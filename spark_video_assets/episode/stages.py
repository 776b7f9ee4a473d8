"""Which stage reads and owns what, whether it is fresh, and the record that it was done (`state.json`). No stage is done here.

A stage is stale when something it read has changed, or when a file it owns was edited since: the stage then runs again,
keeps what a person edited, and brings what depends on it in line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from resources.llm.kept_answers import drop_answers
from spark_video_assets.episode.critiques import standing_critique
from spark_video_assets.episode.records import announce, load_announced, load_records, save_record
from spark_video_assets.episode.sources import ABSENT, Sources
from spark_video_assets.story.cards import CARD_TYPES, CardKind
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.steps import STAGES, Freshness, Stage


@dataclass(frozen=True)
class StageRule:
    """What a stage reads (name -> digest) and which files it owns."""

    reads: Callable[[Sources], dict[str, str]]
    owns: Callable[[Sources], Iterable[Path]]


def _cards_rule(kind: CardKind) -> StageRule:
    return StageRule(
        lambda s: {
            "premise": s.brief_part("premise", "language", "seed"),
            "cards": s.users_cards(kind),
            "lore": s.lore,
        },
        lambda s: [s.episode.manifest_path(kind)],
    )


def _words(s: Sources) -> dict[str, str]:
    return {kind: s.manifest_words(kind) for kind in CARD_TYPES}


def _pictures(s: Sources) -> dict[str, str]:
    return {kind: s.manifest_pictures(kind) for kind in CARD_TYPES}


def _pages(s: Sources) -> list[Path]:
    """An episode that came as a storyboard may have no pages; any other has at least one."""
    pages = [s.folder.scene_page(n) for n in s.episode.page_numbers()]
    return pages if pages or s.told_by_board else [s.folder.scene_page(1)]


def _fragments(s: Sources) -> list[Path]:
    """An episode that came as a storyboard alone may have no fragments either."""
    fragments = [s.folder.scene_fragment(n) for n in s.episode.fragment_numbers()]
    return fragments if fragments or not s.episode.page_numbers() else [s.folder.scene_fragment(1)]


def subtitle_files(s: Sources) -> list[Path]:
    """SRT and WebVTT of the film, beside each other."""
    name = s.folder.final_film.stem
    return [s.folder.subtitles / f"{name}.srt", s.folder.subtitles / f"{name}.vtt"]


def narration_record(s: Sources) -> Path:
    """The list of narrated lines with their sound files."""
    return s.folder.audio / "narration.json"


def cut_record(s: Sources) -> Path:
    """What the cut measured on the finished film."""
    return s.folder.final / "cut.json"


def qc_record(s: Sources) -> Path:
    """The QC report that is delivered with the film."""
    return s.folder.delivery / "qc-report.json"


RULES: dict[Stage, StageRule] = {
    "brief": StageRule(
        lambda s: {"brief": s.brief_part(*type(s.brief).model_fields), "bgm": s.file(s.folder.bgm_config)},
        lambda _: [],
    ),
    "lore": StageRule(
        lambda s: {"premise": s.brief_part("premise", "language") if s.lore_is_ours else "users"},
        lambda s: [s.folder.lore if s.folder.lore.is_file() else s.folder.project_lore],
    ),
    "cast": StageRule(
        lambda s: {**_cards_rule("cast").reads(s), "new faces": s.new_faces},
        lambda s: [s.episode.manifest_path("cast")],
    ),
    "movie_set": StageRule(
        lambda s: {**_cards_rule("set").reads(s), "new places": s.new_places},
        lambda s: [s.episode.manifest_path("set")],
    ),
    "props": StageRule(
        lambda s: {**_cards_rule("prop").reads(s), "new things": s.new_things},
        lambda s: [s.episode.manifest_path("prop")],
    ),
    "script": StageRule(
        lambda s: {
            "brief": s.brief_part("premise", "title", "mode", "language", "target_duration_s", "seed", "source"),
            "lore": s.lore,
            **s.objection("script"),
            **{kind: s.given_words(kind) for kind in CARD_TYPES},
        },
        lambda s: [*_pages(s), s.folder.script],
    ),
    "direction": StageRule(
        lambda s: {"pages": s.pages, "lore": s.lore, "brief": s.brief_part("mode", "language", "seed")},
        lambda s: [s.folder.direction],
    ),
    "storyboard": StageRule(
        lambda s: {
            "brief": s.brief_part(
                "title",
                "mode",
                "provider",
                "ratio",
                "resolution",
                "language",
                "target_duration_s",
                "bgm",
                "narrator_voice",
                "seed",
            ),
            "bgm": s.file(s.folder.bgm_config),
            "pages": s.pages,
            "direction": s.file(s.folder.direction),
            "lore": s.lore,
            **s.objection("storyboard"),
            **_words(s),
        },
        lambda s: [*_fragments(s), s.folder.storyboard],
    ),
    "storyboard_critique": StageRule(
        lambda s: {"storyboard": s.storyboard, "pacing": s.brief_part("pacing", "premise"), "lore": s.lore},
        lambda s: [standing_critique(s.episode, s.board)],
    ),
    "vfx_review": StageRule(
        lambda s: {"storyboard": s.storyboard, "lore": s.lore, **_words(s)}, lambda s: [s.folder.vfx_review]
    ),
    "render_plan": StageRule(
        lambda s: {"storyboard": s.storyboard, "provider": s.provider, **_pictures(s)},
        lambda s: [s.folder.render_plan],
    ),
    "dailies": StageRule(
        lambda s: {
            "storyboard": s.storyboard,
            "takes": s.file(s.folder.shots_state),
            "escalations": s.file(s.folder.needs_director_rewrite),
        },
        lambda s: [s.folder.dailies],
    ),
    "narration_audio": StageRule(
        lambda s: {
            "storyboard": s.storyboard,
            "voice": s.brief_part("narrator_voice", "language"),
            "rate": str(s.settings.narrator_rate),
        },
        lambda s: [narration_record(s)],
    ),
    "subtitles": StageRule(
        lambda s: {
            "winners": s.winners,
            "narration": s.file(narration_record(s)),
            "brief": s.brief_part("crossfade_s", "language"),
        },
        subtitle_files,
    ),
    "final_cut": StageRule(
        lambda s: {
            "winners": s.winners,
            "storyboard": s.storyboard,
            "narration": s.file(narration_record(s)),
            "subtitles": s.files(subtitle_files(s)),
            "music": s.tracks,
            **s.music_change(),
            **s.ending(),
            "brief": s.brief_part("crossfade_s", "captions", "language"),
        },
        lambda s: [s.folder.final_film, cut_record(s)],
    ),
    "delivery": StageRule(
        lambda s: {"film": s.file(s.folder.final_film), "subtitles": s.files(subtitle_files(s))},
        lambda s: [qc_record(s)],
    ),
    "viewer": StageRule(lambda s: s.everything_shown, lambda s: [s.folder.viewer]),
}


def stage_names(sources: Sources) -> list[Stage]:
    """The stages this episode has, in order: the VFX review is opt-in."""
    return [stage for stage in STAGES if stage != "vfx_review" or sources.brief.vfx_review]


def reads_of(sources: Sources, stage: Stage) -> dict[str, str]:
    """What a stage reads, as it was when this look first asked."""
    if stage not in sources.reads:
        sources.reads[stage] = RULES[stage].reads(sources)
    return sources.reads[stage]


def owned_by(sources: Sources, stage: Stage) -> dict[str, str]:
    """File name -> digest of what a stage owns, as it was when this look first asked."""
    if stage not in sources.owned:
        sources.owned[stage] = {path.name: sources.file(path) for path in RULES[stage].owns(sources)}
    return sources.owned[stage]


def count_as_given(sources: Sources, stage: Stage, path: Path) -> None:
    """A file that a stage wrote only to follow a person's edit counts as that person's, as if it had been there before."""
    owned_by(sources, stage)[path.name] = sources.file(path)


def freshness(sources: Sources, stage: Stage) -> Freshness:
    """Missing = a file it owns is not there; stale = done for other inputs, or a file it owns was edited."""
    owned = owned_by(sources, stage)
    if ABSENT in owned.values():
        return "missing"
    record = load_records(sources.folder.state).get(stage)
    if record is None or changed_reads(sources, stage):
        return "stale"
    return "fresh" if record["owns"] == owned else "stale"


def changed_reads(sources: Sources, stage: Stage) -> list[str]:
    """Names of the inputs that differ from those of the last run of a stage.

    An input that is not there any more asks for nothing new: an objection that was met and withdrawn leaves the work
    as it is.
    """
    record = load_records(sources.folder.state).get(stage)
    before = record["reads"] if record else {}
    return sorted(name for name, digest in reads_of(sources, stage).items() if before.get(name) != digest)


def made_by_us(sources: Sources, stage: Stage, path: Path) -> bool:
    """True when a file is exactly what the stage last wrote, and no person gave or edited it before that.

    What an interrupted run had announced and written counts too.
    """
    announced = load_announced(sources.folder.state).get(stage, {})
    if announced.get(path.name) == sources.file(path):
        return True
    record = load_records(sources.folder.state).get(stage)
    if record is None or path.name in record.get("kept", []):
        return False
    return bool(record["owns"].get(path.name) == sources.file(path))


def about_to_write(sources: Sources, stage: Stage, texts: Mapping[Path, str]) -> None:
    """Say before it happens what a stage writes, so that a crash in the middle makes none of it a person's work.

    A file that says so already is not written: it may be a person's.
    """
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
    files = {path.name: digest for path, digest in digests.items() if sources.file(path) != digest}
    if files:
        announce(sources.folder.state, stage, files)


def record_done(before: Sources, after: Sources, stage: Stage) -> dict[str, str]:
    """Remember that a stage is done.

    Args:
        stage: What was done.
        before: The look taken before it ran: its inputs count as they were then, so that an edit made meanwhile
            leaves the stage stale.
        after: A look taken after it ran: the files it owns count as they are now. What a person gave and the stage
            kept stays that person's.

    Returns:
        What was recorded as read.
    """
    reads, had, owns = reads_of(before, stage), owned_by(before, stage), owned_by(after, stage)
    kept = [
        path.name
        for path in RULES[stage].owns(after)
        if had.get(path.name) == owns[path.name] and not made_by_us(before, stage, path)
    ]
    save_record(after.folder.state, stage, reads=reads, owns=owns, kept=kept)
    drop_answers(after.folder.answers(stage))
    return reads


def answers_of(sources: Sources, stage: Stage) -> Path:
    """Where answers of models lie that a stage was given since it was last recorded.

    The name follows the record: what a run left behind that was killed right after it is never given again.
    """
    record = load_records(sources.folder.state).get(stage)
    return sources.folder.answers(stage) / digest_of(record)[:12]
