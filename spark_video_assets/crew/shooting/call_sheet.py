"""The call sheet of a shot: everything one take needs, as the request a provider gets. Who shoots it: `camera_unit`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from resources.errors import NotFound
from resources.file_digest import file_digest
from resources.video.base import Capabilities, MediaRef, RenderRequest
from resources.video.staging import Figure, Line, Scenery, Staging, Thing
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.reference_pictures import ReferencePictures
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard, ManifestEntry, PropCard, SetCard
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.prompt_reading import read_prompt, spoken_lines
from spark_video_assets.story.storyboard import Shot, Storyboard


@dataclass(frozen=True)
class CallSheets:
    """Makes the requests of one episode; documents are read once.

    Args:
        brief: Language and seed.
        lore: Look and mood of the project.
        references: Storyboard, manifests and pictures for the provider that shoots.
    """

    brief: Brief
    lore: Lore
    references: ReferencePictures

    @classmethod
    def of(cls, episode: Episode, capabilities: Capabilities) -> CallSheets:
        """With the episode's documents as they are on disk."""
        board = episode.storyboard()
        return cls(episode.brief(), episode.lore(), ReferencePictures.of(episode, board, capabilities))

    @property
    def board(self) -> Storyboard:
        """The storyboard being shot."""
        return self.references.board

    def request(self, shot: Shot, *, prompt: str, take: int, first_frame: Path | None) -> RenderRequest:
        """The request for one take.

        Args:
            shot: The shot.
            prompt: Its prompt, or what the prompt doctor made of it.
            take: Number of the take.
            first_frame: True last frame of the predecessor's winner, for a chained shot.

        Raises:
            NotFound: a chained shot without its predecessor's frame; a picture that is gone.
        """
        plan = self.references.media(shot)
        media = [self._ref(role, name, path) for role, name, path in self.references.pictures(shot)]
        media += [
            self._ref("first_frame" if end == "start" else "last_frame", end, p)
            for end, p in self.references.anchors(shot)
        ]
        if plan.needs_first_frame and not any(m.role == "first_frame" for m in media):
            if first_frame is None:
                key = self.references.episode.key
                raise NotFound(
                    f"shot {shot.id} continues its predecessor, which has no winner yet",
                    where=str(self.references.episode),
                    next_command=f"spark-video produce {key.typed}",
                )
            media.append(self._ref("first_frame", "predecessor", first_frame))
        media += [self._ref("reference_voice", name, path) for name, path in self.references.voices(shot)]
        bgm = self.board.bgm
        return RenderRequest(
            shot_id=shot.id,
            kind=plan.kind,
            prompt=prompt,
            negative_prompt=shot.negative_prompt,
            duration_s=shot.duration,
            ratio=self.board.ratio,
            resolution=self.board.resolution,
            seed=shot.seed,
            media=tuple(media),
            forbid_music=bool(bgm and (bgm.forbid_model_bgm or bgm.plays)),
            take=take,
            staging=self.staging(shot, prompt),
        )

    def staging(self, shot: Shot, prompt: str) -> Staging:
        """What is on stage, in structure, for a provider that draws for itself."""
        reading = read_prompt(prompt, tuple(self.references.cast.names), self.lore.anchor)
        camera = read_prompt(shot.camera, ()) if shot.camera else reading
        beats = spoken_lines(shot, self.board.mode)
        lines = tuple(
            Line(speaker=b.speaker, text=b.text, mood=_mood(b.mood, reading.mood), voice_over=b.voice_over)
            for b in beats
        )
        return Staging(
            shot_id=shot.id,
            # In manifest order, left to right: two people who talk keep their sides from shot to shot.
            figures=tuple(self._figure(name) for name in self.references.cast.names if name in shot.characters),
            company=tuple(self._figure(name) for name in self.references.cast.names),
            scenery=self._scenery(shot),
            things=tuple(self._thing(name) for name in shot.props if name in self.references.props.entries),
            lines=() if shot.role == "narration" else lines,
            action=reading.action,
            size=reading.size or camera.size or "medium",
            movement=reading.movement or camera.movement or "static",
            focus=reading.focus,
            mood=reading.mood or "neutral",
            gestures=reading.gestures,
            language=self.brief.language,
            look=" ".join((self.lore.anchor, self.lore.visual_style, *self.lore.palette)).strip(),
            world_seed=self.brief.seed,
        )

    def portrait(self, name: str) -> tuple[Path | None, ManifestEntry | None]:
        """Portrait and manifest entry of a person, as far as there are any."""
        entry = self.references.cast.entries.get(name)
        return (self.references.picture_of(entry), entry) if entry else (None, None)

    def set_picture(self, shot: Shot) -> Path | None:
        """Picture of the shot's effective set."""
        name = self.board.set_of(shot)
        entry = self.references.sets.entries.get(name) if name else None
        return self.references.picture_of(entry) if entry else None

    @staticmethod
    def _ref(role: str, name: str, path: Path) -> MediaRef:
        return MediaRef(role=role, path=path, name=name, digest=file_digest(path))

    def _figure(self, name: str) -> Figure:
        picture, entry = self.portrait(name)
        card = self.references.cast.card(name)
        assert isinstance(card, CastCard)
        voice = self.references.episode.project_file(entry.voices[0]) if entry and entry.voices else None
        return Figure(
            name=name,
            description=card.text(),
            gender=card.gender,
            age=card.age,
            voice_style=card.voice_style,
            voice_file=voice,
            portrait=picture,
            portrait_is_users=bool(entry and entry.pictures_by == "user" and picture),
        )

    def _scenery(self, shot: Shot) -> Scenery:
        scene = self.board.scene_of(shot)
        words = f"{scene.name}. {scene.description}" if scene else ""
        name = self.board.set_of(shot)
        card = self.references.sets.card(name) if name else None
        if not isinstance(card, SetCard) or name is None:
            return Scenery(name=scene.name if scene else "", description=words or shot.prompt)
        entry = self.references.sets.entries[name]
        return Scenery(
            name=name,
            description=f"{card.text()}\n{words}",
            time_of_day=card.time_of_day,
            weather=card.weather,
            season=card.season,
            palette=tuple(card.palette),
            picture=self.references.picture_of(entry),
            picture_is_users=entry.pictures_by == "user" and entry.picture is not None,
        )

    def _thing(self, name: str) -> Thing:
        entry = self.references.props.entries[name]
        card = self.references.props.card(name)
        assert isinstance(card, PropCard)
        users = entry.pictures_by == "user" and entry.picture is not None
        return Thing(
            name=name, description=card.text(), picture=self.references.picture_of(entry), picture_is_users=users
        )


_MOODS = ("neutral", "happy", "sad", "angry", "scared", "surprised", "tender", "sly")


def _mood(told: str | None, read: str | None) -> str:
    return next((m for m in (told, read) if m in _MOODS), "neutral")
