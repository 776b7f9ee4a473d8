"""What a judge is asked about a take: what the provider promised, who should look and sound how, which times are true."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripted_studio import ScriptedJudge, board_of, episode_with, shot_of

from resources.judge.base import ReviewRequest
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.foreign_clip import as_take_of
from spark_video_assets.story.cards import CastCard, Manifest, ManifestEntry
from spark_video_assets.story.reviewing import ReviewRules


def question(
    tmp_path: Path, provider: str, *, ratio: str = "16:9", seconds: int = 5, by: str = "user"
) -> ReviewRequest:
    """What the judge is asked about a foreign clip of the first shot, under the limits of a provider."""
    board = board_of(shot_of(1, duration=seconds, characters=["Ada"]))
    episode = episode_with(tmp_path, board.model_copy(update={"ratio": ratio, "resolution": "720P"}))
    card = CastCard(name="Ada", gender="female", age="72", voice_style="hoarse")
    entry = ManifestEntry(name="Ada", id="cast-ada", card=card.model_dump(), pictures_by=by)
    episode.save(Manifest(kind="cast", entries={"Ada": entry}), episode.manifest_path("cast"))
    sheets = CallSheets.of(episode, capabilities_of(provider))
    reviewer = ClipReviewer(ScriptedJudge(), ReviewRules(), sheets)
    return reviewer.question(as_take_of(reviewer, "S01-001", tmp_path / "clip.mp4"))


@pytest.mark.parametrize(
    ("provider", "ratio", "wanted", "size", "seconds", "rate"),
    [
        ("animatic", "4:3", 7, (960, 720), 7.0, None),
        ("wan27", "4:3", 7, (1104, 832), 7.0, 30.0),
        ("wan27", "1:1", 5, (960, 960), 5.0, 30.0),
        ("veo", "16:9", 7, (1280, 720), 8.0, 24.0),
        ("veo", "9:16", 3, (720, 1280), 4.0, 24.0),
        ("bl", "16:9", 2, (1280, 720), 3.0, 24.0),
    ],
)
def test_a_clip_is_held_against_what_the_provider_promised(tmp_path, provider, ratio, wanted, size, seconds, rate):
    """Guards against paid takes rejected for the size, length or rate that the provider always delivers."""
    asked = question(tmp_path, provider, ratio=ratio, seconds=wanted)
    assert (asked.width, asked.height) == size
    assert (asked.duration_s, asked.frame_rate) == (seconds, rate)


def test_a_foreign_clip_tells_no_times(tmp_path):
    """Guards against a clip rejected for late speech because our guess of the line's place was wrong."""
    assert not question(tmp_path, "animatic").timing_known


@pytest.mark.parametrize(
    ("provider", "by", "drawn"),
    [("animatic", "animatic", True), ("veo", "animatic", False), ("animatic", "user", False)],
)
def test_only_our_own_drawings_have_the_strict_limit(tmp_path, provider, by, drawn):
    """Guards against a photographed actress held against the colours of a drawing."""
    (person,) = question(tmp_path, provider, by=by).characters
    assert person.drawn == drawn


def test_the_card_says_how_somebody_sounds(tmp_path):
    """Guards against a man's voice for an old woman that nobody notices."""
    (person,) = question(tmp_path, "veo").characters
    assert person.voice is not None
    assert (person.voice.gender, person.voice.age, person.voice.voice_style) == ("female", "72", "hoarse")
