"""Links from results to the page and to a filled-in form, with and without `spark-video dev`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import dagster as dg
import pytest
import yaml

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from spark_video_assets.assets.links import (
    PAGES_VARIABLE,
    SECTION_OF,
    launchpad_link,
    section_link,
    shot_link,
    sign_link,
)
from spark_video_assets.assets.requests import sign_off_run
from spark_video_assets.episode.viewer import page
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.steps import STAGES

PAGES = "http://127.0.0.1:3001"


@pytest.fixture
def folder(tmp_path: Path) -> EpisodeFolder:
    return EpisodeFolder(ProjectsRoot(tmp_path), "茶馆", "001")


def test_a_result_links_to_its_place_on_the_page(folder: EpisodeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link would be broken by a project's name, or lead to the top of a page with a hundred takes."""
    monkeypatch.setenv(PAGES_VARIABLE, PAGES)
    assert section_link(folder, "takes").value == f"{PAGES}/%E8%8C%B6%E9%A6%86/episode-001/viewer.html#takes"
    assert str(shot_link(folder, "S01-002").value).endswith("/viewer.html#shot-S01-002")


def test_without_dev_the_path_is_shown(folder: EpisodeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of `produce` would show a link to a server that does not run."""
    monkeypatch.delenv(PAGES_VARIABLE, raising=False)
    assert section_link(folder, "film") == dg.MetadataValue.path(str(folder.viewer))
    assert sign_link(folder, "script", "0" * 12) is None


def test_every_stage_has_a_place_that_the_page_has() -> None:
    """A new stage would fail when it is made, or its link lead nowhere."""
    assert set(SECTION_OF) == set(STAGES)
    templates = "".join(path.read_text("utf-8") for path in Path(page.__file__).parent.glob("*.html"))
    assert [place for place in set(SECTION_OF.values()) if f'id="{place}"' not in templates] == []


def test_the_form_of_a_job_is_filled_in() -> None:
    """A producer would sign another episode or gate than the one whose check he looks at."""
    asked = sign_off_run(EpisodeKey.of("茶馆", "001"), "render", "approve", note="", by="Mia")
    link = launchpad_link("http://127.0.0.1:3000/locations/here", asked.job, asked.config or {})
    assert urlsplit(link).path == "/locations/here/jobs/record_sign_off/playground/setup"
    (config,) = parse_qs(urlsplit(link).query)["config"]
    assert yaml.safe_load(config)["ops"] == asked.config
