"""The direction document."""

from __future__ import annotations

import pytest

from resources.errors import InvalidDocument
from spark_video_assets.story.direction import Direction


def test_free_form_direction_of_older_episodes_opens():
    """Older directions had no schema: names for records, mappings for lists. They must open, not fail."""
    direction = Direction.from_data(
        {
            "tone_dimensions": {"primary": "A mood: bittersweet", "secondary": None},
            "audiovisual_decisions": {"lighting": {"day": "warm", "night": "blue"}, "color": ["amber", "teal"]},
            "imagery_system": {
                "motifs": ["the lantern", {"name": "rain", "landings": "S01-001"}],
                "highlight_elements": [{"name": "mirror", "shots": ["S01-002"]}],
            },
            "double_check_targets": {"axis": "180 degrees"},
            "mood": "unknown key",
        },
        where="direction.json",
    )
    assert direction.audiovisual_decisions.lighting == "day: warm; night: blue"
    assert [motif.name for motif in direction.imagery_system.motifs] == ["the lantern", "rain"]
    assert direction.imagery_system.motifs[1].landings == ["S01-001"]
    assert direction.double_check_targets == ["axis: 180 degrees"]
    assert "lighting" not in direction.audiovisual_decisions.open_decisions()
    assert Direction.from_json(direction.to_json(), where="direction.json") == direction


def test_todays_direction_is_strict():
    """A typing error in a field of today's file must be told, not ignored."""
    with pytest.raises(InvalidDocument, match="colour"):
        Direction.from_data({"schema_version": 1, "audiovisual_decisions": {"colour": "x"}}, where="direction.json")
