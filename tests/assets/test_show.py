"""What the web UI shows of texts: as they stand, whoever wrote them."""

from __future__ import annotations

from spark_video_assets.assets.show import script_markdown, table
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage, Script

HOSTILE = "![](http://example.org/x.png) <img src=x> | `a` *b*\n# c"
SHOWN = r"!\[\](http://example.org/x.png) &lt;img src=x&gt; \| \`a\` \*b\* \# c"


def test_text_of_models_stays_text() -> None:
    """A line that is a picture link would call a stranger's server from the producer's browser."""
    assert table(("name",), [(HOSTILE,)]).splitlines()[-1] == f"| {SHOWN} |"
    page = ScenePage(
        number=1,
        location=HOSTILE,
        time=HOSTILE,
        action=HOSTILE,
        estimated_duration_s=4,
        dialogue=[DialogueLine(speaker=HOSTILE, text=HOSTILE)],
    )
    assert script_markdown(Script(pages=[page])).split("\n\n") == [
        f"### 1. {SHOWN} ({SHOWN}), 4 s",
        SHOWN,
        f"| who | says |\n|---|---|\n| {SHOWN} | {SHOWN} |",
    ]


def test_a_narrated_scene_shows_what_is_seen() -> None:
    """A producer at gate 1 would sign words without the pictures that go with them."""
    beats = [
        Beat(narration="Nobody came.", visual="Empty quay"),
        Beat(dialogue=[DialogueLine(speaker="Ada", text="Not one.")], visual="Ada"),
    ]
    page = ScenePage(number=2, location="Quay", type="narration", estimated_duration_s=9, beats=beats)
    assert script_markdown(Script(pages=[page])).splitlines() == [
        "### 2. Quay, 9 s",
        "",
        "| who | says | seen |",
        "|---|---|---|",
        "|  | Nobody came. | Empty quay |",
        "| Ada | Not one. | Ada |",
    ]
