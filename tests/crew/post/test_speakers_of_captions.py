"""Who is named beside a caption: people are, a narrator is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from signed_takes import look, signed_studio

from spark_video_assets.crew.post.film_time import editor_of
from spark_video_assets.story.takes import HeardLine


@pytest.mark.parametrize(("speaker", "badge"), [("Ada", "Ada"), ("Narrator", ""), ("旁白", "")])
def test_a_narrator_has_no_badge(tmp_path: Path, speaker: str, badge: str) -> None:
    """Guards against "NARRATOR" in a box over the first picture of a film, as if somebody of that name were in it."""
    studio = signed_studio(tmp_path)
    line = HeardLine(speaker=speaker, text="Nobody came.", start_s=0.0, end_s=0.2)
    with studio.episode.changing_states() as states:
        state = states.of("S01-001")
        takes = [take.model_copy(update={"lines": [line]}) for take in state.attempts]
        states.shots["S01-001"] = state.model_copy(update={"attempts": takes})
    cues = [cue for cue in editor_of(look(studio)).plan().captions if "Nobody" in cue.text]
    assert [cue.speaker for cue in cues] == [badge]
