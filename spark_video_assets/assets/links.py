"""Links from the Dagster UI to the episode's page and to a filled-in sign-off form. The page itself: `episode.viewer`.

`spark-video dev` tells the code location where it serves what. Without it there is no address, and the page's path is shown.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode

import dagster as dg
import yaml

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.steps import Stage

PAGES_VARIABLE = "SPARK_VIDEO_PAGES_URL"
"""Address of the episode pages, without a slash at its end."""
SIGN_ROUTE = ".sign"
"""First part of addresses that lead to the form of a gate: no project's name begins with a dot."""

PAGE = "on the page"
"""What the link is called in metadata."""

Section = Literal["film", "gates", "story", "board", "takes", "plan", "library", "costs"]
SECTION_OF: dict[Stage, Section] = {
    "brief": "story",
    "lore": "story",
    "cast": "library",
    "movie_set": "library",
    "props": "library",
    "script": "story",
    "direction": "board",
    "storyboard": "board",
    "storyboard_critique": "plan",
    "vfx_review": "plan",
    "render_plan": "costs",
    "dailies": "takes",
    "narration_audio": "film",
    "subtitles": "film",
    "final_cut": "film",
    "delivery": "film",
    "viewer": "film",
}
"""Where on the page the result of a stage is."""
SECTION_OF_GATE: dict[Gate, Section] = {
    "script": "story",
    "storyboard": "board",
    "render": "takes",
    "final": "film",
}
"""Where on the page a person looks before he signs."""


def section_link(folder: EpisodeFolder, section: Section) -> dg.MetadataValue[Any]:
    """The episode's page at a section."""
    return _page(folder, section)


def shot_link(folder: EpisodeFolder, shot_id: str) -> dg.MetadataValue[Any]:
    """The episode's page at the takes of a shot."""
    from spark_video_assets.episode.viewer.takes import anchor_of

    return _page(folder, anchor_of(shot_id))


def file_link(root: ProjectsRoot, path: Path) -> dg.MetadataValue[Any]:
    """A file of the projects folder: its address beside the episode pages, else its path."""
    base = os.environ.get(PAGES_VARIABLE)
    if not base:
        return dg.MetadataValue.path(str(path))
    return dg.MetadataValue.url(f"{base}/{quote(path.relative_to(root.path).as_posix())}")


def sign_link(folder: EpisodeFolder, gate: Gate, digest: str) -> dg.MetadataValue[Any] | None:
    """Address that opens the form of a gate, filled in, bound to what is shown; None without `spark-video dev`.

    The launchpad's own address holds the whole form and is wider than a page; the pages' server leads there.
    """
    base = os.environ.get(PAGES_VARIABLE)
    if not base:
        return None
    return dg.MetadataValue.url(f"{base}/{SIGN_ROUTE}/{episode_address(folder)}/{gate}/{digest}")


def launchpad_link(web: str, job: str, ops: Mapping[str, Any]) -> str:
    """Address of a job's launchpad with this op configuration filled in.

    Args:
        web: Address of our code location in the Dagster UI, without a slash at its end.
        job: The job.
        ops: Configuration of its ops.
    """
    config = yaml.safe_dump({"ops": dict(ops)}, sort_keys=False, allow_unicode=True)
    return f"{web}/jobs/{quote(job, safe='')}/playground/setup?{urlencode({'config': config}, quote_via=quote)}"


def episode_address(folder: EpisodeFolder) -> str:
    """Project and episode as two parts of an address."""
    return f"{quote(folder.project, safe='')}/{quote(folder.episode, safe='')}"


def _page(folder: EpisodeFolder, anchor: str) -> dg.MetadataValue[Any]:
    page = file_link(folder.root, folder.viewer)
    return dg.MetadataValue.url(f"{page.value}#{anchor}") if isinstance(page, dg.UrlMetadataValue) else page
