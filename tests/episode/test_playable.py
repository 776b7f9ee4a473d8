"""Whether clips play, as gates ask it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from scripted_studio import ScriptedJudge, board_of, episode_with, shot_of

from resources.judge.base import Judgement, ReviewRequest
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.call_sheet import CallSheets
from spark_video_assets.crew.shooting.clip_reviewer import ClipReviewer
from spark_video_assets.crew.shooting.foreign_clip import as_take_of
from spark_video_assets.episode.playable import plays, remember_playing
from spark_video_assets.story.reviewing import ReviewRules


class SawIt(ScriptedJudge):
    """Says of every clip whether it decoded all of it."""

    whole = True

    def judge(self, request: ReviewRequest) -> Judgement:
        """See `ScriptedJudge`."""
        return super().judge(request).model_copy(update={"whole": self.whole})


def test_a_clip_changed_after_it_was_seen_is_decoded_again(tmp_path: Path) -> None:
    """Guards against gate 3 calling a damaged winner playable because its take was once."""
    folder = episode_with(tmp_path, board_of(shot_of(1))).folder
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"seen")
    remember_playing(folder, clip)
    assert plays(folder, clip)
    clip.write_bytes(b"other")
    assert not plays(folder, clip)


@pytest.mark.parametrize(("whole", "version", "remembered"), [(True, 1, True), (False, 1, False), (True, 0, False)])
def test_only_a_take_that_was_decoded_whole_needs_no_second_look(
    tmp_path: Path, whole: bool, version: int, remembered: bool
) -> None:
    """Guards against gate 3 trusting a judge that did not look, and against `review` leaving traces in an episode."""
    episode = episode_with(tmp_path, board_of(shot_of(1)))
    judge = SawIt()
    judge.whole = whole
    reviewer = ClipReviewer(judge, ReviewRules(), CallSheets.of(episode, capabilities_of("animatic")))
    clip = tmp_path / "S01-001-ver1.mp4"
    clip.write_bytes(f"no film {whole} {version}".encode())
    take = as_take_of(reviewer, "S01-001", clip)
    reviewer.review(dataclasses.replace(take, version=version), at="2026-11-21T04:00:00+00:00")
    assert plays(episode.folder, clip) == remembered
