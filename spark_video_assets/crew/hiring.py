"""Who is in the crew: one implementation of each role, chosen once for a run. The roles are in their own modules."""

from __future__ import annotations

from dataclasses import dataclass

from spark_video_assets.crew.composer import Composer, OfflineComposer
from spark_video_assets.crew.critic import Critic, OfflineCritic
from spark_video_assets.crew.director import Director, OfflineDirector
from spark_video_assets.crew.prompt_doctor import OfflinePromptDoctor, PromptDoctor
from spark_video_assets.crew.screenwriter import OfflineScreenwriter, Screenwriter
from spark_video_assets.crew.vfx_reviewer import OfflineVfxReviewer, VfxReviewer


@dataclass(frozen=True)
class Crew:
    """One of each."""

    screenwriter: Screenwriter
    director: Director
    critic: Critic
    vfx_reviewer: VfxReviewer
    prompt_doctor: PromptDoctor
    composer: Composer


def hire() -> Crew:
    """The offline crew: works without a model, a key or a network, and says so by its name in every record."""
    return Crew(
        screenwriter=OfflineScreenwriter(),
        director=OfflineDirector(),
        critic=OfflineCritic(),
        vfx_reviewer=OfflineVfxReviewer(),
        prompt_doctor=OfflinePromptDoctor(),
        composer=OfflineComposer(),
    )
