"""The critic with a language model: it marks what needs meaning; counting, weighing and deciding stay in `story`."""

from __future__ import annotations

from pydantic import BaseModel, Field

from resources.errors import BudgetStop, ProviderError
from resources.llm.chat import ChatAnswer
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.critique.critic import OfflineCritic
from spark_video_assets.crew.episode_material import direction_material, script_material, shots_material
from spark_video_assets.crew.prompting import question
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.story.critique import Critique, drawn
from spark_video_assets.story.pacing import check_pacing, tier_of
from spark_video_assets.story.storyboard import Storyboard
from spark_video_assets.story.wording import one_line

ROLE = "critic"
TEMPERATURE = 0.2
"""Low, so that two rounds differ by their plans and not by the dice (the origin's reviewer asks with the same)."""
MOST_POINTS = 4
_LONGEST_POINT = 300
_LONGEST_ORDERS = 4000


class Marks(BaseModel):
    """The seven dimensions, each 1-10; all must be there."""

    hook: float = Field(ge=1, le=10)
    arc: float = Field(ge=1, le=10)
    pacing: float = Field(ge=1, le=10)
    variety: float = Field(ge=1, le=10)
    sync: float = Field(ge=1, le=10)
    style: float = Field(ge=1, le=10)
    payoff: float = Field(ge=1, le=10)


class CriticAnswer(BaseModel):
    """What the model answers; `weakest_scene` is an id of the plan."""

    marks: Marks
    strengths: list[str] = Field(min_length=1)
    weaknesses: list[str] = Field(default_factory=list)
    weakest_scene: str | None = None
    instructions: str = ""


class LlmCritic:
    """Judges by asking a model; where it cannot be asked or heard, by counting alone, and the critique says so."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat
        self._counting = OfflineCritic()

    @property
    def name(self) -> str:
        """The model."""
        return self._chat.settings.model_for(ROLE)

    def criticise(
        self, storyboard: Storyboard, told: DirectedScript, round_number: int, footage: str = ""
    ) -> Critique:
        """See `Critic`. Never fails for want of a model."""
        lore = told.world.lore
        tier = tier_of(told.world.brief.pacing, lore.archetype)
        violations = check_pacing(storyboard, tier)
        scenes = {scene.id for scene in storyboard.scenes}
        material = {
            "lore": lore.model_dump_json(exclude_defaults=True, exclude={"schema_version"}),
            "script": script_material(told.script),
            "direction": direction_material(told.direction),
            "scenes": "\n".join(f"{s.id} {s.name}: {s.description}" for s in storyboard.scenes),
            "shots": shots_material(storyboard.shots),
            "limits that the program found broken": "\n".join(f"{v.message}: {v.mend}" for v in violations),
            "how the film was reviewed": footage,
        }
        task = f"Mark this plan of {storyboard.total_duration()} s. Its pacing tier is {tier}."

        def faults(answer: CriticAnswer) -> list[str]:
            weakest = answer.weakest_scene
            if weakest is None or weakest in scenes:
                return []
            return [
                f"weakest_scene: there is no scene {weakest!r}; use one of {', '.join(sorted(scenes))}, or null"
            ]

        asked = question(ROLE, "critic", material, task, temperature=TEMPERATURE)
        try:
            heard = ask_structured(self._chat, asked, CriticAnswer, check=faults)
        except (ProviderError, BudgetStop) as error:
            counted = self._counting.criticise(storyboard, told, round_number)
            return counted.model_copy(update={"degraded": error.problem})
        answer = heard.value
        critique = drawn(
            round_number=round_number,
            critic=self.name,
            plan_digest=storyboard.content_digest(),
            tier=tier,
            marks=answer.marks.model_dump(),  # type: ignore[arg-type]
            violations=violations,
            strengths=_points(answer.strengths),
            weaknesses=_points(answer.weaknesses),
            weakest_scene=answer.weakest_scene,
            instructions=answer.instructions.strip()[:_LONGEST_ORDERS] or "; ".join(_points(answer.weaknesses)),
        )
        return critique.model_copy(update=_spent(heard.answers))


def _points(told: list[str]) -> list[str]:
    return [one_line(point)[:_LONGEST_POINT] for point in told if point.strip()][:MOST_POINTS]


def _spent(answers: tuple[ChatAnswer, ...]) -> dict[str, object]:
    """Tokens, cost and seconds of one evaluation, repairs included; a cost that is unknown stays out of the sum."""
    used = [answer.usage for answer in answers if answer.usage]
    costs = [answer.cost for answer in answers if answer.cost is not None]
    return {
        "tokens": sum(usage.prompt + usage.completion for usage in used),
        "cost": float(sum(costs)),
        "currency": next((answer.currency for answer in answers if answer.currency), None),
        "seconds": round(sum(answer.seconds for answer in answers), 3),
    }
