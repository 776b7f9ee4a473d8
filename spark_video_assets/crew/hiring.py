"""Who is in the crew: one implementation of each role, chosen once for a run. The roles are in their own modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spark_video_assets.crew.composer import Composer
    from spark_video_assets.crew.critic import Critic
    from spark_video_assets.crew.director import Director
    from spark_video_assets.crew.prompt_doctor import PromptDoctor
    from spark_video_assets.crew.screenwriter import Screenwriter
    from spark_video_assets.crew.vfx_reviewer import VfxReviewer


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
    """The offline crew: works without a model, a key or a network, and says so by its name in every record.

    Roles are imported here: their word tables take a third of a second, and the asset graph needs none of them.
    """
    from spark_video_assets.crew.composer import OfflineComposer
    from spark_video_assets.crew.critic import OfflineCritic
    from spark_video_assets.crew.director import OfflineDirector
    from spark_video_assets.crew.prompt_doctor import OfflinePromptDoctor
    from spark_video_assets.crew.screenwriter import OfflineScreenwriter
    from spark_video_assets.crew.vfx_reviewer import OfflineVfxReviewer

    return Crew(
        screenwriter=OfflineScreenwriter(),
        director=OfflineDirector(),
        critic=OfflineCritic(),
        vfx_reviewer=OfflineVfxReviewer(),
        prompt_doctor=OfflinePromptDoctor(),
        composer=OfflineComposer(),
    )
