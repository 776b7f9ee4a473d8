"""The one IO manager: (asset, episode) <-> the document in the episode folder. Media are side files named by documents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg

from resources.atomic import write_text
from resources.episode_store import EpisodeStore
from spark_video_assets.assets.work import Made, told_to_people
from spark_video_assets.episode.critiques import standing_critique
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.front_matter import front_matter_text
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import RULES, about_to_write, record_done
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.post import Dailies, Narration, QcReport
from spark_video_assets.story.scene_page import write_scene_page
from spark_video_assets.story.script import Script
from spark_video_assets.story.steps import Stage
from spark_video_assets.story.vfx_report import VfxReport

Load = Callable[[Episode], Any]
Save = Callable[[Episode, Any], None]


def _save_brief(episode: Episode, brief: Brief) -> None:
    """A brief that a person wrote stays as it stands, comments and all; only an older folder gets one."""
    if not episode.folder.brief.is_file():
        episode.save_brief(brief)


def _save_lore(episode: Episode, lore: Lore) -> None:
    """The users' lore is never rewritten; the lore that we derive from a premise is the episode's own."""
    if episode.folder.project_lore.is_file():
        return
    data = lore.to_data()
    body = data.pop("body", "")
    write_text(episode.folder.lore, front_matter_text(data, body))


def _save_script(episode: Episode, script: Script) -> None:
    for page in script.pages:
        if not episode.folder.scene_page(page.number).is_file() or episode.page(page.number) != page:
            episode.save_page(page)
    episode.save_script(script)


def _save_vfx_review(episode: Episode, report: VfxReport) -> None:
    episode.save(report, episode.folder.vfx_review)
    write_text(episode.folder.vfx_review.with_suffix(".md"), report.to_markdown())


def _narration(episode: Episode) -> Narration:
    return episode.load(Narration, episode.folder.audio / "narration.json")


DOCUMENTS: dict[Stage, tuple[Load, Save]] = {
    "brief": (Episode.brief, _save_brief),
    "lore": (Episode.lore, _save_lore),
    "cast": (lambda e: e.manifest("cast"), lambda e, m: e.save(m, e.manifest_path("cast"))),
    "movie_set": (lambda e: e.manifest("set"), lambda e, m: e.save(m, e.manifest_path("set"))),
    "props": (lambda e: e.manifest("prop"), lambda e, m: e.save(m, e.manifest_path("prop"))),
    "script": (Episode.pages, _save_script),
    "direction": (Episode.direction, lambda e, m: e.save(m, e.folder.direction)),
    "storyboard": (Episode.storyboard, lambda e, m: e.save(m, e.folder.storyboard)),
    "storyboard_critique": (
        lambda e: e.load(Critique, standing_critique(e, e.storyboard())),
        lambda e, m: e.save(m, e.folder.critique(m.round)),
    ),
    "vfx_review": (lambda e: e.load(VfxReport, e.folder.vfx_review), _save_vfx_review),
    "render_plan": (Episode.render_plan, lambda e, m: e.save(m, e.folder.render_plan)),
    "dailies": (lambda e: e.load(Dailies, e.folder.dailies), lambda e, m: e.save(m, e.folder.dailies)),
    "narration_audio": (_narration, lambda e, m: e.save(m, e.folder.audio / "narration.json")),
    "delivery": (
        lambda e: e.load(QcReport, e.folder.delivery / "qc-report.json"),
        lambda e, m: e.save(m, e.folder.delivery / "qc-report.json"),
    ),
}


TEXTS: dict[Stage, Callable[[Episode, Any], dict[Path, str]]] = {
    "script": lambda e, m: {e.folder.scene_page(page.number): write_scene_page(page) for page in m.pages},
    "direction": lambda e, m: {e.folder.direction: m.to_json()},
}
"""What is in the files that a person may edit and that are kept then, before they are written."""


class EpisodeDocuments(dg.ConfigurableIOManager):
    """Models in, files out, and back. Loading reads the file as it is now, edited by hand or not."""

    store: dg.ResourceDependency[EpisodeStore]

    def handle_output(self, context: dg.OutputContext, obj: Made) -> None:
        """Save the model, then record that the stage was done for the inputs of the look taken before it ran.

        Raises:
            dagster.Failure: a file that the materialisation claims is not there.
        """
        with told_to_people():
            episode = obj.before.episode
            if obj.model is not None:
                if obj.stage in TEXTS:
                    about_to_write(obj.before, obj.stage, TEXTS[obj.stage](episode, obj.model))
                DOCUMENTS[obj.stage][1](episode, obj.model)
            after = Sources(episode, obj.before.settings)
            missing = [path.name for path in RULES[obj.stage].owns(after) if not path.is_file()]
            if missing:
                raise dg.Failure(f"{obj.stage} claims files that are not there: {', '.join(missing)}")
            record_done(obj.before, after, obj.stage)

    def load_input(self, context: dg.InputContext) -> Any:
        """The document of an upstream asset, for the episode of this run."""
        with told_to_people():
            (stage,) = context.asset_key.path
            key = EpisodeKey.parse(context.asset_partition_keys[0])
            return DOCUMENTS[stage][0](Episode.at(self.store.root, key))  # type: ignore[index]
