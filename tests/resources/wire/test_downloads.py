"""Results on their way home over real sockets: broken lines, wrong files, links that lead nowhere good."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from scripted_service import FILM, KEY, House, listening

from resources.errors import MediaError, ProviderError
from resources.failures import Policy, classify_exception
from resources.wire.download import DownloadLimits, download, safe_link


def _fetch(house: House, path: str, target: Path, **more: Any) -> Path:
    async def run() -> Path:
        async with httpx.AsyncClient() as client:
            check = more.pop("check", lambda part: None)
            service = more.pop("service", house.url)
            asked = {"client": client, "provider": "bl", "house": service, "check": check, **more}
            return await download(f"{house.url}{path}", target, **asked)

    return asyncio.run(run())


def test_a_broken_download_goes_on_where_it_broke(house: House, tmp_path: Path) -> None:
    """Guards against a large clip that never arrives over a bad line, and against a clip put together wrongly."""
    house.breaks = 2
    target = tmp_path / "clip.mp4"
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError) as caught:
            _fetch(house, "/film", target)
        assert classify_exception(caught.value, phase="fetch") == Policy.TRANSIENT
        assert not target.exists()
    assert _fetch(house, "/film", target).read_bytes() == FILM
    ranges = [headers.get("range") for _, _, headers in house.seen]
    assert ranges[0] is None
    assert len({*ranges}) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_another_film_is_never_put_behind_half_a_film(house: House, tmp_path: Path) -> None:
    """Guards against a take whose first third is that of a job whose download broke before."""
    house.breaks = 1
    with pytest.raises(httpx.RemoteProtocolError):
        _fetch(house, "/film?id=first", tmp_path / "clip.mp4")
    _fetch(house, "/film?id=second", tmp_path / "clip.mp4")
    assert [headers.get("range") for _, _, headers in house.seen] == [None, None]
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_file_that_is_not_what_it_should_be_leaves_nothing(house: House, tmp_path: Path) -> None:
    """Guards against a web page or half a clip that counts as a take."""

    def refuse(part: Path) -> None:
        raise MediaError("no film", where=part.name)

    with pytest.raises(MediaError, match="no film"):
        _fetch(house, "/film", tmp_path / "clip.mp4", check=refuse)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_end_is_cut(house: House, tmp_path: Path) -> None:
    """Guards against a host that fills the disk."""
    with pytest.raises(MediaError, match="more than 1000"):
        _fetch(house, "/film", tmp_path / "clip.mp4", limits=DownloadLimits(max_bytes=1000))
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize(
    ("path", "policy"), [("/expired", Policy.LOST), ("/round", Policy.PERMANENT), ("/away", Policy.PERMANENT)]
)
def test_links_that_lead_nowhere_good(house: House, tmp_path: Path, path: str, policy: Policy) -> None:
    """Guards against waiting for an expired link for ever, turning in circles, and reading files of this machine."""
    with pytest.raises(ProviderError) as caught:
        _fetch(house, path, tmp_path / "clip.mp4")
    assert caught.value.failure == policy


def test_a_key_stays_with_the_first_host(house: House, tmp_path: Path) -> None:
    """Guards against a redirect that carries the key off to a storage host."""
    with listening() as other:
        house.elsewhere = f"{other.url}/film"
        _fetch(house, "/elsewhere", tmp_path / "a.mp4", headers={"x-goog-api-key": KEY})
        _fetch(house, "/onward", tmp_path / "b.mp4", headers={"x-goog-api-key": KEY})
    assert all("x-goog-api-key" not in headers for _, _, headers in other.seen)
    assert all(headers["x-goog-api-key"] == KEY for _, _, headers in house.seen)
    assert len(other.seen) == 1


def test_links_become_https() -> None:
    """Guards against fetching speech in clear text, as CosyVoice's links are written."""
    link = safe_link("http://oss.example.com:80/a.wav?Expires=1", "bl", "https://api.example.com")
    assert link == "https://oss.example.com/a.wav?Expires=1"
    for bad in ("ftp://host/a", "https://user:pw@host/a", "https://:pw@host/a", "nonsense", "data:text/plain,hi"):
        with pytest.raises(ProviderError):
            safe_link(bad, "bl", "https://api.example.com")


def test_a_service_outside_leads_nobody_inside(house: House, tmp_path: Path) -> None:
    """Guards against a provider's link or redirect that makes us ask this machine or the network behind its firewall."""
    inside = "into this machine or its network"
    for host in (
        "localhost:80",
        "localhost.",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "[::1]",
        "10.0.0.7",
        "169.254.1.1",
    ):
        with pytest.raises(ProviderError, match=inside):
            safe_link(f"https://{host}/film.mp4", "bl", "https://api.example.com")
        assert safe_link(f"https://{host}/film.mp4", "bl", "https://10.0.0.5").startswith("https://")
    with pytest.raises(ProviderError, match=inside):
        _fetch(house, "/film", tmp_path / "clip.mp4", service="https://api.example.com")
    assert not house.seen
