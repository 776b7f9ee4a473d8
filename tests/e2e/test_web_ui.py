"""The Dagster UI as a producer meets it: `spark-video dev` in a browser, from a new folder over gates and escalation to a film.

Screenshots lie in the test's temporary folder; `SPARK_VIDEO_SCREENSHOTS` names another one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import chromium_page
from tiny_episode import FIRST, KEY, write_tiny_episode

from resources.atomic import write_json, write_text
from resources.media.probe import probe
from spark_video_assets.cli.developing import HOST, free_port
from spark_video_assets.episode.episode import Episode

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from spark_video_assets.cli.main import main; sys.exit(main())"
PATIENCE_S = 400.0
"""For one step on a machine that does other things as well; an idle one needs a tenth."""


@dataclass
class Desk:
    """A producer at the browser.

    Args:
        page: Playwright's page.
        web: Address of the Dagster UI.
        pages: Address of the episode pages.
        pictures: Where screenshots go.
        terminal: What `dev` printed so far.
    """

    page: Any
    web: str
    pages: str
    pictures: Path
    terminal: Path

    def launch(self, job: str, *, partition: str) -> None:
        """Pick the episode in a job's form, launch, and see the run's page."""
        self.page.goto(f"{self.web}/locations/spark_video_assets.definitions/jobs/{job}/playground")
        field = self.page.get_by_placeholder("Partition")
        field.click()
        field.fill(partition)
        self.page.get_by_text(partition, exact=True).last.click()
        # The choice of an episode writes the form anew.
        self.page.get_by_text("Generating configuration").wait_for(state="hidden")
        self.press_launch(job)

    def press_launch(self, job: str) -> None:
        """Launch the form that is open, as it is, and see the run's page."""
        button = self.page.get_by_role("button", name="Launch Run")
        button.wait_for(timeout=PATIENCE_S * 1000)
        self.picture(f"form-{job}")
        button.click()
        self.page.wait_for_url("**/runs/**", timeout=60_000)

    def sees_picture(self, address: str) -> None:
        """Wait until a picture from this address stands on the screen, without any click."""
        picture = self.page.locator(f'img[src*="{address}"]').first
        picture.wait_for(timeout=PATIENCE_S * 1000)
        until(lambda: bool(picture.evaluate("shown => shown.naturalWidth > 0")), f"the picture at {address}")

    def picture(self, name: str) -> None:
        """A screenshot for people."""
        self.page.screenshot(path=str(self.pictures / f"{name}.png"))


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    """One shot of three seconds."""
    written = write_tiny_episode(tmp_path / "projects")
    folder = written.folder
    fragment = json.loads(folder.scene_fragment(1).read_text("utf-8"))
    (_, spoken) = fragment["shots"]
    fragment["shots"] = [{**spoken, "id": FIRST, "use_prev_last_frame_as_first": False}]
    write_json(folder.scene_fragment(1), fragment)
    for path, old, new in (
        (folder.brief, "target_duration_s: 5", "target_duration_s: 3"),
        (folder.scene_page(1), "**Estimated duration**: 5s", "**Estimated duration**: 3s"),
    ):
        write_text(path, path.read_text("utf-8").replace(old, new))
    return written


@pytest.fixture
def desk(episode: Episode, tmp_path: Path) -> Iterator[Desk]:
    """`spark-video dev` that asks a person only at gate 1, and a browser in front of it."""
    web, pages = free_port(0), free_port(0)
    pictures = Path(os.environ.get("SPARK_VIDEO_SCREENSHOTS") or tmp_path / "screenshots")
    pictures.mkdir(parents=True, exist_ok=True)
    told = {
        "SPARK_VIDEO_PROJECTS_ROOT": str(episode.folder.root.path),
        "DAGSTER_HOME": str(tmp_path / "home"),
        "SPARK_VIDEO_AUTO_APPROVE": "storyboard,render,final",
        "SPARK_VIDEO_TICK_S": "5",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", COMMAND, "dev", "--port", str(web), "--pages-port", str(pages)]
    with chromium_page() as page:
        page.set_default_timeout(60_000)
        with (tmp_path / "dev.log").open("w", encoding="utf-8") as log:
            dev = subprocess.Popen(
                command, env={**os.environ, **told}, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True
            )
        try:
            desk = Desk(page, f"http://{HOST}:{web}", f"http://{HOST}:{pages}", pictures, tmp_path / "dev.log")
            until(lambda: answers(page, desk.web), "the web UI answers")
            yield desk
        finally:
            dev.send_signal(signal.SIGTERM)
            dev.wait(60)


def answers(page: Any, address: str) -> bool:
    """Whether a server is there by now."""
    try:
        return bool(page.request.get(f"{address}/server_info").ok)
    except Exception:  # noqa: BLE001  playwright tells a refused connection by its base error only
        return False


def until(happened: Callable[[], bool], what: str) -> None:
    """Wait for something that other processes do."""
    patience = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < patience, f"never came: {what}"
        time.sleep(0.5)


def test_a_producer_makes_a_film_in_the_browser(desk: Desk, episode: Episode) -> None:
    """Any break between folder, sensors, gates, forms and pages leaves a producer before a screen that does nothing."""
    page, folder = desk.page, episode.folder
    partition = f"{KEY.project}%2F{KEY.episode}"
    until((folder.path / "script.md").is_file, "the producer writes the script of a new folder")
    page.goto(f"{desk.web}/assets/script?view=checks&checkDetail=gate_1_script_signed_off")
    page.get_by_text("waiting for sign-off").first.wait_for(timeout=PATIENCE_S * 1000)
    desk.picture("gate-1")
    page.goto(page.get_by_role("link", name="/.sign/").first.get_attribute("href"))
    desk.press_launch("record_sign_off")
    until(lambda: episode.sign_off("script") is not None, "the sign-off")

    desk.launch("produce_episode", partition=str(KEY))
    until(lambda: episode.states().of(FIRST).winner_version == 1, "the shot has a winner")
    page.goto(f"{desk.web}/assets/shot_clip?view=partitions&partition={partition}%7C{FIRST}")
    desk.sees_picture("/.previews/")
    desk.picture("shot")
    until(lambda: folder.final_film.is_file() and not folder.driver_lease.exists(), "a first film")

    write_json(folder.needs_director_rewrite, {"shots": [FIRST]})
    until(lambda: episode.states().of(FIRST).director_rewrites == 1, "the sensor has the director look again")
    page.goto(f"{desk.web}/runs?q%5B0%5D=job%3Adirector_rewrite")
    page.get_by_role("link", name="escalation").first.wait_for()
    desk.picture("runs")
    assert not folder.needs_director_rewrite.exists()

    desk.launch("produce_episode", partition=str(KEY))
    until(lambda: film_holds(episode, 2), "the film with the take that the director asked for")
    assert probe(folder.final_film).has_video
    page.goto(f"{desk.web}/assets/final_cut?view=partitions&partition={partition}")
    desk.sees_picture("/.previews/")
    desk.picture("film")
    page.goto(f"{desk.pages}/{KEY.project}/{KEY.folder_name}/viewer.html#shot-{FIRST}")
    page.locator(f"#shot-{FIRST} video").first.wait_for(state="attached")
    desk.picture("takes")
    assert "DEBUG" not in desk.terminal.read_text("utf-8")


def film_holds(episode: Episode, take: int) -> bool:
    """Whether the work is over, and the film was cut from this take."""
    folder = episode.folder
    if folder.driver_lease.exists() or episode.states().of(FIRST).winner_version != take:
        return False
    return folder.final_film.stat().st_mtime_ns > folder.winner_clip(FIRST).stat().st_mtime_ns
