"""One asset's turn at one episode: the look before, the gate it stands behind, the record after. No asset lives here."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from resources.episode_store import EpisodeStore
from resources.errors import GateClosed, SparkVideoError, UsageError
from resources.llm.kept_answers import AnswerShelf, shelf_at
from spark_video_assets.assets.links import PAGE, SECTION_OF, section_link
from spark_video_assets.episode.driving import driving
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.signing import require_sign_off
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import answers_of, owned_by, reads_of
from spark_video_assets.partitions import keys_of_run, split_key
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import Stage

EPISODE_HELP = "Empty = the episode picked in the field Partition; or project/episode, e.g. hf/001."


@dataclass(frozen=True)
class Made:
    """What an asset gives to the IO manager: a model (or None for side files) and the look taken before it ran."""

    stage: Stage
    model: Any
    before: Sources


@dataclass
class Work:
    """An asset's turn.

    Args:
        sources: The look taken before anything was done.
        answers: What models answered to this work; an interrupted run of it may have left some.
        metadata: What the web UI shows of the result.
    """

    stage: Stage
    episode: Episode
    settings: Settings
    sources: Sources
    answers: AnswerShelf
    metadata: dict[str, Any] = field(default_factory=dict)

    def made(self, model: Any, *, version: str | None = None) -> dg.Output[Made]:
        """The asset's result.

        Args:
            model: A document, or None when the files are written already.
            version: Content digest of those files; a document brings its own.
        """
        if self.answers.served:
            self.show({"answers kept from the interrupted run": self.answers.served})
        digest = version or (model.content_digest() if model is not None else digest_of(None))
        return dg.Output(
            Made(self.stage, model, self.sources), metadata=self.metadata, data_version=dg.DataVersion(digest[:32])
        )

    def show(self, metadata: Mapping[str, Any]) -> None:
        """Add to what the web UI shows."""
        self.metadata.update(metadata)


@contextlib.contextmanager
def at_work(
    context: dg.AssetExecutionContext, store: EpisodeStore, stage: Stage, *, behind: Gate | None = None
) -> Iterator[Work]:
    """Open an asset's turn: one driver per episode, and nothing behind a gate that is not signed for today's content.

    A `SparkVideoError` becomes a `dagster.Failure` with the same words: what a person reads in the UI is the message,
    and no automatic retry repeats what cannot help.
    """
    with told_to_people():
        episode = Episode.at(store.root, episode_of(context))
        episode.folder.require()
        settings = Settings.from_environment()
        with driving(episode.folder, f"asset {stage}"):
            sources = Sources(episode, settings)
            reads_of(sources, stage)
            owned_by(sources, stage)
            if behind is not None:
                require_sign_off(sources, behind)
            with shelf_at(answers_of(sources, stage)) as answers:
                work = Work(stage, episode, settings, sources, answers)
                work.show({PAGE: section_link(episode.folder, SECTION_OF[stage])})
                yield work


@contextlib.contextmanager
def told_to_people() -> Iterator[None]:
    """Turn our errors into failures that read well in the web UI."""
    try:
        yield
    except SparkVideoError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error


def ended_at_gate(failure: dg.Failure) -> bool:
    """True when a run ended because a gate is closed: everything before it worked, a person is to act."""
    return isinstance(failure.__cause__, GateClosed)


def episode_named(context: dg.OpExecutionContext, told: str | None) -> EpisodeKey:
    """The episode of a form: named in it, or picked in its field *Partition*.

    Raises:
        UsageError: Neither, or two different ones.
    """
    picked = context.partition_key if context.has_partition_key else ""
    if not (told or picked):
        raise UsageError(
            "no episode is named", where="the form", allowed="pick it in the field Partition, or fill in `episode`"
        )
    if told and picked and told != picked:
        raise UsageError(f"`episode` is {told}, picked is {picked}", where="the form", allowed="one of them")
    return EpisodeKey.parse(told or picked)


def episode_of(context: dg.AssetExecutionContext) -> EpisodeKey:
    """The one episode of a run; shots of several episodes in one run are refused."""
    keys = {key if "|" not in key else str(split_key(key)[0]) for key in keys_of_run(context)}
    if len(keys) != 1:
        raise dg.Failure(
            f"a run is about one episode, this one names {', '.join(sorted(keys))}", allow_retries=False
        )
    return EpisodeKey.parse(keys.pop())
