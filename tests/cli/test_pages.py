"""Episode pages over http: what is served, and to whom nothing is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml
from starlette.testclient import TestClient
from tiny_episode import write_tiny_episode

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from spark_video_assets.assets.links import PAGES_VARIABLE
from spark_video_assets.assets.previews import preview_markdown
from spark_video_assets.cli.pages import pages_app

Ask = Callable[..., httpx.Response]
BODY = bytes(range(256)) * 8


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Asks the pages of one project with a film and with things that are nobody's business."""
    folder = tmp_path / "projects" / "茶馆" / "episode-001"
    (folder / "final").mkdir(parents=True)
    (folder / "final" / "film.mp4").write_bytes(BODY)
    (folder / "viewer.html").write_text("<p>page</p>", encoding="utf-8")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x.mp4").write_bytes(BODY)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    transport = httpx.ASGITransport(pages_app(ProjectsRoot(tmp_path / "projects")))

    async def answer(method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3001") as client:
            return await client.request(method, path, headers=headers)

    return lambda method, path, **headers: asyncio.run(answer(method, path, headers))


FILM = "/%E8%8C%B6%E9%A6%86/episode-001/final/film.mp4"


def test_a_film_can_be_sought(ask: Ask) -> None:
    """Guards against a player that cannot jump: browsers seek by ranges."""
    whole = ask("GET", FILM)
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "video/mp4", BODY)
    part = ask("GET", FILM, Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, BODY[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(BODY)}"
    assert ask("GET", FILM, Range=f"bytes={len(BODY)}-").status_code == 416
    assert ask("HEAD", FILM).headers["accept-ranges"] == "bytes"


def test_the_index_links_the_pages(ask: Ask) -> None:
    """Guards against a printed address that leads nowhere."""
    page = ask("GET", "/")
    assert "/%E8%8C%B6%E9%A6%86/episode-001/viewer.html" in page.text
    assert "茶馆 / 001" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/%E8%8C%B6%E9%A6%86/episode-001/way-out.txt",
        "/%E8%8C%B6%E9%A6%86/episode-001/.cache/x.mp4",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%E8%8C%B6%E9%A6%86/..%2f..%2fsecret.txt",
        "/%E8%8C%B6%E9%A6%86/episode-001",
        "//etc/passwd",
        "/%E8%8C%B6%E9%A6%86%00/x",
    ],
)
def test_nothing_else_is_served(ask: Ask, path: str) -> None:
    """Guards against files of this machine read through a link, a path or a hidden folder."""
    answer = ask("GET", path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_only_this_machine_and_only_reading(ask: Ask) -> None:
    """Guards against foreign web pages (DNS rebinding) and against writing."""
    assert ask("GET", FILM, Host="evil.example").status_code == 400
    for method in ("POST", "PUT", "DELETE"):
        assert ask(method, FILM).status_code == 405


def test_the_page_is_what_is_there_now(tmp_path: Path) -> None:
    """A person at a gate would sign what the page showed when it was last written."""
    folder = write_tiny_episode(tmp_path).folder
    client = TestClient(pages_app(ProjectsRoot(tmp_path)), base_url="http://127.0.0.1:3001")
    address = "/hf/episode-001/viewer.html"
    assert "One Small Ship" in client.get(address).text
    write_text(folder.brief, folder.brief.read_text("utf-8").replace("One Small Ship", "Two Ships"))
    assert "Two Ships" in client.get(address).text
    assert not folder.viewer.exists()
    assert address in client.get("/").text


def test_small_pictures_of_results_are_served_and_nothing_else_of_the_cache(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The UI would show broken pictures; or hand out ledgers and caches to whoever guesses a path."""
    monkeypatch.setenv(PAGES_VARIABLE, "http://127.0.0.1:3001")
    folder = ProjectsRoot(tmp_path / "projects").episode("茶馆", "001")
    markdown = preview_markdown(folder, BODY)
    assert len(markdown) < 200
    shown = markdown.removeprefix("![frame](http://127.0.0.1:3001").removesuffix(")")
    answer = ask("GET", shown)
    assert (answer.headers["content-type"], answer.content) == ("image/jpeg", BODY)
    for refused in ("../x.mp4", "0" * 24 + ".jpg", "%2e%2e/x.mp4"):
        assert ask("GET", shown.replace(shown.rpartition("/")[2], refused)).status_code == 404
    assert ask("GET", shown.replace("/.previews/", "/.previews/../")).status_code == 404


def test_a_gate_leads_to_its_form(tmp_path: Path) -> None:
    """A producer would not find the form, or sign another episode or gate than the one that he looked at."""
    app = pages_app(ProjectsRoot(tmp_path), "http://127.0.0.1:3000/locations/here")
    client = TestClient(app, base_url="http://127.0.0.1:3001", follow_redirects=False)
    led = client.get(f"/.sign/%E8%8C%B6%E9%A6%86/001/render/{'ab' * 6}")
    (config,) = parse_qs(urlsplit(led.headers["location"]).query)["config"]
    signed = yaml.safe_load(config)["ops"]["sign_gate"]["config"]
    assert {"episode": "茶馆/001", "gate": "RENDER", "digest": "ab" * 6}.items() <= signed.items()
    for wrong in (
        "/.sign/p/001/lunch/abababababab",
        "/.sign/p/001/render/x",
        "/.sign/..%2Fp/001/render/abababababab",
    ):
        assert client.get(wrong).status_code == 404
