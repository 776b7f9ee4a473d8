"""The editor: winners in storyboard order become a cut plan with speech, captions and music. Cutting: `resources.media`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from resources.errors import NotFound
from resources.media.cut_plan import Cue, CutPlan, MusicSpan, PlacedSegment, Segment
from resources.media.timeline import Timeline, lay_out
from resources.sound.music import compose_to_file
from resources.sound.music_moods import MOODS, mood_of
from resources.video.base import frame_size
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.captions import CaptionCue, Spoken, caption_cues
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.music_change import MusicChange
from spark_video_assets.story.off_screen import is_narrator
from spark_video_assets.story.post import Narration
from spark_video_assets.story.storyboard import Bgm, Shot, Storyboard
from spark_video_assets.story.takes import ShotsState, Take

FRAME_RATE = 24
"""Frames per second of the film: cinema, and what the embedded engine draws."""
TRIM_FROM_S = 0.3
"""A clip that is longer than its shot by this much was rounded up by the provider and is trimmed in the cut."""
AUDIO_SUFFIXES = {".mp3", ".wav", ".m4a", ".flac", ".ogg", ".aac"}


@dataclass(frozen=True)
class Editor:
    """Plans the cut of one episode."""

    episode: Episode
    brief: Brief
    board: Storyboard
    states: ShotsState
    narration: Narration

    def bare_plan(self) -> CutPlan:
        """Picture and speech only: enough to know where everything lies.

        Raises:
            NotFound: a shot without a winner or whose clip is gone.
        """
        width, height = frame_size(self.board.ratio, self.board.resolution)
        return CutPlan(
            segments=tuple(self._segment(shot) for shot in self.board.shots),
            width=width,
            height=height,
            fps=FRAME_RATE,
            crossfade_s=self.brief.crossfade_s,
            fade_out_s=self.brief.fade_out_s,
        )

    def captions(self) -> list[CaptionCue]:
        """Cues on the film's timeline, from the lines' own timing."""
        placed = {p.shot_id: p for p in lay_out(self.bare_plan()).segments}
        spoken = [line for shot in self.board.shots for line in self._spoken(shot, placed[shot.id])]
        return caption_cues(spoken)

    def plan(self) -> CutPlan:
        """Everything: picture, speech, captions and music."""
        bare = self.bare_plan()
        timeline = lay_out(bare)
        cues = tuple(Cue(start_s=c.start_s, end_s=c.end_s, text=c.text, speaker=c.speaker) for c in self.captions())
        return bare.model_copy(
            update={
                "captions": cues,
                "burn_in": self.brief.captions == "burned",
                "music": tuple(self._music(timeline)),
            }
        )

    def _segment(self, shot: Shot) -> Segment:
        take = self._winner(shot)
        # The clip that gate 3 verified and a person saw, not the take's own file beside it.
        clip = self.episode.folder.winner_clip(shot.id)
        if not clip.is_file():
            raise NotFound(
                f"the clip of take {take.version} of {shot.id} is gone",
                where=str(clip),
                next_command=self._command(f"accept {{}} --shot {shot.id} --take {take.version}"),
            )
        spoken = self.narration.line(shot.id)
        return Segment(
            shot_id=shot.id,
            clip=clip,
            length_s=float(shot.duration) if self._rounded_up(clip, shot) else None,
            voice=self.episode.folder.resolve(spoken.wav) if spoken else None,
            keep_audio=spoken is None,
        )

    @staticmethod
    def _rounded_up(clip: Path, shot: Shot) -> bool:
        from resources.media.probe import probe

        return (probe(clip).video_duration_s or 0.0) > shot.duration + TRIM_FROM_S

    def _winner(self, shot: Shot) -> Take:
        take = self.states.of(shot.id).winner
        if take is None:
            raise NotFound(
                f"shot {shot.id} has no winner yet",
                where=str(self.episode),
                next_command=self._command("produce {}"),
            )
        return take

    def _spoken(self, shot: Shot, placed: PlacedSegment) -> list[Spoken]:
        narrated = self.narration.line(shot.id)
        if narrated is not None and placed.voice_start_s is not None:
            end = placed.voice_start_s + narrated.duration_s / placed.voice_tempo
            return [Spoken(speaker="", text=narrated.text, start_s=placed.voice_start_s, end_s=end)]
        lines = self._winner(shot).lines or []
        last = placed.start_s + placed.length_s
        return [
            Spoken(
                speaker="" if is_narrator(line.speaker) else line.speaker,
                text=line.text,
                start_s=placed.start_s + line.start_s,
                end_s=min(last, placed.start_s + line.end_s),
            )
            for line in lines
            if placed.start_s + line.start_s < last
        ]

    def _music(self, timeline: Timeline) -> list[MusicSpan]:
        bgm, change = self.episode.bgm(), self.episode.music_change()
        if not (bgm.plays and change.plays):
            return []
        bgm = bgm.model_copy(update={"volume": min(1.0, bgm.volume * change.volume)})
        if bgm.mode == "global" and not change.scenes:
            track = change.mood or bgm.track or ""
            return [self._span(bgm, track, 0.0, timeline.duration_s, timeline)]
        stretches = self._scene_stretches(timeline, bgm, change)
        return [self._span(bgm, track, start, end, timeline) for track, start, end in stretches]

    def _scene_stretches(self, timeline: Timeline, bgm: Bgm, change: MusicChange) -> list[tuple[str, float, float]]:
        """Contiguous shots under the same track, in seconds of the film."""
        stretches: list[tuple[str, float, float]] = []
        for shot, placed in zip(self.board.shots, timeline.segments, strict=True):
            scene = self.board.scene_of(shot)
            planned = bgm.track if bgm.mode == "global" else scene.bgm_track if scene else None
            track = change.scenes.get(shot.scene) or change.mood or planned or ""
            end = placed.start_s + placed.length_s
            if stretches and stretches[-1][0] == track:
                stretches[-1] = (track, stretches[-1][1], end)
            else:
                stretches.append((track, placed.start_s, end))
        return [stretch for stretch in stretches if stretch[0]]

    def _span(self, bgm: Bgm, track: str, start: float, end: float, timeline: Timeline) -> MusicSpan:
        return MusicSpan(
            path=self._users_track(track) or self._composed(track, start, end, timeline),
            start_s=start,
            end_s=end,
            volume=bgm.volume,
            fade_in_s=min(bgm.fade_in_s, (end - start) / 3),
            fade_out_s=min(bgm.fade_out_s, (end - start) / 3),
        )

    def _users_track(self, track: str) -> Path | None:
        """`bgm/<stem>.*`, episode tier first."""
        for home in (self.episode.folder.bgm, self.episode.folder.project_bgm):
            if home.is_dir():
                for path in sorted(home.iterdir()):
                    if path.suffix.lower() in AUDIO_SUFFIXES and track in (path.stem, path.name):
                        return path
        return None

    def _composed(self, track: str, start: float, end: float, timeline: Timeline) -> Path:
        """A bed of our own in that mood, made once for this stretch and these cuts."""
        mood = track if track in MOODS else mood_of(track)
        cuts = tuple(round(p.start_s - start, 3) for p in timeline.segments if start < p.start_s < end)
        digest = digest_of([mood, round(end - start, 3), self.brief.seed, cuts])[:12]
        path = self.episode.folder.audio / f"music-{mood}-{digest}.wav"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            compose_to_file(path, mood, end - start, self.brief.seed, cuts)
        return path

    def _command(self, words: str) -> str:
        return "spark-video " + words.format(self.episode.key.typed)
