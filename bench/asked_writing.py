"""Wall of writing and boarding six scenes with a model that takes a second a call: `python -m bench asked_writing`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measuring import Row
from spark_video_assets.crew.hiring import hire
from spark_video_assets.crew.side_by_side import side_by_side
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.crew.writing.screenwriter import with_cards
from spark_video_assets.episode.settings import AT_ONCE
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CastCard, Manifest
from spark_video_assets.story.lore import Lore
from tests.simulators.faults import FaultKind
from tests.support.asked_crew import LIMITS, TONE, AskedModel, asked_model, scene_draft

SCENES = 6
CALL_S = 1.0
BRIEF = Brief(premise="Ada keeps a lighthouse that nobody needs; Bo comes to switch it off.", target_duration_s=180)
LORE = Lore(mood_anchor="gentle dusk")
CAST = with_cards(Manifest(kind="cast"), [CastCard(name="Ada"), CastCard(name="Bo")])
WORLD = World(BRIEF, LORE, CAST, Manifest(kind="set"), Manifest(kind="prop"))


def rows(repeats: int) -> list[Row]:
    """Outline, pages, direction and boards at the default of the cap."""
    told = f"{SCENES} scenes written and boarded, {AT_ONCE} at a time, s"
    return [Row(told, [_wall(AT_ONCE) for _ in range(repeats)], "<= 5")]


def _wall(cap: int) -> float:
    with _model() as model:
        crew = hire(model.chat, LIMITS, at_once=cap)
        began = time.monotonic()
        script = crew.screenwriter.write(WORLD)
        wrote = time.monotonic() - began
        # The pages have the same lines, so one board fits all of them; it is worked out while no clock runs.
        board_draft = scene_draft(script.pages[0], WORLD)
        for shot in board_draft["shots"]:
            shot["seconds"] = script.pages[0].estimated_duration_s // len(board_draft["shots"]) - 1
        model.says(board_draft, contains="Board this scene")
        began = time.monotonic()
        told = DirectedScript(WORLD, script, crew.director.direct(WORLD, script))
        side_by_side(lambda page: crew.director.board_scene(page, told), script.pages, cap)
        return wrote + time.monotonic() - began


@contextmanager
def _model() -> Iterator[AskedModel]:
    scene = {
        "location": "The lamp room",
        "time": "dusk",
        "people": ["Ada", "Bo"],
        "happens": "Ada polishes the lens while Bo counts the steps.",
        "turn": "Bo puts the order back.",
        "weight": 1,
    }
    page = {
        "action": "Ada lifts the lantern to the rail. Bo stops on the last step.",
        "dialogue": [{"speaker": "Bo", "text": "They want it dark by eight."}],
    }
    with tempfile.TemporaryDirectory() as home, asked_model(Path(home)) as model:
        model.says({"logline": "A keeper keeps.", "scenes": [scene] * SCENES}, contains="Outline an episode")
        model.says(page, contains="Write scene")
        model.says(TONE, contains="Decide the tone")
        model.simulator.faults.add(FaultKind.SLOW, operation="chat.complete", seconds=CALL_S, times=0)
        yield model
