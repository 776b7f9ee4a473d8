"""The edit of a film for editing programs, in OpenTimelineIO: picture, speech, music, captions. Files: `crew.post.export`.

The clips abut at the middle of each dissolve and keep the rest of it as handles, which is how editing programs think of one;
the film's length is the same to the frame. Captions are markers of the timeline. Other takes of a shot are further media of
its clip, so that an editor may choose again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from resources.errors import SparkVideoError
from resources.media.cut_plan import CutPlan, MusicSpan, PlacedSegment, Segment
from resources.media.probe import probe
from resources.media.timeline import Timeline, lay_out
from spark_video_assets.crew.post.film_time import editor_of
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.takes import ShotState, Take

NAMESPACE = "spark_video"
"""Key of our own facts in the metadata of clips and markers."""
Link = Callable[[Path], str]


def otio_text(sources: Sources, link: Link, *, other_takes: bool) -> str:
    """The timeline of today's winners as OpenTimelineIO JSON.

    Args:
        sources: One look at the episode.
        link: How a media file is named in the document.
        other_takes: Also name the takes that did not win.

    Raises:
        NotFound: a shot without a winner, or a file that is gone.
        MediaError: a file that cannot be read.
    """
    plan = editor_of(sources).plan()
    timeline = lay_out(plan)
    bench = _Bench(sources, plan, timeline, link, other_takes=other_takes)
    made = otio.schema.Timeline(
        name=sources.brief.title or str(sources.episode.key),
        global_start_time=bench.time(0),
        metadata={NAMESPACE: {"episode": str(sources.episode.key), "frames": timeline.frames}},
    )
    made.tracks.extend([bench.picture(), bench.speech(), bench.music()])
    made.tracks.markers.extend(bench.captions())
    return str(otio.adapters.write_to_string(made, "otio_json", indent=2)) + "\n"


@dataclass(frozen=True)
class _Visible:
    """The part of a shot between the middles of its dissolves, in frames of the shot."""

    segment: Segment
    placed: PlacedSegment
    start: int
    frames: int

    @property
    def film_start(self) -> int:
        return self.placed.start_frame + self.start

    @property
    def moving(self) -> int:
        """Frames until the clip ends; its last frame is held for the rest."""
        return max(0, min(self.frames, self.placed.frames - self.placed.held_frames - self.start))


@dataclass(frozen=True)
class _Bench:
    """Lays one film out, track by track."""

    sources: Sources
    plan: CutPlan
    timeline: Timeline
    link: Link
    other_takes: bool

    def picture(self) -> Any:
        """Every shot's clip, a dissolve where shots overlap."""
        track = self._track("picture", otio.schema.TrackKind.Video)
        for number, part in enumerate(self._parts()):
            if number:
                self._dissolve(track)
            state = self.sources.states.of(part.segment.shot_id)
            track.extend(self._shown(part, state))
        return track

    def speech(self) -> Any:
        """The shots' own sound and the narration; a gap where a shot is silent."""
        track = self._track("speech", otio.schema.TrackKind.Audio)
        before = False
        for part in self._parts():
            own = part.segment.keep_audio and part.segment.voice is None and probe(part.segment.clip).has_audio
            if before and own:
                self._dissolve(track)
            before = own
            if own:
                clip = self._clip(part.segment.shot_id, part.segment.clip, part.start, part.frames)
                track.append(clip)
            elif part.segment.voice is not None:
                track.extend(self._narrated(part, part.segment.voice))
            else:
                track.append(self._gap(part.frames))
        return track

    def music(self) -> Any:
        """Each track as often as it plays; its volume and fades are in the metadata."""
        track = self._track("music", otio.schema.TrackKind.Audio)
        at = 0
        for span in self.plan.music:
            start, end = self._frame(span.start_s), min(self._frame(span.end_s), self.timeline.frames)
            if start > at:
                track.append(self._gap(start - at))
            track.extend(self._played(span, end - start))
            at = end
        if at < self.timeline.frames:
            track.append(self._gap(self.timeline.frames - at))
        return track

    def captions(self) -> Iterator[Any]:
        """One marker for each caption, with its speaker."""
        for cue in self.plan.captions:
            start, end = self._frame(cue.start_s), self._frame(cue.end_s)
            yield otio.schema.Marker(
                name=cue.text,
                marked_range=self._range(start, max(1, end - start)),
                color=otio.schema.MarkerColor.YELLOW,
                metadata={NAMESPACE: {"caption": cue.text, "speaker": cue.speaker}},
            )

    def time(self, frames: int) -> Any:
        """A moment or a length in frames of the film."""
        return RationalTime(frames, self.timeline.fps)

    def _parts(self) -> Iterator[_Visible]:
        fade, last = self.timeline.crossfade_frames, len(self.timeline.segments) - 1
        for number, (segment, placed) in enumerate(zip(self.plan.segments, self.timeline.segments, strict=True)):
            head = fade // 2 if number else 0
            tail = fade - fade // 2 if number < last else 0
            yield _Visible(segment, placed, head, placed.frames - head - tail)

    def _dissolve(self, track: Any) -> None:
        fade = self.timeline.crossfade_frames
        if fade:
            track.append(
                otio.schema.Transition(
                    transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve,
                    in_offset=self.time(fade // 2),
                    out_offset=self.time(fade - fade // 2),
                )
            )

    def _shown(self, part: _Visible, state: ShotState) -> Iterator[Any]:
        """The moving part of a shot, and its last frame where it is held."""
        shot, clip = part.segment.shot_id, part.segment.clip
        if part.moving:
            made = self._clip(shot, clip, part.start, part.moving, facts=_facts(state))
            if self.other_takes:
                self._offer_takes(made, state)
            yield made
        held = part.frames - part.moving
        if held:
            frozen = self._clip(f"{shot}, last frame held", clip, part.start + part.moving - 1, held)
            frozen.effects.append(otio.schema.FreezeFrame())
            yield frozen

    def _offer_takes(self, clip: Any, state: ShotState) -> None:
        """Every take that has a clip, under its number; the winner stays the one that is used."""
        offered = {f"take {state.winner_version}": clip.media_reference}
        for take in state.attempts:
            found = self._media_of_take(take) if take.version != state.winner_version else None
            if found is not None:
                offered[f"take {take.version}"] = found
        clip.set_media_references(offered, f"take {state.winner_version}")

    def _media_of_take(self, take: Take) -> Any | None:
        if take.status != "SUCCEEDED" or not take.video_path:
            return None
        try:
            return self._media(self.sources.folder.resolve(take.video_path))
        except SparkVideoError:
            return None  # a lost take of the past is no reason to keep the film back

    def _narrated(self, part: _Visible, voice: Path) -> Iterator[Any]:
        """Silence, the narrator's line at its tempo, silence: exactly as long as the shot is seen."""
        begin = self._frame(part.placed.voice_start_s or 0.0) - part.film_start
        before = max(0, min(part.frames - 1, begin))
        length = self._frame(probe(voice).duration_s / part.placed.voice_tempo)
        spoken = max(1, min(length, part.frames - before))
        if before:
            yield self._gap(before)
        line = self._clip(f"{part.segment.shot_id}, narration", voice, 0, spoken)
        if part.placed.voice_tempo != 1.0:
            line.effects.append(otio.schema.LinearTimeWarp(time_scalar=part.placed.voice_tempo))
        yield line
        if part.frames > before + spoken:
            yield self._gap(part.frames - before - spoken)

    def _played(self, span: MusicSpan, frames: int) -> Iterator[Any]:
        """A stretch of music; a track that is shorter begins again, as in the mix."""
        whole = max(1, int(probe(span.path).duration_s * self.timeline.fps))
        facts = {"volume": span.volume, "fade_in_s": span.fade_in_s, "fade_out_s": span.fade_out_s}
        while frames > 0:
            yield self._clip(span.path.stem, span.path, 0, min(whole, frames), facts=facts)
            frames -= whole

    def _clip(self, name: str, path: Path, start: int, frames: int, *, facts: dict[str, Any] | None = None) -> Any:
        return otio.schema.Clip(
            name=name,
            media_reference=self._media(path),
            source_range=self._range(start, frames),
            metadata={NAMESPACE: facts} if facts else None,
        )

    def _media(self, path: Path) -> Any:
        info = probe(path)
        rate = info.frame_rate if info.has_video and info.frame_rate else float(self.timeline.fps)
        length_s = (info.video_duration_s if info.has_video else None) or info.duration_s
        frames = (info.frame_count if info.has_video else None) or round(length_s * rate)
        whole = TimeRange(RationalTime(0, rate), RationalTime(frames, rate))
        return otio.schema.ExternalReference(target_url=self.link(path), available_range=whole)

    def _track(self, name: str, kind: str) -> Any:
        return otio.schema.Track(name=name, kind=kind)

    def _gap(self, frames: int) -> Any:
        return otio.schema.Gap(duration=self.time(frames))

    def _range(self, start: int, frames: int) -> Any:
        return TimeRange(self.time(start), self.time(frames))

    def _frame(self, seconds: float) -> int:
        return round(seconds * self.timeline.fps)


def _facts(state: ShotState) -> dict[str, Any]:
    """What an editor asks about a clip: which take, how it was judged, what it was asked to be."""
    take = state.winner
    if take is None:
        return {"shot": state.shot_id}
    review = take.review
    told = {
        "shot": state.shot_id,
        "take": take.version,
        "chosen_by": state.accepted_by,
        "provider": take.provider,
        "prompt": take.prompt,
        "sha256": take.clip_digest,
        "score": review.score if review else None,
        "verdict": review.verdict if review else None,
        "critique": review.critique if review else None,
    }
    return {name: value for name, value in told.items() if value is not None}
