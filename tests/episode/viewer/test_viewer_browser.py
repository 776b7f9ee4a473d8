"""The page in a real browser, from file://: seeking works, nothing hostile runs, nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from browser import chromium_page

from spark_video_assets.episode.viewer import write_viewer

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@dataclass
class Seen:
    """What the browser reported while a test used the page."""

    page: object
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def failed(self, url: str, reason: str) -> None:
        """Note a request that failed; a seek aborts the read that was under way, which is no failure."""
        if "ERR_ABORTED" not in reason:
            self.errors.append(f"{reason}: {url}")


@pytest.fixture(scope="module")
def seen(produced_once) -> Iterator[Seen]:
    address = write_viewer(produced_once.episode, produced_once.settings).as_uri()
    with chromium_page() as page:
        seen = Seen(page)
        page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("requestfailed", lambda request: seen.failed(request.url, str(request.failure)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(address)
        page.wait_for_function("document.getElementById('film-player').readyState >= 1")
        yield seen


def test_the_timeline_seeks_and_follows(seen: Seen) -> None:
    """A producer clicks a shot, or walks there with the arrow keys, and the film is there."""
    page = seen.page
    page.click("[data-place='2']")
    page.wait_for_selector("[data-place='2'][aria-current]")
    assert page.evaluate("document.getElementById('film-player').currentTime") == pytest.approx(4.02, abs=0.05)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-place='1'][aria-current]")
    page.click("#shot-S01-003 [data-seek]")
    page.wait_for_selector("[data-place='2'][aria-current]")


def test_captions_are_loaded_and_escaped(seen: Seen) -> None:
    """Captions must show although the browser refuses text track files from file://."""
    cues = seen.page.evaluate("[...document.getElementById('film-player').textTracks[0].cues].map(c => c.text)")
    assert len(cues) == 2
    assert seen.page.evaluate("document.getElementById('film-player').textTracks[0].mode") == "showing"
    seen.page.click("text=What is said")
    assert "Not one. <img src=x" in seen.page.inner_text("#transcript")


def test_pictures_are_there_without_script_in_the_data(seen: Seen) -> None:
    """Posters and thumbnails come out of the data block; a wrong key leaves grey boxes."""
    broken = "[...document.images].filter(i => !i.naturalWidth).length"
    seen.page.wait_for_function(f"{broken} === 0")
    assert seen.page.evaluate("document.images.length") > 6
    assert seen.page.evaluate("[...document.querySelectorAll('video')].every(v => v.poster.startsWith('data:'))")


def test_calls_are_filtered_and_folded(seen: Seen) -> None:
    """The call log answers: what was asked of the judge for this shot?"""
    page = seen.page
    page.select_option("#call-shot", "S01-002")
    page.select_option("#call-kind", "judge")
    assert page.inner_text("#call-count") == "1 of 3"
    page.click("#call-list summary")
    page.wait_for_selector("#call-list pre")
    assert "window.hacked=2" in page.inner_text("#call-list")
    page.fill("#call-words", "nothing says this")
    page.keyboard.press("Enter")
    assert page.inner_text("#call-count") == "0 of 3"


def test_fits_a_phone(seen: Seen) -> None:
    """Nothing may stick out sideways at 390 px."""
    seen.page.set_viewport_size(PHONE)
    assert seen.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_nothing_ran_and_nothing_left(seen: Seen) -> None:
    """After all of the above: no script error, no refused policy, no request that is not a file of the episode."""
    assert seen.errors == []
    assert seen.page.evaluate("window.hacked") is None
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
