"""The job that hands a film on to editors and clients. What is written, and behind which gate: `crew.post.export`."""

from enum import Enum

import dagster as dg
from pydantic import Field

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.links import file_link
from spark_video_assets.assets.work import told_to_people
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.names import EpisodeKey


class FormatChoice(Enum):
    """What a film can leave the house as."""

    EDL = "edl"
    OTIO = "otio"
    ZIP = "zip"


class ExportConfig(dg.Config):
    """The launchpad form of an export."""

    format: FormatChoice = Field(
        default=FormatChoice.ZIP,
        description="EDL: cut list. OTIO: timeline with speech, music, captions and the other takes. ZIP: everything.",
    )


@dg.op
def export(context: dg.OpExecutionContext, config: ExportConfig, store: EpisodeStore) -> None:
    """Writes the film's timeline or archive into the episode's folder `exports/`."""
    from spark_video_assets.crew.post.export import ExportFormat, export_target
    from spark_video_assets.crew.post.export import export as write_export

    with told_to_people():
        episode = Episode.at(store.root, EpisodeKey.parse(context.partition_key))
        episode.folder.require()
        form: ExportFormat = config.format.value
        written = write_export(Sources(episode, Settings.from_environment()), form, export_target(episode, form))
        told = {"file": file_link(store.root, written), "kilobytes": written.stat().st_size // 1024}
        context.add_output_metadata(told)


@dg.job(
    partitions_def=EPISODES,
    description="**Hand the film on** to an editing program or a client: `format` EDL, OTIO or ZIP, written into the "
    "episode's folder `exports/`. Gate 3 has to be signed.",
)
def export_film() -> None:
    """See the op."""
    export()
