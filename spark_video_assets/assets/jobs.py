"""Jobs: one per step of an episode, plus a person's sign-off and the director's rewrite. Steps are decided in `story.steps`."""

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from resources.errors import UsageError
from resources.llm.kept_answers import drop_answers, shelf_at
from spark_video_assets.assets.links import file_link
from spark_video_assets.assets.resources import CrewResource
from spark_video_assets.assets.work import EPISODE_HELP, episode_named, told_to_people
from spark_video_assets.crew.directing.rewriting import rewrite_escalated
from spark_video_assets.episode.driving import driving
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES, add_episode
from spark_video_assets.story.names import valid_shot_id
from spark_video_assets.story.steps import DEVELOPMENT, POST, STORYBOARDING

STEP_JOBS = [
    dg.define_asset_job(
        "development", list(DEVELOPMENT), description="Brief to script; then gate 1 asks a person."
    ),
    dg.define_asset_job(
        "storyboarding", list(STORYBOARDING), description="Direction to render plan; then gate 2 asks."
    ),
    dg.define_asset_job(
        "shooting",
        ["anchor_frames", "shot_clip", "clip_review"],
        description="Takes of shots until each has a winner or waits for the director.",
    ),
    dg.define_asset_job(
        "dailies_table", ["dailies"], description="The table of winners; then gate 3 asks a person."
    ),
    dg.define_asset_job("post", list(POST), description="Narration to film and viewer; then gate 4 asks a person."),
]
RENDER_JOB = dg.define_asset_job(
    "render_job", ["video_render"], description="A stand-alone clip from a dropped request, paid at most once."
)


REWRITING = "director-rewrite"
"""Work that the answers of a director's rewrite belong to: it is no stage."""


class RewriteConfig(dg.Config):
    """Which shots of which episode the director looks at again."""

    episode: str | None = Field(default=None, description=EPISODE_HELP)
    shots: list[str] = Field(
        default_factory=list, description="Shot ids, e.g. S01-002; empty = all that wait for the director."
    )


@dg.op
def rewrite_shots(
    context: dg.OpExecutionContext, config: RewriteConfig, store: EpisodeStore, crew: CrewResource
) -> None:
    """The director rewrites escalated shots; their rounds restart, gate 2 closes again."""
    with told_to_people():
        key = episode_named(context, config.episode)
        episode = Episode.at(store.root, key)
        episode.folder.require()
        begun = episode.rewrite_begun()
        shots = config.shots or episode.escalation().shots or list(begun.shots if begun else [])
        if not shots:
            raise UsageError(
                "no shot waits for the director",
                where=str(key),
                allowed="shots out of rounds, or any named in `shots`",
            )
        reports = [episode.folder.escalation(valid_shot_id(shot)) for shot in shots]
        context.add_output_metadata({r.stem: file_link(store.root, r) for r in reports if r.is_file()})
        with driving(episode.folder, "director rewrite"):
            sources = Sources(episode, Settings.from_environment())
            home = episode.folder.answers(REWRITING)
            with shelf_at(home) as answers:
                board = rewrite_escalated(sources, crew.hired(sources, answers), shots)
            drop_answers(home)
        add_episode(context.instance, key, [shot.id for shot in board.shots])
        context.log.info(f"rewrote {', '.join(shots)} of {key}")


@dg.job(
    partitions_def=EPISODES,
    description="**Have the director rewrite shots** that are out of rounds; bounded per shot. Pick the episode and launch; "
    "gate 2 asks again afterwards.",
)
def director_rewrite() -> None:
    """See the op."""
    rewrite_shots()
