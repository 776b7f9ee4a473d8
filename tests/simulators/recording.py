"""What arrived at a simulator, as a record, and the difference between two such requests. Nothing is answered here."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

_SECRET_HEADERS = frozenset({"authorization", "x-goog-api-key", "proxy-authorization", "cookie"})
_SECRET_QUERY = frozenset({"key", "api_key", "access_token"})
_COMPARED_HEADERS = re.compile(r"^(authorization|content-type|x-goog-api-key|x-dashscope-(?!.*user-agent).*)$")
_PART_NAME = re.compile(rb'name="([^"]*)"(?:; filename="([^"]*)")?')
_LONG = 4096


class Part(BaseModel):
    """One field of a multipart form; a file is told by its name and the digest of its bytes."""

    name: str
    filename: str | None
    size: int
    value: str


class RecordedRequest(BaseModel):
    """One request, without its secrets: a key is replaced by a short digest, so that equal keys stay equal.

    Args:
        body: The JSON document; None when there was none.
        form: Fields of a multipart form in the order sent.
        at: Simulated seconds since 1970.
    """

    operation: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    form: list[Part] = []
    at: float = 0.0


class RequestLog:
    """Everything that arrived, in order; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: list[RecordedRequest] = []

    def add(self, record: RecordedRequest) -> None:
        """Append one request."""
        with self._lock:
            self._records.append(record)

    def all(self, operation: str | None = None) -> list[RecordedRequest]:
        """All requests, or those of one operation."""
        with self._lock:
            return [record for record in self._records if operation in {None, record.operation}]

    def last(self, operation: str) -> RecordedRequest:
        """The newest request of an operation.

        Raises:
            LookupError: There was none.
        """
        found = self.all(operation)
        if not found:
            seen = sorted({record.operation for record in self.all()})
            raise LookupError(f"no request of {operation}; there were {seen}")
        return found[-1]

    def clear(self) -> None:
        """Forget everything that arrived."""
        with self._lock:
            self._records.clear()


def _digest(value: str | bytes) -> str:
    data = value.encode() if isinstance(value, str) else value
    return f"sha256:{hashlib.sha256(data).hexdigest()[:12]}"


def record_request(operation: str, request: Request, body: bytes, at: float) -> RecordedRequest:
    """The record of a request that was read to its end."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    for name in _SECRET_HEADERS & headers.keys():
        scheme, _, secret = headers[name].rpartition(" ")
        headers[name] = f"{scheme} {_digest(secret)}".strip()
    query = {
        name: _digest(value) if name in _SECRET_QUERY else value for name, value in request.query_params.items()
    }
    kind = headers.get("content-type", "")
    document: Any = None
    if body and "multipart" not in kind:
        try:
            document = _without_files(json.loads(body))
        except ValueError:
            document = body.decode("utf-8", "replace")
    return RecordedRequest(
        operation=operation,
        method=request.method,
        path=request.url.path,
        query=query,
        headers=headers,
        body=document,
        form=[
            Part(
                name=name,
                filename=filename,
                size=len(data),
                value=_digest(data) if filename is not None else data.decode("utf-8", "replace"),
            )
            for name, filename, data in form_parts(kind, body)
        ],
        at=at,
    )


def _without_files(document: Any) -> Any:
    """The document with long data URIs cut to their digest: a season of clips would not fit into memory."""
    if isinstance(document, dict):
        return {name: _without_files(value) for name, value in document.items()}
    if isinstance(document, list):
        return [_without_files(value) for value in document]
    if isinstance(document, str) and document.startswith("data:") and len(document) > _LONG:
        head, _, data = document.partition(",")
        return f"{head},{_digest(data)}"
    return document


def form_parts(content_type: str, body: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """Name, file name and bytes of each field of a multipart form, in the order sent; nothing for other bodies."""
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if "multipart/form-data" not in content_type or not found:
        return
    for part in body.split(b"--" + found[1].encode())[1:]:
        head, _, data = part.partition(b"\r\n\r\n")
        names = _PART_NAME.search(head)
        if names:
            filename = names[2].decode() if names[2] is not None else None
            yield names[1].decode(), filename, data.removesuffix(b"\r\n")


def leaves(value: object, path: str = "") -> dict[str, object]:
    """The leaves of a JSON document by their path (`parameters.duration`, `input.media[0].url`)."""
    if isinstance(value, Mapping) and value:
        return {
            leaf: found
            for key, inner in value.items()
            for leaf, found in leaves(inner, f"{path}.{key}".lstrip(".")).items()
        }
    if isinstance(value, list) and value:
        return {
            leaf: found for at, inner in enumerate(value) for leaf, found in leaves(inner, f"{path}[{at}]").items()
        }
    return {path: value}


def differences(
    ours: RecordedRequest,
    theirs: RecordedRequest,
    *,
    ignore: Collection[str] = (),
    media: Collection[str] = ("url",),
) -> list[str]:
    """What tells our client's request from the vendor SDK's, one line per field; empty when nothing that matters does.

    Args:
        ours: Our client's request.
        theirs: The SDK's request for the same job.
        ignore: Paths that may differ, as in `leaves`, with `headers.` or `query.` in front of those; a path
            covers everything below it.
        media: Last names of fields that hold an address of an upload: they differ from upload to upload, so only
            the scheme counts.
    """
    left, right = _fields(ours, frozenset(media)), _fields(theirs, frozenset(media))
    return [
        f"{path}: ours {left.get(path, '-absent-')!r}, theirs {right.get(path, '-absent-')!r}"
        for path in sorted(left.keys() | right.keys())
        if left.get(path, _ABSENT) != right.get(path, _ABSENT)
        and not any(path == skip or path.startswith((f"{skip}.", f"{skip}[")) for skip in ignore)
    ]


_ABSENT = object()


def _fields(request: RecordedRequest, media: frozenset[str]) -> dict[str, object]:
    found: dict[str, object] = {"method": request.method, "path": request.path}
    found |= {f"query.{name}": value for name, value in request.query.items()}
    for name, value in request.headers.items():
        if _COMPARED_HEADERS.match(name):
            found[f"headers.{name}"] = value.split(";")[0].strip()
    if request.form:
        found["form.order"] = [part.name for part in request.form]
        found |= {f"form.{part.name}": part.value for part in request.form}
    for path, leaf in leaves(request.body).items() if request.body is not None else ():
        last = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
        found[path] = _as_media(leaf) if last in media and isinstance(leaf, str) else leaf
    return found


def _as_media(address: str) -> str:
    return address if address.startswith("data:") else f"{address.partition('://')[0]}://..."
