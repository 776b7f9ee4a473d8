"""A crew that asks a simulated language model over a real socket, and recorded-style answers of a good director."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from resources.call_log import CallLog, ModelCall
from resources.clock import SystemClock
from resources.episode_folder import ProjectsRoot
from resources.llm.client import ChatClient
from resources.llm.meter import Meter
from resources.llm.settings import LlmSettings
from resources.render_ledger import BudgetCaps, FileBudgetBook
from spark_video_assets.crew.directing.heard_pieces import pieces_of_page
from spark_video_assets.crew.world import World
from spark_video_assets.story.direction import AudiovisualDecisions
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.script import ScenePage
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving

LIMITS = ProviderLimits(name="bl", min_duration_s=3, max_duration_s=15, max_images=9, r2v_first_frame=False)
GOOD_MARKS = dict.fromkeys(("hook", "arc", "pacing", "variety", "sync", "style", "payoff"), 8.0)
TONE = {
    "tone_dimensions": {"primary": "mood: stubborn hope"},
    "director_reference": "",
    "audiovisual_decisions": dict.fromkeys(AudiovisualDecisions.model_fields, "One warm lamp against slate blue."),
}
CAMERAS = (
    "Wide establishing shot, slow push-in",
    "Over-the-shoulder shot onto the speaker, locked-off camera",
    "Close-up on the speaker, slow push-in",
    "Medium two-shot, tracking camera",
)


class AskedModel:
    """A client with its simulated service, the log of an episode and its purse."""

    def __init__(self, simulator: DashScopeSimulator, url: str, folder: Path, cap: str) -> None:
        self.simulator = simulator
        self.log = CallLog(ProjectsRoot(folder).episode("hf", "001"))
        caps = {"CNY": BudgetCaps(per_shot=None, per_episode=Decimal(cap), per_day=None)}
        self.book = FileBudgetBook(folder / "budget.jsonl", caps, SystemClock())
        environ = {"DASHSCOPE_API_KEY": "sk-planted-crew-0123456789", "DASHSCOPE_BASE_URL": url}
        meter = Meter(self.book, "hf/001")
        self.chat = ChatClient(LlmSettings.at_dashscope(environ), self.log, meter=meter, pause=lambda seconds: None)

    def says(self, content: Any = "", *, answer: str = "json", **rule: Any) -> None:
        """One more rule of what the model says; see `ChatRule`."""
        self.simulator.chat.script.add(answer=answer, content=content, **rule)

    def asked(self) -> list[str]:
        """Everything that was said to the model, one text a call, system message included."""
        bodies = [record.body for record in self.simulator.requests.all("chat.complete")]
        return ["\n".join(str(turn["content"]) for turn in body["messages"]) for body in bodies]

    def calls(self) -> list[ModelCall]:
        """The lines of the call log."""
        return self.log.calls()


@contextmanager
def asked_model(folder: Path, *, cap: str = "100") -> Iterator[AskedModel]:
    """A model that listens; what nobody scripted gets the simulator's smallest fitting answer."""
    simulator = DashScopeSimulator(VirtualClock(), limited=False)
    with serving(simulator) as url:
        model = AskedModel(simulator, url, folder, cap)
        with model.chat:
            yield model


def shot_draft(hears: list[str], characters: list[str], **more: Any) -> dict[str, Any]:
    """One shot as a model answers it."""
    told = {
        "kind": "r2v" if characters else "t2v",
        "seconds": 4,
        "camera": CAMERAS[0],
        "action": "The lamp turns once over the dark water while the rail drips.",
        "hears": hears,
        "characters": characters,
        "props": [],
        "continues": False,
        "set_id": None,
        "purpose": f"We learn what {' and '.join(hears) or 'nobody'} changes.",
        "group": 1,
        "group_role": "progress",
    }
    return {**told, **more}


def scene_draft(page: ScenePage, world: World, **more: Any) -> dict[str, Any]:
    """A scene as a careful model boards it: an opening without people, under which a voice may be, then a shot a piece."""
    pieces = pieces_of_page(page, world, LIMITS.max_duration_s)
    over = [piece.id for piece in pieces[:1] if piece.voice_over]
    opening = shot_draft(over, [], purpose=f"Show where scene {page.number} is.")
    shots = [] if page.type == "narration" else [opening]
    for number, piece in enumerate(pieces[len(over) :], 1):
        people = [] if piece.narrated else [piece.speaker]
        action = f"{piece.speaker} lifts the chin and holds the look until the words are out."
        if piece.narrated:
            action = "The quiet room fills with slow light from the only window."
        shots.append(
            shot_draft(
                [piece.id],
                people,
                action=action,
                camera=CAMERAS[number % 4],
                purpose=f"Turn on {piece.id} of scene {page.number}.",
            )
        )
    return {
        "description": "A round lamp room at dusk, brass and salt, one warm lamp, empty sea.",
        "shots": shots,
        **more,
    }
