"""The truth table of the local judge on synthesised clips: each planted fault is found, a clean clip passes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import ffmpeg
import numpy as np
import pytest

from resources.errors import MediaError
from resources.judge.base import AXES, Judgement, ReviewRequest
from resources.judge.local import LocalJudge
from resources.judge.local.haar import find_faces
from resources.judge.local.picture import picture_measures
from resources.judge.local.reading import read_clip
from resources.media.ffmpeg_exe import run_graph
from resources.media.probe import is_decodable
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.staging import Figure, TimedLine

LINE = TimedLine(speaker="Ann", text="good evening", start_s=0.4, end_s=1.6)


def judged(clip: Path, **changes: object) -> Judgement:
    asked = {
        "clip": clip, "shot_id": "S01-001", "kind": "t2v", "prompt": "a room", "duration_s": 2.0,
        "width": 320, "height": 180, "frame_rate": 24.0, "lines": (LINE,),
    }  # fmt: skip
    return LocalJudge().judge(ReviewRequest.model_validate(asked | changes))


def rejects(answer: Judgement) -> bool:
    """The rule of the takes: mean, veto floor, technical QC."""
    known = [value for value in answer.breakdown.values() if value is not None]
    return sum(known) / len(known) < 7.0 or min(known) <= 5.0 or any(fault.fatal for fault in answer.faults)


def codes(answer: Judgement) -> set[str]:
    return {fault.code for fault in answer.faults}


def test_clean_clip_passes(make_clip):
    """Guards against rejecting good takes: every reject costs money."""
    answer = judged(make_clip())
    assert not answer.faults
    assert not rejects(answer)
    assert answer.critique == ""
    assert min(value for value in answer.breakdown.values() if value is not None) >= 7.0


def test_same_clip_same_answer(make_clip):
    """Guards against a score that changes when a person asks again."""
    clip = make_clip()
    first, second = (judged(clip).model_copy(update={"seconds": 0.0}) for _ in range(2))
    assert first == second


def test_what_is_not_measured_is_none(make_clip):
    """Guards against a confident ten for what nobody looked at."""
    answer = judged(make_clip())
    assert answer.breakdown["cast_match"] is None
    assert "cast_match" not in answer.measured_axes
    assert answer.measures["cast_likeness"].value is None
    assert answer.measures["anatomy"].note
    assert answer.breakdown["dialog_attribution"] == 8.0


def test_no_dialogue_is_ten(make_clip):
    """Guards against punishing a silent establishing shot for its missing dialogue."""
    assert judged(make_clip(), lines=()).breakdown["dialog_attribution"] == 10.0


def test_an_empty_street_is_not_people_upside_down(make_clip):
    """Guards against taxis and shop windows of an establishing shot, turned over, taken for faces."""
    portrait = draw_portrait(Figure(name="x", description="adult woman, bob, red sweater"), 3, (180, 180))
    turned = np.ascontiguousarray(portrait[::-1, ::-1, :3])
    frames = [cv2.copyMakeBorder(turned, 0, 0, 70, 70, cv2.BORDER_REPLICATE)] * 48
    assert find_faces(np.ascontiguousarray(frames[0][::-1, ::-1])), (
        "the finder must see a face, or this shows nothing"
    )
    assert "upside-down" not in codes(judged(make_clip(frames), lines=()))


def black(frames):
    return [frame * 0 if 12 <= i < 30 else frame for i, frame in enumerate(frames)]


def flicker(frames):
    return [np.clip(f * (1.15 if i % 2 else 0.85), 0, 255).astype(np.uint8) for i, f in enumerate(frames)]


def cut(frames):
    return [frame if i < 24 else frame[:, ::-1] for i, frame in enumerate(frames)]


def blur(frames):
    return [cv2.GaussianBlur(frame, (0, 0), 5) for frame in frames]


def blocks(frames):
    small = [cv2.resize(frame, (40, 22), interpolation=cv2.INTER_AREA) for frame in frames]
    return [cv2.resize(frame, (320, 180), interpolation=cv2.INTER_NEAREST)[:176] for frame in small]


def hold(frames):
    return [frames[0]] * len(frames)


def caption(frames):
    for frame in frames:
        for colour, weight in (((0, 0, 0), 5), ((255, 255, 255), 2)):
            cv2.putText(frame, "I never said that to him", (40, 160), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, weight)
    return frames


@pytest.mark.parametrize(
    ("plant", "code", "fatal"),
    [
        (black, "black", True),
        (flicker, "flicker", False),
        (cut, "unplanned-cut", True),
        (blur, "blur", True),
        (blocks, "blocking", True),
        (caption, "text", False),
    ],
)
def test_planted_picture_faults(make_clip, drifting, plant, code, fatal):
    """Guards against a broken picture reaching the final cut."""
    frames = plant(drifting(2.0))
    answer = judged(make_clip(frames), height=frames[0].shape[0])
    assert code in codes(answer)
    assert rejects(answer)
    assert answer.critique
    assert any(fault.fatal for fault in answer.faults if fault.code == code) == fatal


def test_frozen_picture(make_clip, drifting):
    """Guards against paying for a still: more than two seconds without any movement are fatal."""
    answer = judged(make_clip(hold(drifting(2.5))), duration_s=2.5)
    assert "frozen" in codes(answer)
    assert answer.faults[0].fatal


def test_planned_cut_is_no_fault(make_clip, drifting):
    """Guards against rejecting a shot-reverse-shot that the prompt asked for."""
    assert "unplanned-cut" not in codes(judged(make_clip(cut(drifting(2.0))), planned_cuts=1))


def test_whip_pan_is_no_cut(make_clip, drifting):
    """Guards against rejecting fast camera moves: a whip is a run of large steps, a cut is one."""
    wide = np.concatenate([drifting(0.1, seed=s)[0] for s in range(6)], axis=1)
    places = np.concatenate([np.zeros(18), np.cumsum(np.hanning(12) * 240), np.full(18, 1320.0)]).astype(int)
    frames = [wide[:, x : x + 320].copy() for x in places[:48]]
    assert "unplanned-cut" not in codes(judged(make_clip(frames)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"width": 640, "height": 360}, "wrong-size"),
        ({"width": 180, "height": 180}, "wrong-ratio"),
        ({"duration_s": 3.0}, "wrong-length"),
        ({"duration_s": 1.5, "lines": ()}, "wrong-length"),
        ({"frame_rate": 30.0}, "wrong-frame-rate"),
    ],
)
def test_not_what_was_asked(make_clip, changes, code):
    """Guards against a clip that does not fit its place in the film."""
    answer = judged(make_clip(), **changes)
    assert code in codes(answer)
    assert rejects(answer)


def test_a_larger_picture_is_only_noted(make_clip):
    """Guards against rejecting a provider that delivers more pixels of the same shape than we would draw."""
    answer = judged(make_clip(), width=160, height=90)
    assert not rejects(answer)
    assert answer.measures["size_missing"].note == "the picture is 320x180, asked 160x90"


def test_few_bits_make_blocks_a_fault(make_clip, drifting):
    """Guards against a clip ruined by coding whose blocks were smoothed over, and against flat drawings called blocks."""
    reading = read_clip(make_clip([cv2.GaussianBlur(frame, (0, 0), 1) for frame in drifting(2.0)], crf=44))
    enough, starved = (
        picture_measures(dataclasses.replace(reading, bits_per_pixel=bits)) for bits in (0.05, 0.004)
    )
    assert enough["starved_blocking"].value is None
    assert starved["starved_blocking"].value == enough["blocking"].value
    assert starved["bits_per_pixel"].value == 0.004


def test_bits_are_counted(make_clip):
    """Guards against a limit on bits that sees none: a coarser coding of the same pictures takes fewer."""
    fine, coarse = (read_clip(make_clip(crf=crf, name=f"{crf}.mp4")).bits_per_pixel for crf in (18, 45))
    assert fine > 2 * coarse > 0


def test_a_little_longer_is_only_noted(make_clip, drifting):
    """Guards against rejecting providers that deliver a few frames more."""
    answer = judged(make_clip(drifting(2.2)))
    assert not rejects(answer)
    assert answer.measures["too_long_s"].note == "longer than asked"


@pytest.mark.parametrize(
    ("windows", "code"),
    [([], "speech-missing"), ([(0.4, 0.9)], "speech-clipped"), ([(1.0, 2.0)], "speech-late")],
)
def test_planted_speech_faults(make_clip, speaking, windows, code):
    """Guards against a line that is not heard, breaks off or comes late."""
    answer = judged(make_clip(sound=speaking(2.0, windows)))
    assert code in codes(answer)
    assert rejects(answer)


def test_estimated_times_are_not_held_against_a_clip(make_clip, speaking):
    """Guards against rejecting a paid take because our guess of the line's place was wrong."""
    answer = judged(make_clip(sound=speaking(2.0, [(0.8, 2.0)])), timing_known=False)
    assert not rejects(answer)


@pytest.mark.parametrize(("level", "code"), [(30.0, "loudness"), (0.003, "loudness"), (0.0, "silent")])
def test_planted_level_faults(make_clip, speaking, level, code):
    """Guards against clipped, inaudible and silent sound."""
    sound = np.clip(speaking(2.0, [(0.4, 1.6)]) * (level / 0.3 if level != 30.0 else level), -1, 1)
    answer = judged(make_clip(sound=sound.astype(np.float32)))
    assert code in codes(answer)
    assert rejects(answer)


def test_no_sound_stream(make_clip):
    """Guards against a mute take passing for a spoken one; a shot whose sound is replaced may be mute."""
    clip = make_clip(silent=True)
    assert {"silent", "speech-missing"} <= codes(judged(clip))
    assert not rejects(judged(clip, speech_expected=False))


def test_line_longer_than_the_clip(make_clip):
    """Guards against a thirty second line silently cut to the shot's length."""
    long_line = LINE.model_copy(update={"end_s": 30.0})
    answer = judged(make_clip(), lines=(long_line,))
    assert "speech-clipped" in codes(answer)
    assert rejects(answer)


def test_truncated_and_garbage_files_are_zeros(make_clip, tmp_path):
    """Guards against a refusal, or a pass, where the rubric says: corrupt video, all zeros."""
    whole = make_clip().read_bytes()
    for name, content in {"cut": whole[: len(whole) * 6 // 10], "noise": b"\x00\x01" * 400, "empty": b""}.items():
        clip = tmp_path / f"{name}.mp4"
        clip.write_bytes(content)
        answer = judged(clip)
        assert codes(answer) == {"undecodable"}
        assert answer.faults[0].fatal
        assert answer.breakdown == dict.fromkeys(AXES, 0.0)


def test_missing_file_is_an_error(tmp_path):
    """Guards against booking a reject, which burns a round, for a file that was never there."""
    with pytest.raises(MediaError, match="no clip"):
        judged(tmp_path / "nothing.mp4")


def test_seam_and_palette_and_turned_picture(make_clip, drifting, tmp_path):
    """Guards against a chain that jumps, a film that changes colour and a picture that stands on its head."""
    frames = drifting(2.0)
    still = tmp_path / "before.png"
    cv2.imwrite(str(still), frames[0])
    fits = {"previous_last_frame": still, "palette_pictures": (still,)}
    assert not judged(make_clip(frames), **fits).faults
    turned = judged(make_clip([frame[::-1, ::-1] for frame in frames]), **fits)
    assert {"upside-down", "seam-jump"} <= codes(turned)
    tinted = [np.clip(frame * np.asarray([0.35, 0.6, 1.6]), 0, 255).astype(np.uint8) for frame in frames]
    assert "palette-drift" in codes(judged(make_clip(tinted), **fits))


def test_unreadable_references_are_not_measured(make_clip, tmp_path):
    """Guards against a crash, or a verdict, on a corrupt reference picture."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    answer = judged(make_clip(), previous_last_frame=broken, palette_pictures=(broken, tmp_path / "none.png"))
    assert answer.measures["seam_likeness"].value is None
    assert answer.measures["palette_distance"].value is None
    assert not rejects(answer)


@pytest.mark.parametrize("left", [1.0, 0.99, 0.9, 0.5])
def test_whole_is_what_a_gate_would_find_whole(make_clip, tmp_path, left):
    """Guards against a clip whose end is missing, which gate 3 believes to play because a judge had looked at it."""
    clip = tmp_path / "index-in-front.mp4"
    run_graph(ffmpeg.output(ffmpeg.input(str(make_clip())), str(clip), codec="copy", movflags="+faststart"), clip)
    data = clip.read_bytes()
    clip.write_bytes(data[: int(len(data) * left)])
    assert judged(clip).whole == is_decodable(clip) == (left == 1.0)
