"""Fetching a result's link: https only, bounded, resumed after a break, whole or not at all. Its content: `media.probe`."""

from __future__ import annotations

import asyncio
import glob
import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from resources.atomic import sync_folder
from resources.errors import MediaError, ProviderError
from resources.failures import Policy, classify_answer, provider_error
from resources.redaction import redact_text
from resources.wire.access import is_inside, is_loopback

_REDIRECTS = 5
_LONGEST_TOLD = 300


@dataclass(frozen=True)
class DownloadLimits:
    """Bounds of one download.

    Args:
        max_bytes: A 15 s clip at 1080P is about 30 MB; ten times that is no clip of ours.
        seconds: For the whole file.
    """

    max_bytes: int = 512 * 1024 * 1024
    seconds: float = 600.0


async def download(
    url: str,
    target: Path,
    *,
    client: httpx.AsyncClient,
    provider: str,
    house: str,
    check: Callable[[Path], object],
    headers: Mapping[str, str] | None = None,
    limits: DownloadLimits | None = None,
) -> Path:
    """Bring a file to `target`; an interrupted download is continued where the host allows it.

    Args:
        url: As the provider gave it; plain http of a foreign host is asked for as https.
        target: Final place; a `.part` beside it, named by the link too, holds what is there so far: only a download of
            the very same link is continued.
        client: Sends; no key of a provider is attached but what `headers` holds.
        provider: For the failure taxonomy.
        house: Address of the service that gave the link; only one inside our network may lead us into it.
        check: Raises `MediaError` when the whole file is not what it should be; it is thrown away then.
        headers: Sent to the first host only, never after a redirect to another.
        limits: Bounds.

    Raises:
        ProviderError: The link is refused, expired or leads where it must not.
        MediaError: The file is cut short, too large, or not what it should be.
        httpx.HTTPError: The connection broke; ask again, it goes on from there.
    """
    bounds = limits or DownloadLimits()
    link = safe_link(url, provider, house)
    part = target.with_name(f"{target.name}.{hashlib.sha256(link.encode()).hexdigest()[:12]}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    for stale in set(part.parent.glob(f"{glob.escape(target.name)}.*part")) - {part}:
        stale.unlink()
    source = _Source(client, provider, house)
    try:
        async with asyncio.timeout(bounds.seconds):
            await _fill(part, link, source, dict(headers or {}), bounds)
    except TimeoutError:
        raise MediaError(f"the download took longer than {bounds.seconds:.0f} s", where=target.name) from None
    return await asyncio.to_thread(keep_checked, part, target, check)


def keep_checked(part: Path, target: Path, check: Callable[[Path], object]) -> Path:
    """Put a whole, synced file in its place once it is what it should be; else it goes.

    Raises:
        MediaError: It is not.
    """
    try:
        check(part)
    except MediaError:
        part.unlink(missing_ok=True)
        raise
    part.replace(target)
    sync_folder(target.parent)
    return target


@dataclass(frozen=True)
class _Source:
    """Who is asked on whose word; see `download`."""

    client: httpx.AsyncClient
    provider: str
    house: str


def safe_link(url: str, provider: str, house: str) -> str:
    """The link as https; plain http stays for loopback only.

    Args:
        url: As a service gave it.
        provider: For messages.
        house: Address of that service; only one inside our network may lead us into it.

    Raises:
        ProviderError: Neither, a link with a user name, or one into this machine or its network.
    """
    parts = urlsplit(url)
    loopback = is_loopback(parts.hostname or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise provider_error(
            Policy.PERMANENT,
            "the result's link is not a web address",
            where=f"{provider}, {redact_text(url)[:200]}",
        )
    if is_inside(parts.hostname) and not is_inside(urlsplit(house).hostname or ""):
        raise provider_error(
            Policy.PERMANENT, "the result's link leads into this machine or its network", where=provider
        )
    if parts.scheme == "http" and not loopback:
        parts = parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80"))
    return urlunsplit(parts)


async def _fill(
    part: Path,
    url: str,
    source: _Source,
    headers: dict[str, str],
    bounds: DownloadLimits,
) -> None:
    first_host = urlsplit(url).netloc
    for _ in range(_REDIRECTS + 1):
        have = _size(part)
        asked = dict(headers) if urlsplit(url).netloc == first_host else {}
        asked["Accept-Encoding"] = "identity"  # a part of a packed file could not be gone on with
        if have:
            asked["Range"] = f"bytes={have}-"
        async with source.client.stream("GET", url, headers=asked, follow_redirects=False) as response:
            if response.is_redirect:
                url = _redirected(url, response.headers.get("location", ""), source)
                continue
            if have and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                _drop(part)  # what is there is not a beginning of this file
                continue
            if not response.is_success:
                await _refuse(response, source.provider)
            await _append(part, response, have, bounds)
            return
    raise ProviderError(
        f"the result's link leads through more than {_REDIRECTS} others",
        failure=Policy.PERMANENT,
        where=source.provider,
    )


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)


async def _append(part: Path, response: httpx.Response, have: int, bounds: DownloadLimits) -> None:
    continued = response.status_code == httpx.codes.PARTIAL_CONTENT and have > 0
    start = have if continued else 0
    promised = response.headers.get("content-length")
    encoded = response.headers.get("content-encoding", "identity") != "identity"
    if promised and not encoded and start + int(promised) > bounds.max_bytes:
        raise MediaError(
            f"the file has {start + int(promised)} bytes, more than {bounds.max_bytes}", where=part.name
        )
    size = start
    with part.open("ab" if continued else "wb") as file:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > bounds.max_bytes:
                file.close()
                _drop(part)
                raise MediaError(f"the file has more than {bounds.max_bytes} bytes", where=part.name)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if promised and not encoded and size != start + int(promised):
        raise MediaError(f"the file ends after {size} of {start + int(promised)} bytes", where=part.name)


def _redirected(url: str, location: str, source: _Source) -> str:
    if not location:
        raise ProviderError("a redirect that leads nowhere", failure=Policy.PERMANENT, where=source.provider)
    return safe_link(urljoin(url, location), source.provider, source.house)


async def _refuse(response: httpx.Response, provider: str) -> None:
    head = b""
    with suppress(httpx.HTTPError):
        async for chunk in response.aiter_bytes():
            head += chunk
            if len(head) >= _LONGEST_TOLD:
                break
    text = head[:_LONGEST_TOLD].decode("utf-8", "replace")
    policy = classify_answer(provider, response.status_code, "", text, phase="fetch")
    raise provider_error(policy, f"HTTP {response.status_code} for the result's link: {text}", where=provider)
