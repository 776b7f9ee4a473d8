"""One episode as typed documents: the only place that knows which model lies in which file. Rules are in `story`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from resources.atomic import write_json, write_text
from resources.episode_folder import EpisodeFolder, ProjectsRoot, locked_state
from resources.errors import InvalidDocument, NotFound, SparkVideoError
from spark_video_assets.episode.front_matter import read_front_matter, read_text, read_yaml, yaml_text
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CardKind, Manifest
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.document import Document
from spark_video_assets.story.escalation import Escalation, Rewrite
from spark_video_assets.story.gates import GATE_NUMBER, Gate, SignOff
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.music_change import MusicChange
from spark_video_assets.story.names import EpisodeKey, shot_id
from spark_video_assets.story.render_plan import RenderPlan
from spark_video_assets.story.scene_page import compile_script, parse_scene_page, write_scene_page
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.storyboard import Bgm, Fragment, Storyboard
from spark_video_assets.story.takes import ShotsState

DocumentT = TypeVar("DocumentT", bound=Document)


class Episode:
    """Typed access to one episode folder. Reads are fresh each time: a file edited by hand is what the next reader sees."""

    def __init__(self, folder: EpisodeFolder) -> None:
        self.folder = folder
        self.key = EpisodeKey.of(folder.project, folder.episode)

    @classmethod
    def at(cls, root: ProjectsRoot, key: EpisodeKey) -> Episode:
        """The episode of that key, present or not."""
        return cls(root.episode(key.project, key.episode))

    def __str__(self) -> str:
        return str(self.key)

    # --- development -------------------------------------------------------------------------------------------

    def brief(self) -> Brief:
        """`brief.yaml`, or what an older folder tells: its premise and its storyboard's own settings."""
        path = self.folder.brief
        if path.is_file():
            return Brief.from_data(read_yaml(path), where=self._named(path))
        return self._brief_of_older_folder()

    def save_brief(self, brief: Brief) -> None:
        """Write `brief.yaml`."""
        write_text(self.folder.brief, yaml_text(brief.to_data()))

    def lore(self) -> Lore:
        """The project's lore with the episode's own keys over it. Raises `NotFound` when there is none."""
        tiers = [path for path in (self.folder.project_lore, self.folder.lore) if path.is_file()]
        if not tiers:
            raise self._missing(self.folder.project_lore)
        front, body = read_front_matter(tiers[0])
        lore = Lore.read(front, body, where=self._named(tiers[0]))
        if len(tiers) == 2:
            own, own_body = read_front_matter(tiers[1])
            lore = lore.overridden_by({**own, "body": own_body}, where=self._named(tiers[1]))
        return lore

    def manifest(self, kind: CardKind) -> Manifest:
        """The manifest of that kind, of any age. Raises `NotFound`."""
        path = self.manifest_path(kind)
        return Manifest.read(self._json(path), kind=kind, where=self._named(path))

    def manifest_path(self, kind: CardKind) -> Path:
        """`cast.json`, `movie_set.json` or `props.json`."""
        folder = self.folder
        paths = {"cast": folder.cast_manifest, "set": folder.movie_set_manifest, "prop": folder.props_manifest}
        return paths[kind]

    def page_numbers(self) -> list[int]:
        """Numbers of the scene pages on disk, in order."""
        return self._numbers("scene-*.md")

    def page(self, number: int) -> ScenePage:
        """One scene page. Raises `NotFound`, `InvalidDocument`."""
        path = self.folder.scene_page(number)
        if not path.is_file():
            raise self._missing(path)
        return parse_scene_page(read_text(path), where=self._named(path))

    def pages(self) -> Script:
        """All scene pages in order."""
        return Script(pages=[self.page(number) for number in self.page_numbers()])

    def save_page(self, page: ScenePage) -> None:
        """Write one scene page."""
        write_text(self.folder.scene_page(page.number), write_scene_page(page))

    def save_script(self, script: Script) -> None:
        """Write the compiled `script.md`."""
        write_text(self.folder.script, compile_script(script, self.key.project, self.key.episode))

    def bgm(self) -> Bgm:
        """The music choice: `bgm-config.json` of gate 0.5 when there is one, else the brief's."""
        path = self.folder.bgm_config
        if not path.is_file():
            return self.brief().bgm
        data = {key: value for key, value in self._json(path).items() if key in Bgm.model_fields}
        try:
            return Bgm.model_validate(data)
        except ValueError as error:
            raise InvalidDocument(str(error), where=self._named(path)) from None

    # --- storyboarding -----------------------------------------------------------------------------------------

    def direction(self) -> Direction:
        """`direction.json`. Raises `NotFound`."""
        return self.load(Direction, self.folder.direction)

    def fragment_numbers(self) -> list[int]:
        """Numbers of the storyboard fragments on disk, in order."""
        return self._numbers("scene-*.json")

    def fragment(self, number: int) -> Fragment:
        """One scene's fragment. Raises `NotFound`."""
        return self.load(Fragment, self.folder.scene_fragment(number))

    def storyboard(self) -> Storyboard:
        """`storyboard.json`. Raises `NotFound`, `InvalidDocument`."""
        return self.load(Storyboard, self.folder.storyboard)

    def render_plan(self) -> RenderPlan:
        """`render_plan.json`. Raises `NotFound`."""
        return self.load(RenderPlan, self.folder.render_plan)

    # --- shooting ----------------------------------------------------------------------------------------------

    def states(self) -> ShotsState:
        """`shots_state.json`; empty when nothing was shot yet."""
        path = self.folder.shots_state
        return self.load(ShotsState, path) if path.is_file() else ShotsState()

    @contextmanager
    def changing_states(self) -> Iterator[ShotsState]:
        """Read, change and write the takes under the one lock; nothing is written when the body raises."""
        with locked_state(self.folder) as path:
            states = self.states()
            yield states
            write_json(path, states.to_data())

    def escalation(self) -> Escalation:
        """`needs_director_rewrite.json`; empty when no shot waits."""
        path = self.folder.needs_director_rewrite
        return self.load(Escalation, path) if path.is_file() else Escalation()

    def save_escalation(self, escalation: Escalation) -> None:
        """Write the file, or take it away when no shot waits any more."""
        if escalation.shots:
            write_json(self.folder.needs_director_rewrite, escalation.to_data())
        else:
            self.folder.needs_director_rewrite.unlink(missing_ok=True)

    def rewrite_begun(self) -> Rewrite | None:
        """The director's rewrite that a killed run did not finish writing down."""
        path = self.folder.rewrite_begun
        return self.load(Rewrite, path) if path.is_file() else None

    # --- post --------------------------------------------------------------------------------------------------

    def music_change(self) -> MusicChange:
        """What a person wants different about the music; nothing when no wish is recorded."""
        path = self.folder.music_changes
        return self.load(MusicChange, path) if path.is_file() else MusicChange()

    # --- gates -------------------------------------------------------------------------------------------------

    def sign_off(self, gate: Gate) -> SignOff | None:
        """A person's decision at a gate, or None."""
        path = self.folder.sign_off(GATE_NUMBER[gate])
        return self.load(SignOff, path) if path.is_file() else None

    def save_sign_off(self, sign_off: SignOff) -> None:
        """Write a decision."""
        write_json(self.folder.sign_off(GATE_NUMBER[sign_off.gate]), sign_off.to_data())

    # --- shared ------------------------------------------------------------------------------------------------

    def load(self, model: type[DocumentT], path: Path) -> DocumentT:
        """A JSON document. Raises `NotFound` with the command that makes it, `InvalidDocument`."""
        if not path.is_file():
            raise self._missing(path)
        return model.from_json(read_text(path), where=self._named(path))

    def save(self, document: Document, path: Path) -> None:
        """Write a JSON document, unless the file says exactly that already."""
        text = document.to_json()
        if not path.is_file() or path.read_bytes() != text.encode():
            write_text(path, text)

    def project_file(self, told: str) -> Path:
        """A file that a manifest names: from the project folder, or as older files name it, from the projects root's parent."""
        project = self.folder.project_folder
        for base in (project, self.folder.path, self.folder.root.path, self.folder.root.path.parent):
            path = (base / told).resolve()
            if path.is_file() and path.is_relative_to(self.folder.root.path.resolve()):
                return path
        return project / told

    def known_shot(self, shot: str) -> str:
        """The id itself. Raises `NotFound` naming the shots there are."""
        ids = [s.id for s in self.storyboard().shots]
        if shot not in ids:
            shown = ", ".join(ids[:12]) + (" ..." if len(ids) > 12 else "")
            raise NotFound(f"there is no shot {shot!r} in {self.key}", allowed=shown or shot_id(1, 1))
        return shot

    def _numbers(self, pattern: str) -> list[int]:
        digits = (path.stem.removeprefix("scene-") for path in self.folder.scenes.glob(pattern))
        return sorted(int(text) for text in digits if text.isdecimal())

    def _json(self, path: Path) -> dict[str, Any]:
        if not path.is_file():
            raise self._missing(path)
        try:
            data = json.loads(read_text(path))
        except json.JSONDecodeError as error:
            raise InvalidDocument(
                f"is not valid JSON (line {error.lineno}: {error.msg})", where=self._named(path)
            ) from None
        if not isinstance(data, dict):
            raise InvalidDocument(f"holds {type(data).__name__}, not a mapping", where=self._named(path))
        return data

    def _named(self, path: Path) -> str:
        return path.relative_to(self.folder.root.path).as_posix()

    def _missing(self, path: Path) -> SparkVideoError:
        self.folder.require()
        command = f"spark-video produce {self.key.typed}"
        return NotFound("is not there yet", where=self._named(path), next_command=command)

    def _brief_of_older_folder(self) -> Brief:
        self.folder.require()
        if not self.folder.storyboard.is_file():
            if not self.folder.premise.is_file():
                raise self._missing(self.folder.brief)
            return Brief(premise=read_text(self.folder.premise), source="premise")
        board = self.storyboard()
        premise = read_text(self.folder.premise) if self.folder.premise.is_file() else board.synopsis or board.title
        return Brief(
            premise=premise,
            title=board.title,
            source="folder",
            mode=board.mode,
            ratio=board.ratio,
            resolution=board.resolution,
            target_duration_s=max(2, board.target_duration_s),
            bgm=board.bgm or Bgm(),
            narrator_voice=board.narrator_voice,
        )
