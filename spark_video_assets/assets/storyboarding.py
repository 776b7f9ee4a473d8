"""Storyboarding: direction, storyboard, critique, VFX review, render plan. All of it stands behind gate 1."""

import dagster as dg
from dagster import AssetExecutionContext

from resources.episode_store import EpisodeStore
from resources.video.registry import capabilities_of
from spark_video_assets.assets.resources import CrewResource
from spark_video_assets.assets.show import rounds_table, table
from spark_video_assets.assets.work import Made, at_work
from spark_video_assets.crew.critique.judging_plans import PlanRoom, critique_of
from spark_video_assets.crew.directing.boarding import board_episode
from spark_video_assets.crew.directing.rewriting import with_wishes
from spark_video_assets.crew.world import DirectedScript, World
from spark_video_assets.episode.critiques import critiques
from spark_video_assets.episode.reference_pictures import limits_of
from spark_video_assets.episode.stages import made_by_us
from spark_video_assets.partitions import EPISODES, add_episode
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.render_plan import plan_render
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Storyboard

GROUP = "storyboarding"


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json"})
def direction(
    context: AssetExecutionContext,
    store: EpisodeStore,
    crew: CrewResource,
    lore: Lore,
    script: Script,
    cast: Manifest,
    movie_set: Manifest,
    props: Manifest,
) -> dg.Output[Made]:
    """The director's tone for the whole episode: seven viewing decisions, motifs, highlights. An edited one stays."""
    with at_work(context, store, "direction", behind="script") as work:
        director = crew.hired(work.sources, work.answers).director
        path = work.episode.folder.direction
        edited = path.is_file() and not made_by_us(work.sources, "direction", path)
        made = (
            work.episode.direction()
            if edited
            else director.direct(World(work.sources.brief, lore, cast, movie_set, props), script)
        )
        decisions = made.audiovisual_decisions.model_dump()
        work.show(
            {
                "by": "user" if edited else director.name,
                "decisions": dg.MetadataValue.md(table(("what", "how"), decisions.items())),
            }
        )
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json"})
def storyboard(
    context: AssetExecutionContext,
    store: EpisodeStore,
    crew: CrewResource,
    lore: Lore,
    script: Script,
    direction: Direction,
    cast: Manifest,
    movie_set: Manifest,
    props: Manifest,
) -> dg.Output[Made]:
    """Every shot of the episode, compiled from one fragment per scene; fragments edited by hand stay as they are."""
    with at_work(context, store, "storyboard", behind="script") as work:
        hired = crew.hired(work.sources, work.answers)
        world = World(work.sources.brief, lore, cast, movie_set, props)
        made = board_episode(work.sources, hired, DirectedScript(world, script, direction))
        made = with_wishes(work.sources, hired, made)
        add_episode(context.instance, work.episode.key, [shot.id for shot in made.shots])
        rows = [
            (s.id, s.duration, s.kind, ", ".join(s.characters), s.narrative_purpose or "", s.prompt)
            for s in made.shots
        ]
        work.show(
            {
                "shots": len(made.shots),
                "scenes": len(made.scenes),
                "seconds": made.total_duration(),
                "table": dg.MetadataValue.md(table(("shot", "s", "kind", "who", "purpose", "prompt"), rows)),
            }
        )
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json"})
def storyboard_critique(
    context: AssetExecutionContext,
    store: EpisodeStore,
    crew: CrewResource,
    lore: Lore,
    script: Script,
    direction: Direction,
    storyboard: Storyboard,
) -> dg.Output[Made]:
    """Seven weighted dimensions of the plan, countable ones in code; what needs meaning is left open without a model."""
    with at_work(context, store, "storyboard_critique", behind="script") as work:
        room = PlanRoom.of(work.sources, crew.hired(work.sources, work.answers), script, direction)
        made = critique_of(work.episode, room, storyboard)
        rounds = [*(told for told in critiques(work.episode) if told.round != made.round), made]
        rows = [(name, "not judged" if mark is None else f"{mark:g}") for name, mark in made.marks.items()]
        work.show(
            {
                "by": made.critic,
                "overall": made.overall if made.overall is not None else "not judged",
                "must revise": made.must_revise,
                "weaknesses": "; ".join(made.weaknesses) or "none found",
                "not judged by the model": made.degraded or "nothing",
                "tokens": sum(told.tokens for told in rounds),
                "cost": f"{sum(told.cost for told in rounds):g} {made.currency or ''}".strip(),
                "rounds": dg.MetadataValue.md(rounds_table(rounds, kept=made.round)),
                "marks": dg.MetadataValue.md(table(("dimension", "1-10"), rows)),
            }
        )
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"markdown"})
def vfx_review(
    context: AssetExecutionContext,
    store: EpisodeStore,
    crew: CrewResource,
    lore: Lore,
    script: Script,
    direction: Direction,
    storyboard: Storyboard,
    cast: Manifest,
    movie_set: Manifest,
    props: Manifest,
) -> dg.Output[Made]:
    """Pre-render review, opt-in by the brief: rules A-R with severities; BLOCK keeps gate 2 closed."""
    with at_work(context, store, "vfx_review", behind="script") as work:
        world = World(work.sources.brief, lore, cast, movie_set, props)
        told = DirectedScript(world, script, direction)
        made = crew.hired(work.sources, work.answers).vfx_reviewer.review(storyboard, told)
        work.show(
            {
                "verdict": made.verdict,
                "findings": len(made.findings),
                "report": dg.MetadataValue.md(made.to_markdown()),
            }
        )
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json"})
def render_plan(
    context: AssetExecutionContext,
    store: EpisodeStore,
    storyboard: Storyboard,
    cast: Manifest,
    movie_set: Manifest,
    props: Manifest,
) -> dg.Output[Made]:
    """What will be asked of the provider: chain groups, pictures per shot, seconds by kind, price. Nothing is spent yet."""
    with at_work(context, store, "render_plan", behind="script") as work:
        capabilities = capabilities_of(work.sources.provider)
        prices = work.sources.unit_prices(storyboard)
        made = plan_render(storyboard, cast, movie_set, props, limits_of(capabilities), prices)
        rows = [(s.id, s.kind, s.seconds, len(s.media), s.price, "; ".join(s.notes)) for s in made.shots]
        work.show(
            {
                "provider": capabilities.name,
                "price": "unknown" if made.price is None else f"{made.price:g} {made.currency}",
                "chain groups": len(made.groups),
                "seconds": sum(s.seconds for s in made.shots),
                "shots": dg.MetadataValue.md(table(("shot", "kind", "s", "pictures", "price", "notes"), rows)),
            }
        )
        return work.made(made)
