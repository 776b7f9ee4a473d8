"""Who is in the crew: one implementation of each role, chosen once for a run. The roles are in their own modules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spark_video_assets.episode.settings import AT_ONCE
from spark_video_assets.story.limits import ProviderLimits

if TYPE_CHECKING:
    from resources.llm.client import ChatClient
    from resources.llm.kept_answers import AnswerShelf
    from spark_video_assets.crew.critique.critic import Critic
    from spark_video_assets.crew.critique.vfx_reviewer import VfxReviewer
    from spark_video_assets.crew.directing.director import Director
    from spark_video_assets.crew.post.composer import Composer
    from spark_video_assets.crew.shooting.prompt_doctor import PromptDoctor
    from spark_video_assets.crew.writing.cast_inventor import CastInventor
    from spark_video_assets.crew.writing.lore_writer import LoreWriter
    from spark_video_assets.crew.writing.screenwriter import Screenwriter
    from spark_video_assets.episode.sources import Sources


@dataclass(frozen=True)
class Crew:
    """One of each."""

    lore_writer: LoreWriter
    cast_inventor: CastInventor
    screenwriter: Screenwriter
    director: Director
    critic: Critic
    vfx_reviewer: VfxReviewer
    prompt_doctor: PromptDoctor
    composer: Composer


def hire(chat: ChatClient | None = None, limits: ProviderLimits | None = None, *, at_once: int = AT_ONCE) -> Crew:
    """Those who ask the model, or, without one, the offline crew: no key, no network, and it says so in every record.

    Args:
        chat: The language model of this episode, see `hire_for`.
        limits: Of the provider that will render; None = those of the embedded one.
        at_once: Most questions that one role asks at the same time.

    Roles are imported here: their word tables take a third of a second, and the asset graph needs none of them.
    """
    from spark_video_assets.crew.critique.critic import OfflineCritic
    from spark_video_assets.crew.critique.vfx_reviewer import OfflineVfxReviewer
    from spark_video_assets.crew.directing.director import OfflineDirector
    from spark_video_assets.crew.post.composer import OfflineComposer
    from spark_video_assets.crew.shooting.prompt_doctor import OfflinePromptDoctor
    from spark_video_assets.crew.writing.cast_inventor import OfflineCastInventor
    from spark_video_assets.crew.writing.lore_writer import OfflineLoreWriter
    from spark_video_assets.crew.writing.screenwriter import OfflineScreenwriter

    crew = Crew(
        lore_writer=OfflineLoreWriter(),
        cast_inventor=OfflineCastInventor(),
        screenwriter=OfflineScreenwriter(),
        director=OfflineDirector(),
        critic=OfflineCritic(),
        vfx_reviewer=OfflineVfxReviewer(),
        prompt_doctor=OfflinePromptDoctor(),
        composer=OfflineComposer(),
    )
    return crew if chat is None else _asking(crew, chat, limits or ProviderLimits(), at_once)


def _asking(offline: Crew, chat: ChatClient, limits: ProviderLimits, at_once: int) -> Crew:
    """The offline crew with those in their places who ask the model."""
    from spark_video_assets.crew.critique.llm_critic import LlmCritic
    from spark_video_assets.crew.critique.llm_vfx_reviewer import LlmVfxReviewer
    from spark_video_assets.crew.directing.llm_director import LlmDirector
    from spark_video_assets.crew.shooting.llm_prompt_doctor import LlmPromptDoctor
    from spark_video_assets.crew.writing.llm_development import LlmCastInventor, LlmLoreWriter
    from spark_video_assets.crew.writing.llm_screenwriter import LlmScreenwriter

    return replace(
        offline,
        lore_writer=LlmLoreWriter(chat),
        cast_inventor=LlmCastInventor(chat),
        screenwriter=LlmScreenwriter(chat, at_once),
        director=LlmDirector(chat, limits),
        critic=LlmCritic(chat),
        vfx_reviewer=LlmVfxReviewer(chat),
        prompt_doctor=LlmPromptDoctor(chat),
    )


def hire_for(sources: Sources, answers: AnswerShelf) -> Crew:
    """The crew of one episode: its calls are logged in the episode's folder and paid from its budget.

    Args:
        sources: One look at the episode.
        answers: Of the work that it is hired for.

    Raises:
        UsageError: Half a configuration of the language model.
    """
    from resources.call_log import CallLog
    from resources.llm.client import open_chat
    from resources.video.registry import capabilities_of
    from spark_video_assets.crew.paying import meter_of
    from spark_video_assets.episode.reference_pictures import limits_of

    chat = open_chat(CallLog(sources.folder), meter=meter_of(sources), shelf=answers)
    limits = limits_of(capabilities_of(sources.provider))
    crew = hire(chat, limits, at_once=sources.settings.llm_concurrency)
    if sources.brief.source != "score":
        return crew
    from spark_video_assets.crew.directing.replaying import replaying

    return replaying(crew)
