"""Fetching a result's link: https only, bounded, resumed after a break, whole or not at all. Its content: `media.probe`."""

from __future__ import annotations

import asyncio
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
    check: Callable[[Path], object],
    headers: Mapping[str, str] | None = None,
    limits: DownloadLimits | None = None,
) -> Path:
    """Bring a file to `target`; an interrupted download is continued where the host allows it.

    Args:
        url: As the provider gave it; plain http of a foreign host is asked for as https.
        target: Final place; `<target>.part` holds what is there so far.
        client: Sends; no key of a provider is attached but what `headers` holds.
        provider: For the failure taxonomy.
        check: Raises `MediaError` when the whole file is not what it should be; it is thrown away then.
        headers: Sent to the first host only, never after a redirect to another.
        limits: Bounds.

    Raises:
        ProviderError: The link is refused, expired or leads where it must not.
        MediaError: The file is cut short, too large, or not what it should be.
        httpx.HTTPError: The connection broke; ask again, it goes on from there.
    """
    bounds = limits or DownloadLimits()
    part = target.with_name(f"{target.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        async with asyncio.timeout(bounds.seconds):
            await _fill(part, safe_link(url, provider), client, provider, dict(headers or {}), bounds)
    except TimeoutError:
        raise MediaError(f"the download took longer than {bounds.seconds:.0f} s", where=target.name) from None
    try:
        await asyncio.to_thread(check, part)
    except MediaError:
        part.unlink(missing_ok=True)
        raise
    part.replace(target)
    sync_folder(target.parent)
    return target


def safe_link(url: str, provider: str) -> str:
    """The link as https; plain http stays for loopback only.

    Raises:
        ProviderError: Neither, or a link with a user name.
    """
    parts = urlsplit(url)
    loopback = is_loopback(parts.hostname or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise provider_error(
            Policy.PERMANENT,
            "the result's link is not a web address",
            where=f"{provider}, {redact_text(url)[:200]}",
        )
    if parts.scheme == "http" and not loopback:
        parts = parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80"))
    return urlunsplit(parts)


async def _fill(
    part: Path,
    url: str,
    client: httpx.AsyncClient,
    provider: str,
    headers: dict[str, str],
    bounds: DownloadLimits,
) -> None:
    first_host = urlsplit(url).netloc
    for _ in range(_REDIRECTS + 1):
        have = _size(part)
        asked = dict(headers) if urlsplit(url).netloc == first_host else {}
        if have:
            asked["Range"] = f"bytes={have}-"
        async with client.stream("GET", url, headers=asked, follow_redirects=False) as response:
            if response.is_redirect:
                url = _redirected(url, response.headers.get("location", ""), provider)
                continue
            if have and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                _drop(part)  # what is there is not a beginning of this file
                continue
            if not response.is_success:
                await _refuse(response, provider)
            await _append(part, response, have, bounds)
            return
    raise ProviderError(
        f"the result's link leads through more than {_REDIRECTS} others", failure=Policy.PERMANENT, where=provider
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


def _redirected(url: str, location: str, provider: str) -> str:
    if not location:
        raise ProviderError("a redirect that leads nowhere", failure=Policy.PERMANENT, where=provider)
    onward = urljoin(url, location)
    from_here, to_there = urlsplit(url), urlsplit(onward)
    if is_inside(to_there.hostname or "") and not is_loopback(from_here.hostname or ""):
        raise ProviderError(
            "the result's link leads into this machine or its network", failure=Policy.PERMANENT, where=provider
        )
    return safe_link(onward, provider)


async def _refuse(response: httpx.Response, provider: str) -> None:
    with suppress(httpx.HTTPError):
        await response.aread()
    text = response.text[:300] if response.is_closed else ""
    policy = classify_answer(provider, response.status_code, "", text, phase="fetch")
    raise provider_error(policy, f"HTTP {response.status_code} for the result's link: {text}", where=provider)
