"""Results behind links that run out: a store of bytes with signed addresses. What is in the bytes is made elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from starlette.responses import Response

from tests.simulators.clock import TaskClock
from tests.simulators.faults import FaultKind
from tests.simulators.frame import GATEWAY_PAGE, Call

_SECRET = b"only this simulator signs with it"


@dataclass
class _Stored:
    content_type: str
    make: Callable[[], bytes]


class SignedFiles:
    """Files by key. Bytes are made when they are first asked for, off the event loop; makers cache what is costly.

    Args:
        route: Path under which `download` is served, with a slash at its end.
    """

    def __init__(self, clock: TaskClock, route: str) -> None:
        self._clock = clock
        self._route = route
        self._stored: dict[str, _Stored] = {}

    def put(self, key: str, content_type: str, make: Callable[[], bytes]) -> None:
        """Keep a file under a key, e.g. `video/<task id>.mp4`."""
        self._stored[key] = _Stored(content_type, make)

    def link(self, base_url: str, key: str, expires_at: float) -> str:
        """A public address that works until a simulated time, in seconds since 1970."""
        expires = math.ceil(expires_at)
        query = f"Expires={expires}&OSSAccessKeyId=SIMULATED&Signature={_signature(key, expires)}"
        return f"{base_url}{self._route}{key}?{query}"

    def read(self, key: str) -> bytes | None:
        """The bytes of a file, for whoever is inside the provider; None when there is none."""
        stored = self._stored.get(key)
        return stored.make() if stored else None

    def follow(self, link: str) -> bytes | None:
        """The bytes behind one of our links that a client handed in; None when it is wrong or has run out."""
        parts = urlsplit(link)
        key, query = parts.path.removeprefix(self._route), parse_qs(parts.query)
        expires = int(query.get("Expires", ["0"])[0])
        stored = self._stored.get(key)
        if stored is None or query.get("Signature") != [_signature(key, expires)] or self._clock.time() > expires:
            return None
        return stored.make()

    async def download(self, call: Call) -> Response:
        """Answer a GET of a link: the file, a range of it, or the storage's XML error."""
        key = call.path("key")
        stored = self._stored.get(key)
        expires = int(call.query.get("Expires") or 0)
        if call.query.get("Signature") != _signature(key, expires):
            return storage_error(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match."
            )
        if call.meets(FaultKind.EXPIRED_URL) or self._clock.time() > expires:
            return storage_error(403, "AccessDenied", "Request has expired.")
        if stored is None:
            return storage_error(404, "NoSuchKey", "The specified key does not exist.")
        if call.meets(FaultKind.NOT_MEDIA):
            return Response(GATEWAY_PAGE, media_type="text/html")
        return ranged(await asyncio.to_thread(stored.make), stored.content_type, call.headers.get("range"))


def ranged(data: bytes, content_type: str, asked: str | None) -> Response:
    """A file, or the range of it that the Range header asks for."""
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{hashlib.sha256(data).hexdigest()[:32].upper()}"'}
    if not asked or not asked.startswith("bytes=") or "," in asked:
        return Response(data, media_type=content_type, headers=headers)
    first, _, last = asked.removeprefix("bytes=").partition("-")
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if start > end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
    return Response(data[start : end + 1], status_code=206, media_type=content_type, headers=headers)


def _signature(key: str, expires: int) -> str:
    return hmac.new(_SECRET, f"{key}\n{expires}".encode(), hashlib.sha256).hexdigest()[:28]


def storage_error(status: int, code: str, message: str) -> Response:
    """The XML document with which an object storage refuses."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>{code}</Code>\n  <Message>{message}</Message>\n'
        f"  <RequestId>{uuid.uuid4().hex[:24].upper()}</RequestId>\n  <HostId>127.0.0.1</HostId>\n</Error>\n"
    )
    return Response(body, status_code=status, media_type="application/xml")
