"""What a person sees at each gate, as named digests: a sign-off covers exactly this. Whether it is ready: `readiness`."""

from __future__ import annotations

from pathlib import Path

from spark_video_assets.episode.critiques import standing_critique
from spark_video_assets.episode.sources import ABSENT, Sources
from spark_video_assets.episode.stages import qc_record
from spark_video_assets.story.cards import CARD_TYPES
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.gates import Gate


def shown_at(gate: Gate, sources: Sources) -> dict[str, str]:
    """Part -> digest of its content, without parts that are not there."""
    parts = {"script": _script, "storyboard": _storyboard, "render": _render, "final": _final}[gate](sources)
    return {name: digest for name, digest in parts.items() if digest != ABSENT}


def _script(s: Sources) -> dict[str, str]:
    pages = {f"scene {n:02d}": s.file(s.folder.scene_page(n)) for n in s.episode.page_numbers()}
    cards = {
        "cast": s.manifest_pictures("cast"),
        "sets": s.manifest_pictures("set"),
        "props": s.manifest_pictures("prop"),
    }
    brief = s.brief_part("premise", "title", "mode", "language", "target_duration_s")
    return {"premise": brief, "lore": s.lore, **pages, **cards}


def _storyboard(s: Sources) -> dict[str, str]:
    shots = {f"shot {shot.id}": shot.content_digest() for shot in (s.board.shots if s.board else [])}
    return {
        **shots,
        "storyboard": s.storyboard,
        "direction": s.file(s.folder.direction),
        "critique": s.file(standing_critique(s.episode, s.board)),
        "VFX review": s.file(s.folder.vfx_review),
        "render plan": s.file(s.folder.render_plan),
        "cast": s.manifest_pictures("cast"),
        "sets": s.manifest_pictures("set"),
        "props": s.manifest_pictures("prop"),
        "budget": s.brief_part("budget", "shot_budget", "currency"),
        "provider": digest_of(s.provider),
    }


def _render(s: Sources) -> dict[str, str]:
    parts = {"storyboard": s.storyboard, "dailies": s.file(s.folder.dailies)}
    for shot in s.board.shots if s.board else []:
        state = s.states.of(shot.id)
        winner = state.winner
        if winner is not None:
            clip = s.file(s.folder.winner_clip(shot.id))
            parts[f"winner {shot.id}"] = digest_of([winner.version, clip, state.winner_digest])
    return parts


def _final(s: Sources) -> dict[str, str]:
    folder = s.folder
    captions = {p.name: s.file(p) for p in sorted(folder.subtitles.glob("*"))} if folder.subtitles.is_dir() else {}
    return {"film": s.file(folder.final_film), **captions, "QC report": s.file(qc_record(s))}


def changed_at(gate: Gate, sources: Sources) -> float:
    """When something that the gate shows was written last, seconds since 1970; 0 when nothing is there."""
    times = [path.stat().st_mtime for path in _files_shown(gate, sources) if path.is_file()]
    return max(times, default=0.0)


def _files_shown(gate: Gate, s: Sources) -> list[Path]:
    f = s.folder
    if gate == "script":
        pages = [f.scene_page(n) for n in s.episode.page_numbers()]
        return [f.brief, f.lore, f.project_lore, *pages, *_cards(s)]
    if gate == "storyboard":
        told = [
            f.storyboard,
            f.direction,
            standing_critique(s.episode, s.board),
            f.vfx_review,
            f.render_plan,
            f.brief,
        ]
        return [*told, *_cards(s)]
    if gate == "render":
        clips = [f.winner_clip(shot.id) for shot in s.board.shots] if s.board else []
        return [f.storyboard, f.dailies, *clips]
    captions = f.subtitles.glob("*") if f.subtitles.is_dir() else ()
    return [f.final_film, qc_record(s), *captions]


def _cards(s: Sources) -> list[Path]:
    """Manifests with the pictures that they show."""
    found = []
    for kind in CARD_TYPES:
        path = s.episode.manifest_path(kind)
        if path.is_file():
            pictures = (entry.picture for entry in s.episode.manifest(kind).entries.values())
            found += [path, *(s.episode.project_file(told) for told in pictures if told)]
    return found
