"""Digests of everything that stages read, each taken once per look at an episode. Which stage reads what: `stages`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from resources.errors import NotFound
from resources.video.registry import capabilities_of
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.equipment import Equipment
from spark_video_assets.episode.library import FOLDER_OF, MADE_BY, made_by
from spark_video_assets.episode.pricing import unit_prices
from spark_video_assets.episode.records import load_records
from spark_video_assets.episode.reference_pictures import ReferencePictures
from spark_video_assets.episode.settings import Settings
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CardKind, ManifestEntry
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.steps import Stage
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.takes import ShotsState

ABSENT = "absent"


class Sources:
    """One look at an episode: documents are read once, so that all answers are about the same moment."""

    def __init__(self, episode: Episode, settings: Settings) -> None:
        self.episode = episode
        self.settings = settings
        self.folder = episode.folder
        self.reads: dict[Stage, dict[str, str]] = {}
        self.owned: dict[Stage, dict[str, str]] = {}

    @cached_property
    def brief(self) -> Brief:
        """The brief."""
        return self.episode.brief()

    @cached_property
    def board(self) -> Storyboard | None:
        """The storyboard, or None before it was drawn."""
        return self.episode.storyboard() if self.folder.storyboard.is_file() else None

    @cached_property
    def told_by_board(self) -> bool:
        """True when the episode came as a storyboard: then it may do without scene pages."""
        return self.board is not None and self.brief.source in ("score", "folder")

    @cached_property
    def states(self) -> ShotsState:
        """All takes."""
        return self.episode.states()

    @cached_property
    def shot_digests(self) -> dict[str, str]:
        """What each shot of the storyboard is asked to be now; without those whose pictures cannot be resolved."""
        if self.board is None:
            return {}
        digests = {}
        try:
            references = ReferencePictures.of(self.episode, self.board, capabilities_of(self.provider))
            for shot in self.board.shots:
                digests[shot.id] = references.digest(shot, self.states)
        except NotFound:
            return digests
        return digests

    @cached_property
    def provider(self) -> str:
        """Who renders this episode."""
        return self.settings.provider_for(self.brief, self.board)

    @property
    def equipment(self) -> Equipment:
        """Who draws, speaks and judges beside the video provider."""
        return Equipment.of(capabilities_of(self.provider), self.settings)

    def unit_prices(self, board: Storyboard) -> dict[str, float | str]:
        """Known prices of what this storyboard asks for."""
        return unit_prices(
            capabilities_of(self.provider),
            self.equipment,
            resolution=board.resolution,
            ratio=board.ratio,
            currency=self.brief.currency,
        )

    def file(self, path: Path) -> str:
        """Digest of a file, `absent` when it is not there."""
        return self.folder.digest(path) if path.is_file() else ABSENT

    def files(self, paths: Iterable[Path]) -> str:
        """Digest of several files with their names."""
        return digest_of({path.name: self.file(path) for path in paths})

    def brief_part(self, *fields: str) -> str:
        """Digest of some fields of the brief, so that changing another one leaves a stage fresh."""
        return digest_of(self.brief.model_dump(mode="json", include=set(fields)))

    @cached_property
    def lore(self) -> str:
        """Both tiers of the lore."""
        return digest_of([self.file(self.folder.project_lore), self.file(self.folder.lore)])

    @cached_property
    def lore_is_ours(self) -> bool:
        """True when no person wrote or edited a lore: then the premise decides it."""
        if self.folder.project_lore.is_file():
            return False
        if not self.folder.lore.is_file():
            return True
        record = load_records(self.folder.state).get("lore")
        if record is None or self.folder.lore.name in record.get("kept", []):
            return False
        return bool(record["owns"].get(self.folder.lore.name) == self.file(self.folder.lore))

    @cached_property
    def everything_shown(self) -> dict[str, str]:
        """What the viewer page shows: every document, take, decision and call."""
        folder = self.folder
        homes = (folder.reviews, folder.scenes, folder.path / "sign_offs", folder.subtitles)
        return {
            "brief": self.file(folder.brief),
            "lore": self.lore,
            "cast": self.manifest_pictures("cast"),
            "sets": self.manifest_pictures("set"),
            "props": self.manifest_pictures("prop"),
            "documents": self.files((folder.script, folder.direction, folder.storyboard, folder.render_plan)),
            "takes": self.file(folder.shots_state),
            "escalations": self.file(folder.needs_director_rewrite),
            "film": self.file(folder.final_film),
            "quality": self.files((folder.final / "cut.json", folder.delivery / "qc-report.json")),
            "music": self.tracks,
            "calls": self.file(folder.model_calls),
            "folders": digest_of(
                [[p.name, self.file(p)] for h in homes if h.is_dir() for p in sorted(h.iterdir())]
            ),
        }

    def users_cards(self, kind: CardKind) -> str:
        """Cards, pictures and voices that a person gave or edited; what we made and nobody touched does not count."""
        found: dict[str, str] = {}
        for tier in (self.folder.project_folder, self.folder.path):
            home = tier / FOLDER_OF[kind]
            for path in sorted(home.glob("*/*")) if home.is_dir() else ():
                if path.is_file() and path.name != MADE_BY and made_by(path) is None:
                    found[path.relative_to(self.folder.project_folder).as_posix()] = self.file(path)
        return digest_of(found)

    def manifest_words(self, kind: CardKind) -> str:
        """What the manifest says in words: a new picture leaves the script fresh."""
        entries = self._entries(kind)
        return digest_of({name: entry.card for name, entry in entries.items()})

    def given_words(self, kind: CardKind) -> str:
        """What the cards say that the script is written from: those that the crew made for its people and things follow it."""
        entries = self._entries(kind)
        return digest_of({name: entry.card for name, entry in entries.items() if not self._follows_script(entry)})

    def _follows_script(self, entry: ManifestEntry) -> bool:
        return entry.card_path is not None and made_by(self.episode.project_file(entry.card_path)) is not None

    def manifest_pictures(self, kind: CardKind) -> str:
        """Words and pictures of the manifest."""
        entries = self._entries(kind)
        return digest_of({n: [e.card, self.picture_digest(e.picture), e.voices] for n, e in entries.items()})

    def picture_digest(self, told: str | None) -> str:
        """Digest of a picture that a manifest names."""
        return self.file(self.episode.project_file(told)) if told else ABSENT

    @cached_property
    def pages(self) -> str:
        """All scene pages."""
        return self.files(self.folder.scene_page(n) for n in self.episode.page_numbers())

    @cached_property
    def new_faces(self) -> str:
        """People whom the script names or lets speak: they need a card before anything is boarded."""
        pages = self.episode.pages().pages
        named = [[n.name, n.look] for p in pages if p.cast_check for n in p.cast_check.named_npcs]
        return digest_of([named, list(dict.fromkeys(line.speaker for p in pages for line in p.spoken()))])

    @cached_property
    def new_things(self) -> str:
        """Props that the script lists: they need a card and a picture before anything is boarded."""
        notes = [note for page in self.episode.pages().pages for note in page.prop_check]
        return digest_of([[note.name, note.description] for note in notes])

    @cached_property
    def new_places(self) -> str:
        """Where the script plays: each place needs a card and a picture before anything is boarded."""
        return digest_of([[page.location, page.time] for page in self.episode.pages().pages])

    @cached_property
    def storyboard(self) -> str:
        """The storyboard's file."""
        return self.file(self.folder.storyboard)

    @cached_property
    def winners(self) -> str:
        """Which take wins in each shot of the storyboard, by the content that the cut will read."""
        ids = [shot.id for shot in self.board.shots] if self.board else []
        return digest_of(
            [[i, self.states.of(i).winner_version, self.file(self.folder.winner_clip(i))] for i in ids]
        )

    @cached_property
    def tracks(self) -> str:
        """The users' music of both tiers."""
        homes = (self.folder.bgm, self.folder.project_bgm)
        return digest_of(
            [[p.name, self.file(p)] for h in homes if h.is_dir() for p in sorted(h.iterdir()) if p.is_file()]
        )

    def ending(self) -> dict[str, str]:
        """How the film ends, as an input of the cut; nothing while it ends as films do, so that older cuts stay."""
        usual = type(self.brief).model_fields["fade_out_s"].default
        return {} if self.brief.fade_out_s == usual else {"ending": self.brief_part("fade_out_s")}

    def music_change(self) -> dict[str, str]:
        """A person's wish about the music, as an input of the cut; nothing while nobody has one."""
        path = self.folder.music_changes
        return {"music change": self.file(path)} if path.is_file() else {}

    def objection(self, gate: Gate) -> dict[str, str]:
        """The note of a rejected gate, as an input of whoever redoes the work; nothing when nobody objects."""
        sign_off = self.episode.sign_off(gate)
        if sign_off is None or sign_off.decision != "reject":
            return {}
        return {"objection": digest_of([sign_off.note, sign_off.digest])}

    def _entries(self, kind: CardKind) -> dict:  # type: ignore[type-arg]
        try:
            return self.episode.manifest(kind).entries
        except NotFound:
            return {}
