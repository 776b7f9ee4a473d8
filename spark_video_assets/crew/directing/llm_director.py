"""The director with a language model: it chooses, `drafting` writes, the rules of the story check. Offline: `director`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel

from resources.errors import ProviderError
from resources.failures import Policy
from resources.llm.chat import ChatRequest
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.directing.director_answers import (
    MOST_SPLITS,
    WORTH_MENDING,
    DirectionDraft,
    RewriteDraft,
    SceneDraft,
    errors_told,
    findings_told,
    length_advice,
    listed,
    tone_faults,
)
from spark_video_assets.crew.directing.drafting import Drafting
from spark_video_assets.crew.directing.fragments import fragment_of
from spark_video_assets.crew.directing.heard_pieces import pieces_of_page, pieces_of_shot
from spark_video_assets.crew.directing.setups import LONGEST_SHOT_S
from spark_video_assets.crew.episode_material import (
    direction_material,
    script_material,
    shots_material,
    world_material,
)
from spark_video_assets.crew.prompting import question
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.names import scene_number, shot_id
from spark_video_assets.story.pacing import TIERS, tier_of
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.rules import Facts, check_fragment, check_storyboard
from spark_video_assets.story.scene_page import write_scene_page
from spark_video_assets.story.script import ScenePage, Script
from spark_video_assets.story.storyboard import Fragment, Shot, Storyboard

ROLE = "director"
TONE_TEMPERATURE, BOARD_TEMPERATURE = 0.7, 0.5
"""Own choice: the tone may surprise, the shots should keep rules."""

Form = TypeVar("Form", bound=BaseModel)
Check = Callable[[Form], list[str]]


class LlmDirector:
    """Directs by asking a model.

    Args:
        chat: The episode's client; its log and purse.
        limits: Of the provider that will render.
    """

    def __init__(self, chat: ChatClient, limits: ProviderLimits) -> None:
        self._chat = chat
        self._limits = limits
        self._longest_s = int(min(LONGEST_SHOT_S, limits.longest_s()))

    @property
    def name(self) -> str:
        """The model."""
        return self._chat.settings.model_for(ROLE)

    def direct(self, world: World, script: Script) -> Direction:
        """See `Director`. Raises `ProviderError` when three answers left decisions open."""
        material = {**world_material(world), "script": script_material(script)}
        brief = world.brief
        task = f"Decide the tone of this episode of {brief.target_duration_s} s, {brief.ratio}, {brief.mode}."
        asked = question(ROLE, "director_tone", material, task, temperature=TONE_TEMPERATURE)
        draft = self._asked(asked, DirectionDraft, lambda d: tone_faults(d, world.lore), where="direction.json")
        return Direction(**{name: getattr(draft, name) for name in DirectionDraft.model_fields})

    def board_scene(self, page: ScenePage, told: DirectedScript) -> Fragment:
        """See `Director`. Raises `ProviderError` with the list when three drafts broke the rules."""
        return self._boarded(page, told, {}, "Board this scene.")

    def revise(self, page: ScenePage, fragment: Fragment, critique: Critique, told: DirectedScript) -> Fragment:
        """See `Director`: the scene is boarded anew with its old shots and the critique on the table."""
        points = [critique.instructions, *(f"strength: {text}" for text in critique.strengths)]
        points += [f"weakness: {text}" for text in critique.weaknesses]
        extra = {"shots so far": shots_material(fragment.shots), "critique of the whole plan": "\n".join(points)}
        task = (
            "Board this scene again. Answer what the critique says about it, and about the whole film as far as this scene "
            "can; keep what it praises."
        )
        return self._boarded(page, told, extra, task)

    def rewrite(
        self,
        shots: Sequence[Shot],
        reviews: Mapping[str, Sequence[Review]],
        storyboard: Storyboard,
        world: World,
        reports: Mapping[str, str],
    ) -> list[Shot]:
        """See `Director`: each shot anew, split where that is what it needs; its words stay verbatim."""
        taken = {shot.id for shot in storyboard.shots}
        made: list[Shot] = []
        for shot in shots:
            fresh = self._rewritten(shot, storyboard, world, reports.get(shot.id, ""), taken)
            taken |= {new.id for new in fresh}
            made += fresh
        return made

    # --- how it asks -------------------------------------------------------------------------------------------

    def _boarded(
        self,
        page: ScenePage,
        told: DirectedScript,
        extra: Mapping[str, str],
        order: str,
    ) -> Fragment:
        world = told.world
        pieces = pieces_of_page(page, world, self._longest_s)
        drafting = Drafting(world, f"S{page.number:02d}", page.number, pieces, self._longest_s)
        facts = self._facts(world)

        def fragment(draft: SceneDraft) -> Fragment:
            shots = drafting.shots(draft.shots, lambda n: shot_id(page.number, n))
            return fragment_of(page, world, shots, draft.description)

        def faults(draft: SceneDraft) -> list[str]:
            found = drafting.faults(draft.shots)
            if found:
                return found
            made = fragment(draft)
            return [
                *drafting.unscripted(made.shots),
                *errors_told(check_fragment(made, world.brief.mode, facts)),
            ]

        def advice(draft: SceneDraft) -> list[str]:
            made = fragment(draft)
            warned = [f for f in check_fragment(made, world.brief.mode, facts) if f.code in WORTH_MENDING]
            return [*drafting.advice(draft.shots), *findings_told(warned), *length_advice(made, page)]

        material = {
            **world_material(world),
            "whole script": script_material(told.script),
            "direction": direction_material(told.direction),
            "this scene": write_scene_page(page),
            "pieces to be heard": listed(pieces),
            **extra,
        }
        task = f"{order} {self._conditions(world, page.estimated_duration_s)}"
        asked = question(ROLE, "director_scene", material, task, temperature=BOARD_TEMPERATURE)
        where = f"scenes/scene-{page.number:02d}.json"
        return fragment(self._asked(asked, SceneDraft, faults, advice, where=where))

    def _rewritten(self, shot: Shot, board: Storyboard, world: World, report: str, taken: set[str]) -> list[Shot]:
        pieces = pieces_of_shot(shot, world, self._longest_s)
        number = scene_number(shot.scene)
        same_scene = [other for other in board.shots if other.scene == shot.scene]
        opens = same_scene[0].id == shot.id
        drafting = Drafting(world, shot.scene, number, pieces, self._longest_s, opens=opens)
        # Behind every number that was ever used here: a new shot never comes upon the takes of an old one.
        last = max(int(name[-3:]) for name in taken if name.startswith(f"{shot.id[:-3]}"))
        free = [shot_id(number, last + n) for n in range(1, len(pieces) + MOST_SPLITS + 1)]

        def made(draft: RewriteDraft) -> list[Shot]:
            shots = drafting.shots(draft.shots, lambda n: shot.id if n == 1 else free[n - 2])
            # A seed that failed is not asked again.
            return [new.model_copy(update={"seed": None if shot.seed is None else shot.seed + 1}) for new in shots]

        def faults(draft: RewriteDraft) -> list[str]:
            found = drafting.faults(draft.shots)
            if found:
                return found
            new = made(draft)
            if new[0].prompt == shot.prompt and len(new) == 1:
                return ["this is the shot that failed, word for word; change what the reviews complain about"]
            ids = {one.id for one in new}
            replaced = [n for old in board.shots for n in (new if old.id == shot.id else [old])]
            findings = check_storyboard(board.model_copy(update={"shots": replaced}), self._facts(world))
            return [*drafting.unscripted(new), *errors_told(f for f in findings if ids & set(f.subjects))]

        material = {
            **world_material(world),
            "shots of the scene": shots_material(same_scene),
            "the shot that failed": shots_material([shot]),
            "report of its takes": report,
            "pieces to be heard": listed(pieces),
        }
        task = f"Set {shot.id} up anew. {self._conditions(world, shot.duration)}"
        asked = question(ROLE, "director_rewrite", material, task, temperature=BOARD_TEMPERATURE)
        return made(self._asked(asked, RewriteDraft, faults, where=f"rewrite of {shot.id}", shot=shot.id))

    def _asked(
        self,
        asked: ChatRequest,
        form: type[Form],
        check: Check[Form],
        advice: Check[Form] | None = None,
        *,
        where: str,
        shot: str | None = None,
    ) -> Form:
        """An answer without faults; what is only advisable is told once, with the first answer.

        Raises:
            ProviderError: The service failed, or three answers broke the rules: PERMANENT, with every fault of the last.
        """
        answers = itertools.count(1)
        last: list[str] = []

        def faults(value: Form) -> list[str]:
            first = next(answers) == 1
            last[:] = check(value)
            return last or (advice(value) if first and advice is not None else [])

        try:
            return ask_structured(self._chat, asked, form, check=faults, shot=shot).value
        except ProviderError as error:
            if error.failure != Policy.PERMANENT or not last:
                raise
            raise ProviderError(
                f"{self.name} broke the rules in every draft: {'; '.join(last)}",
                failure=Policy.PERMANENT,
                where=where,
                next_command="run produce again, or set SPARK_VIDEO_LLM_MODEL_DIRECTOR to another model",
            ) from error

    def _facts(self, world: World) -> Facts:
        return Facts(
            cast=world.cast, sets=world.sets, props=world.props, lore=world.lore, limits=self._limits, whole=False
        )

    def _conditions(self, world: World, seconds: int) -> str:
        tier = tier_of(world.brief.pacing, world.lore.archetype)
        language = "Chinese" if world.prompts_in_chinese else "English"
        return (
            f"About {seconds} s in all; one shot is at most {self._longest_s} s. Pacing is {tier}: at most "
            f"{TIERS[tier].words_per_shot} words in one shot. Camera, action, purpose and description in {language}. "
            f"Kinds that can be made: {', '.join(sorted(self._limits.kinds))}."
        )
