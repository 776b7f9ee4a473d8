"""Where a new episode's story comes from: a screenplay, an episode folder or a saved score. Read and checked, not written."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from resources.errors import InvalidDocument, NotFound, UsageError
from spark_video_assets.episode.front_matter import read_text
from spark_video_assets.story.director_score import DirectorScore, is_director_score, storyboard_of
from spark_video_assets.story.fountain import parse_fountain
from spark_video_assets.story.names import scene_number
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.scene_page import parse_scene_page, parse_script
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage, Script
from spark_video_assets.story.storyboard import Fragment, Mode, Storyboard

_TITLE = re.compile(r"^#\s+(?!#)(.+)$", re.MULTILINE)
_FIRST_SCENE = re.compile(r"^#{1,3}\s", re.MULTILINE)
SHORTEST_S, LONGEST_S = 2, 3600
"""Lengths of a film that a brief may ask for, seconds."""
CROSSFADE_S = 0.5
"""A dissolve where a score asks for one without a length; the producer rules of the origin."""
_SCREENPLAYS = (".fountain", ".md", ".markdown", ".txt")


@dataclass(frozen=True)
class Imported:
    """What a file brings into an episode: fields of the brief that it decides, and its documents.

    Args:
        brief: Defaults of the brief; what was typed on the command line wins.
        script: Scene pages: those of a screenplay, or what a storyboard's shots tell.
        board: A storyboard that is taken as it is, with `fragments`, one per scene by number.
    """

    brief: dict[str, object]
    script: Script | None = None
    board: Storyboard | None = None
    fragments: dict[int, Fragment] = field(default_factory=dict)


def read_premise(premise: str) -> Imported:
    """A story that the crew writes."""
    return Imported(brief={"premise": premise.strip(), "source": "premise"})


def read_screenplay(path: Path) -> Imported:
    """Scene pages from a Fountain screenplay, a markdown file with several scenes, or a folder of `scene-NN.md`.

    An existing episode folder is such a folder: its pages are in `scenes/`.

    Raises:
        NotFound: No such file, or a folder without pages.
        UsageError: A format that is not read.
        InvalidDocument: A page that cannot be read, or two with one number; names file and field, or line.
    """
    if path.is_dir():
        home = path / "scenes" if (path / "scenes").is_dir() else path
        files = sorted(home.glob("scene-*.md"))
        if not files:
            raise NotFound("holds no scene pages", where=str(path), allowed="scene-01.md, scene-02.md, ...")
        script = Script(pages=[parse_scene_page(read_text(file), where=str(file)) for file in files])
        title, told = "", ""
    else:
        text = _text(
            path, _SCREENPLAYS, "a .fountain screenplay, or scene pages in markdown, in one .md file or as a folder"
        )
        if path.suffix.lower() == ".fountain":
            play = parse_fountain(text, where=str(path))
            script, title, told = play.script, play.title, ""
        else:
            script = parse_script(text, where=str(path))
            heading = text[: _first_scene(text)]
            found = _TITLE.search(heading)
            title = found[1].strip() if found else ""
            told = _TITLE.sub("", heading).replace("---", "").strip()
    _require_own_numbers(script, path)
    script = Script(pages=sorted(script.pages, key=lambda page: page.number))
    narrated = any(page.type == "narration" for page in script.pages)
    return Imported(
        brief={
            "premise": told or next((p.action for p in script.pages if p.action), script.pages[0].location),
            "title": title,
            "source": "screenplay",
            "mode": "narration" if narrated else "drama",
            "target_duration_s": min(LONGEST_S, max(SHORTEST_S, script.total_duration())),
        },
        script=script,
    )


def read_score(path: Path) -> Imported:
    """A storyboard that was saved by this program or an older one, or a score in the DirectorScore form.

    Raises:
        NotFound: No such file.
        UsageError: Another format.
        InvalidDocument: It is neither; names the field.
    """
    if path.is_dir():
        path = path / "storyboard.json"
    text = _text(path, (".json",), "a storyboard.json, a score in the DirectorScore form, or an episode folder")
    data = _json(text)
    if is_director_score(data):
        score = DirectorScore.from_data(data, where=str(path))
        made = _imported(storyboard_of(score, path.stem.replace("_", " ")), path)
        return replace(made, brief={**made.brief, **({"crossfade_s": CROSSFADE_S} if score.fades else {})})
    try:
        return _imported(Storyboard.from_json(text, where=str(path)), path)
    except InvalidDocument as error:
        error.allowed = error.allowed or "a storyboard.json, or a score in the DirectorScore form"
        raise


def _json(text: str) -> dict[str, Any]:
    """The document as plain data; empty for anything else, which the storyboard's own reading tells."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _imported(board: Storyboard, path: Path) -> Imported:
    """An episode that is told by a storyboard."""
    if not board.shots:
        raise InvalidDocument("field shots: is empty", where=str(path), allowed="at least one shot")
    fragments = {}
    for scene in board.scenes:
        shots = [shot for shot in board.shots if shot.scene == scene.id]
        fragments[scene_number(scene.id)] = Fragment(scene=scene, shots=shots)
    strays = [shot.id for shot in board.shots if board.scene_of(shot) is None]
    if strays:
        raise InvalidDocument(
            f"field shots: {', '.join(strays)} belong to no scene", where=str(path), allowed="ids listed in scenes"
        )
    brief: dict[str, object] = {
        "premise": board.synopsis or board.title,
        "title": board.title,
        "source": "score",
        "mode": board.mode,
        "provider": board.provider,
        "ratio": board.ratio,
        "resolution": board.resolution,
        "target_duration_s": min(LONGEST_S, max(SHORTEST_S, board.total_duration())),
        "narrator_voice": board.narrator_voice,
    }
    if board.bgm is not None:
        brief["bgm"] = board.bgm.model_dump(mode="json")
    pages = [_page_of(fragment, number, board.mode) for number, fragment in sorted(fragments.items())]
    return Imported(brief=brief, script=Script(pages=pages), board=board, fragments=fragments)


def _page_of(fragment: Fragment, number: int, mode: Mode) -> ScenePage:
    """The scene page that tells what the shots show: gate 1 is about a script, wherever the story came from."""
    shots = fragment.shots
    told = {
        "number": number,
        "location": fragment.scene.name,
        "type": mode,
        "characters": list(
            dict.fromkeys([*fragment.scene.characters_present, *(c for s in shots for c in s.characters)])
        ),
        "estimated_duration_s": max(1, sum(shot.duration for shot in shots)),
    }
    if mode == "narration":
        beats = [Beat(narration=s.narration_text, visual=s.prompt, duration_s=s.duration) for s in shots]
        return ScenePage.model_validate({**told, "beats": [beat.model_dump() for beat in beats]})
    lines = [DialogueLine(speaker=b.speaker, text=b.text) for shot in shots for b in spoken_lines(shot, mode)]
    return ScenePage.model_validate(
        {**told, "action": fragment.scene.description, "dialogue": [line.model_dump() for line in lines]}
    )


def _text(path: Path, suffixes: tuple[str, ...], allowed: str) -> str:
    if not path.is_file():
        raise NotFound("there is no such file", where=str(path), allowed=allowed)
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"{path.suffix or 'a file without suffix'} is not read", where=str(path), allowed=allowed)
    return read_text(path)


def _first_scene(text: str) -> int:
    """Where the first heading after the title starts."""
    title = _TITLE.search(text)
    found = _FIRST_SCENE.search(text, title.end() if title else 0)
    return found.start() if found else len(text)


def _require_own_numbers(script: Script, path: Path) -> None:
    twice = [number for number, times in Counter(page.number for page in script.pages).items() if times > 1]
    if twice:
        raise InvalidDocument(
            f"field heading: scene {twice[0]} is there twice", where=str(path), allowed="each scene number once"
        )
