"""Whole clips: length, colour tags, anchors, determinism, odd input. Small frames, so that it stays quick."""

from __future__ import annotations

import asyncio
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from resources.errors import MediaError
from resources.sound import dsp
from resources.tts.base import Speaker, SpokenLine, Voice
from resources.video.animatic.drawing_pool import DrawingPool
from resources.video.animatic.pictures import draw_prop, draw_set
from resources.video.animatic.provider import AnimaticProvider
from resources.video.animatic.render import render_clip, voice_notes
from resources.video.base import Handle, JobReport, MediaRef, RenderRequest
from resources.video.staging import Figure, Line, Scenery, Staging, Thing

MEI = Figure(name="Mei", description="young woman, red coat")
TOM = Figure(name="Tom", description="old man, white beard")


class ToneSpeech:
    """A hum of half a second for every line, so that no speech program is needed."""

    name = "tone"

    def __init__(self, folder: Path) -> None:
        self._wav = folder / "tone.wav"
        wave = 0.3 * np.sin(np.arange(24_000) * 2 * np.pi * 220 / 48_000)
        dsp.write_wav(self._wav, wave.astype(np.float32))

    def cast_voices(self, speakers: list[Speaker], language: str) -> dict[str, Voice]:
        """One voice for all."""
        return {speaker.name: Voice(engine="tone", engine_voice=language) for speaker in speakers}

    def say(self, text: str, voice: Voice, language: str) -> SpokenLine:
        """The hum."""
        return SpokenLine(wav=self._wav, duration_s=0.5)


def _request(**changes: object) -> RenderRequest:
    staging = Staging(
        shot_id="S01-001",
        figures=(MEI, TOM),
        scenery=Scenery(name="qq", time_of_day="day"),
        lines=(Line(speaker="Mei", text="Hello"),),
    )
    request = RenderRequest(
        shot_id="S01-001", kind="t2v", prompt="They talk.", duration_s=1, resolution="480P", staging=staging
    )
    return request.model_copy(update=changes)


def _frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="bgr24") for frame in film.decode(video=0)]


def test_a_clip_has_exact_length_tags_and_timed_lines(tmp_path: Path) -> None:
    """Guards against drift between picture and sound, and against colours that shift in other players."""
    result = render_clip(_request(), tmp_path / "a.mp4", ToneSpeech(tmp_path))
    with av.open(str(result.clip)) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert (video.width, video.height, video.average_rate) == (854, 480, 24)
        context = video.codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert float(video.duration * video.time_base) == float(audio.duration * audio.time_base) == 1.0
        assert (audio.rate, audio.layout.name) == (48_000, "stereo")
    assert len(_frames(result.clip)) == 24
    assert result.lines is not None
    assert result.lines[0].speaker == "Mei"
    assert [path.name for path in tmp_path.glob("*.mp4")] == ["a.mp4"]


def _difference(one: Path, two: Path) -> float:
    """Mean difference of two clips, in grey levels."""
    pairs = zip(_frames(one), _frames(two), strict=True)
    return float(np.mean([np.abs(first.astype(int) - second).mean() for first, second in pairs]))


def test_the_same_request_gives_the_same_film_and_another_take_another(tmp_path: Path) -> None:
    """Guards against a resumed render that differs, and against a retry that repeats the rejected take.

    480P on purpose: at 854 pixels width x264's macroblock tree coded equal frames unequally.
    """
    speech = ToneSpeech(tmp_path)
    first, again, other = tmp_path / "a.mp4", tmp_path / "b.mp4", tmp_path / "c.mp4"
    render_clip(_request(), first, speech)
    render_clip(_request(), again, speech)
    render_clip(_request(take=2), other, speech)
    assert first.read_bytes() == again.read_bytes()
    assert _difference(first, other) > 0.6


def _checker(path: Path) -> np.ndarray:
    rows, columns = np.mgrid[0:480, 0:854]
    picture = np.dstack([rows * 0.4, columns * 0.25, 80 + 100 * ((rows // 60 + columns // 60) % 2)]).astype(
        np.uint8
    )
    cv2.imwrite(str(path), picture)
    return picture


@pytest.mark.parametrize("figures", [(), (MEI,)])
def test_a_clip_starts_and_ends_on_the_given_pictures(tmp_path: Path, figures: tuple[Figure, ...]) -> None:
    """Guards against a jump at the seam of two chained shots."""
    picture = _checker(tmp_path / "anchor.png")
    media = (
        MediaRef(role="first_frame", path=tmp_path / "anchor.png"),
        MediaRef(role="last_frame", path=tmp_path / "anchor.png"),
    )
    staging = Staging(shot_id="s", figures=figures, scenery=Scenery(name="qq"))
    request = _request(kind="i2v", media=media, staging=staging)
    frames = _frames(render_clip(request, tmp_path / "a.mp4", ToneSpeech(tmp_path)).clip)
    for index in (0, -1):
        assert np.abs(frames[index].astype(int) - picture).mean() < 4.0
    assert np.abs(frames[12].astype(int) - picture).mean() > 6.0


def test_a_first_frame_that_is_no_picture_is_told(tmp_path: Path) -> None:
    """Guards against a chained shot that silently starts on something else."""
    broken = tmp_path / "frame.png"
    broken.write_text("no picture")
    request = _request(media=(MediaRef(role="first_frame", path=broken),))
    with pytest.raises(MediaError, match=r"frame\.png"):
        render_clip(request, tmp_path / "a.mp4", ToneSpeech(tmp_path))
    assert not (tmp_path / "a.mp4").exists()


def test_odd_cards_still_make_a_clip(tmp_path: Path) -> None:
    """Guards against a crash on what people really type: nothing, emoji, right-to-left names, a novel."""
    odd = tuple(
        Figure(name=name, description=text) for name, text in (("שרה", ""), ("🦄", "🎭" * 50), ("", "x" * 4000))
    )
    staging = Staging(
        shot_id="s", figures=odd, scenery=Scenery(description="y" * 4000), things=(Thing(name="🪄"),), size="medium"
    )
    assert (
        len(
            _frames(
                render_clip(_request(staging=staging, ratio="9:16"), tmp_path / "a.mp4", ToneSpeech(tmp_path)).clip
            )
        )
        == 24
    )
    bare = _request(staging=None)
    assert render_clip(bare, tmp_path / "b.mp4", ToneSpeech(tmp_path)).lines == ()


def test_card_pictures_are_made_for_sets_and_props(tmp_path: Path) -> None:
    """Guards against empty cards in the movie set and prop folders."""
    for path in (
        draw_set(Scenery(name="qq"), 1, tmp_path / "set.png", (320, 180)),
        draw_prop(Thing(name="silver key"), 1, tmp_path / "prop.png", (128, 128)),
    ):
        picture = cv2.imread(str(path))
        assert picture is not None
        assert picture.std() > 8


def test_the_provider_draws_in_its_own_process_and_hands_over_clip_and_record(tmp_path: Path) -> None:
    """Guards against the embedded provider breaking the contract that the ledger relies on."""

    async def produce() -> tuple[JobReport, Path, list[Handle]]:
        provider = AnimaticProvider(tmp_path / "work", tmp_path / "speech", DrawingPool(1))
        try:
            silent = Staging(shot_id="s", scenery=Scenery(name="qq"))
            handle = await provider.submit(await provider.prepare(_request(staging=silent)))
            report = await provider.poll(handle)
            while report.state in ("queued", "running"):
                await asyncio.sleep(0.05)
                report = await provider.poll(handle)
            lost = await provider.find_lost(_request(), handle.submitted_at)
            return report, (await provider.fetch(handle, tmp_path / "clips")).clip, lost
        finally:
            await provider.aclose()

    report, clip, lost = asyncio.run(produce())
    assert report.state == "succeeded", report.message
    assert clip.parent == tmp_path / "clips"
    assert clip.with_suffix(".json").is_file()
    assert lost == []
    assert AnimaticProvider(tmp_path, tmp_path).capabilities.free


def test_a_voice_that_cannot_be_imitated_is_told(tmp_path: Path) -> None:
    """Guards against a user who recorded a voice, hears another one, and looks for the fault in the file."""
    recorded = MEI.model_copy(update={"voice_file": tmp_path / "mei.wav"})
    lines = (
        Line(speaker="Mei", text="Here."),
        Line(speaker="Tom", text="There."),
        Line(speaker="Mei", text="Where?"),
    )
    told = voice_notes(Staging(shot_id="S01-001", company=(recorded, TOM), lines=lines))
    assert told == ["Mei's own voice file is not used: this provider imitates no voice"]
    assert voice_notes(Staging(shot_id="S01-001", company=(recorded, TOM))) == []
