"""Which picture files go with a shot, and the digest of all that is asked of it. Requests: `crew.shooting.call_sheet`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from resources.errors import NotFound
from resources.file_digest import file_digest
from resources.video.base import Capabilities
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import Manifest, ManifestEntry
from spark_video_assets.story.chains import predecessor
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.media_plan import MediaPlan, planned_media
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.staleness import shot_digest
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.takes import ShotsState
from spark_video_assets.story.wording import unique


def limits_of(capabilities: Capabilities) -> ProviderLimits:
    """A provider's limits as the rules of the story know them."""
    return ProviderLimits(
        name=capabilities.name,
        kinds=capabilities.kinds,
        min_duration_s=capabilities.min_duration_s,
        max_duration_s=capabilities.max_duration_s,
        fixed_durations_s=capabilities.fixed_durations_s,
        longest_only=capabilities.longest_only,
        ratios=capabilities.ratios,
        reference_ratios=capabilities.reference_ratios,
        resolutions=capabilities.resolutions,
        max_images=capabilities.max_images,
        r2v_first_frame=capabilities.r2v_first_frame,
        last_frame=capabilities.last_frame,
        negative_prompt=capabilities.negative_prompt,
        needs_images=capabilities.needs_images,
        prompt_limit=capabilities.prompt_limit,
        prompt_limit_cjk=capabilities.prompt_limit_cjk or capabilities.prompt_limit,
    )


@dataclass(frozen=True)
class ReferencePictures:
    """Pictures of one episode's shots, for one provider."""

    episode: Episode
    board: Storyboard
    cast: Manifest
    sets: Manifest
    props: Manifest
    capabilities: Capabilities

    @classmethod
    def of(cls, episode: Episode, board: Storyboard, capabilities: Capabilities) -> ReferencePictures:
        """With the episode's manifests as they are on disk."""
        cast, sets, props = episode.manifest("cast"), episode.manifest("set"), episode.manifest("prop")
        return cls(episode, board, cast, sets, props, capabilities)

    @cached_property
    def limits(self) -> ProviderLimits:
        """The provider's limits."""
        return limits_of(self.capabilities)

    def media(self, shot: Shot) -> MediaPlan:
        """Which named pictures go with a shot, and as what kind it is shot."""
        return planned_media(shot, self.board, self.cast, self.sets, self.props, self.limits)

    def pictures(self, shot: Shot) -> list[tuple[str, str, Path]]:
        """(role, name, file) in the order cast, set, props. Raises `NotFound` for a listed picture that is gone."""
        manifests = {"cast": self.cast, "set": self.sets, "prop": self.props}
        found: list[tuple[str, str, Path]] = []
        for item in self.media(shot).references():
            entry = manifests[item.role].entries.get(item.name)
            path = self.picture_of(entry) if entry else None
            if path is not None:
                found.append((item.role, item.name, path))
        return found

    def voices(self, shot: Shot) -> list[tuple[str, Path]]:
        """(name, file): recorded voices of pictured people who speak, for a provider that speaks with them."""
        if not self.capabilities.reference_voice:
            return []
        pictured = {name for role, name, _ in self.pictures(shot) if role == "cast"}
        speakers = unique([beat.speaker for beat in spoken_lines(shot, self.board.mode)])
        entries = [self.cast.entries[name] for name in speakers if name in pictured]
        return [(entry.name, self.episode.project_file(entry.voices[0])) for entry in entries if entry.voices]

    def anchors(self, shot: Shot) -> list[tuple[str, Path]]:
        """Start and end anchor frames that the shot asks for and that are made already.

        A provider that draws for itself sees all of them; a paid one gets those that its plan has a place for.
        """
        plan = self.media(shot)
        planned = {item.role for item in plan.media}
        takes_all = self.capabilities.free
        starts = takes_all or ("first_frame" in planned and plan.first_frame_of is None)
        ends = takes_all or "last_frame" in planned
        folder = self.episode.folder
        made = [("start", folder.anchor_frame(shot.id, "start"))] if shot.start_composition and starts else []
        made += [("end", folder.anchor_frame(shot.id, "end"))] if shot.end_composition and ends else []
        return [(end, path) for end, path in made if path.is_file()]

    def picture_of(self, entry: ManifestEntry) -> Path | None:
        """The entry's reference picture. Raises `NotFound` when the manifest lists one that is gone."""
        if not entry.picture:
            return None
        path = self.episode.project_file(entry.picture)
        if not path.is_file():
            raise NotFound(
                f"the picture of {entry.name!r} is gone",
                where=str(path),
                next_command="put it back, or take it out of the card's folder, then run produce again",
            )
        return path

    def _drawn_from(self, shot: Shot) -> list[tuple[str, str, str]]:
        """What a provider that draws and speaks for itself sees beyond prompt and pictures: cards, language, seed."""
        manifests = (("cast", self.cast, shot.characters), ("prop", self.props, shot.props))
        entries = [(kind, m.entries[name]) for kind, m, names in manifests for name in names if name in m.entries]
        set_name = self.board.set_of(shot)
        if set_name in self.sets.entries:
            entries.append(("set", self.sets.entries[set_name]))
        cards = [(f"{kind} card", entry.name, digest_of([entry.card, entry.voices])) for kind, entry in entries]
        return [*cards, ("world", self._brief.language, str(self._brief.seed))]

    @cached_property
    def _brief(self) -> Brief:
        return self.episode.brief()

    def digest(self, shot: Shot, states: ShotsState) -> str:
        """Digest of what a take of this shot is asked to be now."""
        pictures = [(role, name, file_digest(path)) for role, name, path in self.pictures(shot)]
        pictures += [("anchor", end, file_digest(path)) for end, path in self.anchors(shot)]
        pictures += [("voice", name, file_digest(path)) for name, path in self.voices(shot)]
        if self.capabilities.free:
            pictures += self._drawn_from(shot)
        before = predecessor(self.board, shot.id)
        winner = states.of(before).winner if before else None
        return shot_digest(
            shot,
            self.board,
            provider=self.capabilities.name,
            pictures=pictures,
            predecessor_clip=(winner.clip_digest or f"take {winner.version}") if winner else None,
        )
