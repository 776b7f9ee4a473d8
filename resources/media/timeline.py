"""Where every shot lies in the film, to the frame and to the sample. No picture and no sound is read here."""

from __future__ import annotations

from resources.errors import MediaError, UsageError
from resources.media.cut_plan import CutPlan, PlacedSegment, Segment
from resources.media.fit import HOLD_LIMIT_S, fit_narration
from resources.media.probe import probe
from resources.video.staging import Model

SAMPLE_RATE = 48_000
_FIRST_WORD_S = 0.4  # of a film that begins with narration, where its first shot has the room


class Timeline(Model):
    """The film's arithmetic: everything is a whole number of frames, and samples follow from frames.

    `fade_frames` counts the last frames of the film, which go to black.
    """

    fps: int
    crossfade_frames: int
    fade_frames: int = 0
    segments: tuple[PlacedSegment, ...]

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        last = self.segments[-1]
        return last.start_frame + last.frames

    @property
    def duration_s(self) -> float:
        """Length of the film in seconds."""
        return self.frames / self.fps

    @property
    def samples(self) -> int:
        """Length of the film in samples at 48 kHz."""
        return self.sample_at(self.frames)

    def sample_at(self, frame: int) -> int:
        """First sample of a frame; rounding never adds up, because it starts from the film's first frame."""
        return round(frame * SAMPLE_RATE / self.fps)


def lay_out(plan: CutPlan) -> Timeline:
    """Place the segments of a plan; needs the clips' and voices' lengths, so the files are probed.

    Total frames = sum(round(length x fps)) - (n - 1) x round(crossfade x fps). Callers use it before the cut as well, to
    put captions and music on the film's timeline.

    Raises:
        UsageError: A shot is not longer than the crossfade, its length needs more than one second of held frame, or its
            narration is too long.
        NotFound: A clip or voice is missing.
        MediaError: A clip or voice cannot be decoded.
    """
    crossfade = round(plan.crossfade_s * plan.fps)
    placed: list[PlacedSegment] = []
    start = 0
    for position, segment in enumerate(plan.segments):
        fade_in = crossfade if position else 0
        shot = _placed(segment, start, fade_in, plan.fps)
        if len(plan.segments) > 1 and shot.frames <= crossfade:
            raise UsageError(
                f"the shot lasts {shot.length_s:.2f} s and is not longer than the crossfade of {plan.crossfade_s:g} s",
                where=f"shot {segment.shot_id} ({segment.clip.name})",
                allowed="a longer shot, a shorter crossfade, or 0 for hard cuts",
            )
        placed.append(shot)
        start += shot.frames - crossfade
    fade = min(round(plan.fade_out_s * plan.fps), placed[-1].frames // 2)
    return Timeline(fps=plan.fps, crossfade_frames=crossfade, fade_frames=fade, segments=tuple(placed))


def _placed(segment: Segment, start: int, fade_in: int, fps: int) -> PlacedSegment:
    picture = probe(segment.clip)
    if not picture.has_video:
        raise MediaError("holds no picture", where=str(segment.clip))
    clip_s = picture.video_duration_s or 0.0
    wanted_s = clip_s if segment.length_s is None else segment.length_s
    voice_start_s, tempo = None, 1.0
    if segment.voice is not None:
        # The narration begins when the crossfade into the shot is over: it is never faded and never overlaps another.
        spoken_s, room_s = probe(segment.voice).duration_s, min(wanted_s, clip_s)
        lead_s = fade_in / fps if start else min(_FIRST_WORD_S, max(0.0, room_s - spoken_s))
        fit = fit_narration(max(0.1, room_s - lead_s), spoken_s, shot_id=segment.shot_id)
        wanted_s = lead_s + fit.length_s
        voice_start_s, tempo = start / fps + lead_s, fit.tempo
    frames = max(1, round(wanted_s * fps))
    held = max(0, frames - max(1, round(clip_s * fps)))
    if held > HOLD_LIMIT_S * fps:
        raise UsageError(
            f"the clip lasts {clip_s:.2f} s and cannot fill {wanted_s:.2f} s",
            where=f"shot {segment.shot_id} ({segment.clip.name})",
            allowed=f"at most {clip_s + HOLD_LIMIT_S:.2f} s: the last frame is held for {HOLD_LIMIT_S:g} s at most",
        )
    return PlacedSegment(
        shot_id=segment.shot_id,
        start_s=start / fps,
        length_s=frames / fps,
        start_frame=start,
        frames=frames,
        held_frames=held,
        voice_start_s=voice_start_s,
        voice_tempo=tempo,
    )
