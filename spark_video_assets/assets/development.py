"""Development: brief, lore, cast, sets, props, script. Gate 1 follows; nothing here spends on video."""

from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from resources.episode_store import EpisodeStore
from spark_video_assets.assets.resources import CrewResource, Studio
from spark_video_assets.assets.show import picture_markdown, script_markdown, table
from spark_video_assets.assets.work import Made, Work, at_work
from spark_video_assets.crew.art.art_room import fill_cast, fill_pictures, fill_props, fill_sets
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.scripting import script_of
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.cards import CardKind, Manifest
from spark_video_assets.story.lore import Lore

GROUP = "development"


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"yaml"})
def brief(context: AssetExecutionContext, store: EpisodeStore) -> dg.Output[Made]:
    """What the producer decided before anything is made: premise, mode, provider, shape, length, music, budget."""
    with at_work(context, store, "brief") as work:
        made = work.sources.brief
        work.show(
            {
                "premise": dg.MetadataValue.md(table(("premise",), [(made.premise[:2000],)])),
                "mode": made.mode,
                "provider": work.sources.provider,
                "shape": f"{made.ratio} {made.resolution}",
                "target seconds": made.target_duration_s,
                "language": made.language,
                "budget": "no cap" if made.budget is None else f"{made.budget:g} {made.currency}",
            }
        )
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"markdown"})
def lore(context: AssetExecutionContext, store: EpisodeStore, crew: CrewResource, brief: Brief) -> dg.Output[Made]:
    """The world bible. A project without one gets a first version from its premise, in the episode's own tier."""
    with at_work(context, store, "lore") as work:
        if work.sources.lore_is_ours:
            written = crew.hired(work.sources, work.answers).lore_writer.write(brief)
            made, by = written.lore, written.by
        else:
            made, by = work.episode.lore(), "user"
        work.show({"mood anchor": made.anchor or "missing", "style": made.visual_style, "by": by})
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json", "image"})
def cast(
    context: AssetExecutionContext,
    store: EpisodeStore,
    studio: Studio,
    crew: CrewResource,
    brief: Brief,
    lore: Lore,
) -> dg.Output[Made]:
    """Who plays: cards of both tiers, portraits made where none is given; people who are new to the script get a card."""
    with at_work(context, store, "cast") as work:
        fill_cast(
            work.episode, brief, lambda: crew.hired(work.sources, work.answers).cast_inventor.invent(brief, lore)
        )
        return _manifest(work, studio, "cast", brief, lore)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json", "image"})
def movie_set(
    context: AssetExecutionContext, store: EpisodeStore, studio: Studio, brief: Brief, lore: Lore
) -> dg.Output[Made]:
    """Where it plays: one folder is one visual state of a set; places of the script without one get a card and a picture."""
    with at_work(context, store, "movie_set") as work:
        fill_sets(work.episode)
        return _manifest(work, studio, "set", brief, lore)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json", "image"})
def props(
    context: AssetExecutionContext, store: EpisodeStore, studio: Studio, brief: Brief, lore: Lore
) -> dg.Output[Made]:
    """What is used: key props with their state; pictures made where none is given."""
    with at_work(context, store, "props") as work:
        fill_props(work.episode)
        return _manifest(work, studio, "prop", brief, lore)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"markdown"})
def script(
    context: AssetExecutionContext,
    store: EpisodeStore,
    crew: CrewResource,
    brief: Brief,
    lore: Lore,
    cast: Manifest,
    movie_set: Manifest,
    props: Manifest,
) -> dg.Output[Made]:
    """The scene pages and their compiled form. Pages that a person wrote or edited stand as they are."""
    with at_work(context, store, "script") as work:
        world = World(brief, lore, cast, movie_set, props)
        made, writer = script_of(work.sources, crew.hired(work.sources, work.answers), world)
        work.show(
            {
                "by": writer,
                "scenes": len(made.pages),
                "seconds": made.total_duration(),
                "script": dg.MetadataValue.md(script_markdown(made)),
            }
        )
        return work.made(made)


def _manifest(work: Work, studio: Studio, kind: CardKind, brief: Brief, lore: Lore) -> dg.Output[Made]:
    """Scan the cards, make missing pictures, scan again: the manifest says what is there."""
    painter = studio.painter(work.sources)
    made_now = fill_pictures(work.episode, scan_cards(work.episode.folder, kind), brief, lore, painter)
    made = scan_cards(work.episode.folder, kind)
    rows: list[tuple[Any, ...]] = [(e.name, e.tier, len(e.images), e.pictures_by) for e in made.entries.values()]
    pictures = [work.episode.project_file(e.picture) for e in made.entries.values() if e.picture]
    work.show(
        {
            "entries": len(made.entries),
            "pictures made": made_now,
            "painted by": painter.name if painter else "drawn",
            "table": dg.MetadataValue.md(table(("name", "tier", "pictures", "by"), rows)),
            "pictures": dg.MetadataValue.md(
                " ".join(picture_markdown(work.episode.folder, p) for p in pictures) or "none"
            ),
        }
    )
    return work.made(made)
