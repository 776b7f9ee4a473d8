"""Media uploads of WaveSpeed: by ticket and PUT as the vendor's SDK does, or as one form. Kept seven days, readable by all."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal, Simulator, new_id
from tests.simulators.wavespeed.predictions import bad_request

KEPT_S = 7 * 24 * 3600.0
_STORE = "/media-store/"
_LARGEST = 300 * 1024 * 1024
_KINDS = ("image", "audio", "video")


class Uploads:
    """All files of an account.

    Args:
        simulator: Whose operations these are.
        require_key: Raises `Refusal` for a call without the account's key.
    """

    def __init__(self, simulator: Simulator, require_key: Callable[[Call], None]) -> None:
        self._simulator = simulator
        self._require_key = require_key
        self._files = SignedFiles(simulator.clock, _STORE)
        self._tickets: dict[str, tuple[str, int]] = {}

    def routes(self, api: str) -> list[BaseRoute]:
        """Tickets, forms, and the store itself."""
        operation = self._simulator.operation
        return [
            operation(f"{api}/media/uploads", "upload.policy", self._ticket, method="POST"),
            operation(f"{api}/media/upload/binary", "upload.file", self._form, method="POST"),
            operation(f"{_STORE}{{key:path}}", "upload.put", self._put, method="PUT"),
            operation(f"{_STORE}{{key:path}}", "upload.read", self._files.download),
        ]

    async def _ticket(self, call: Call) -> Response:
        self._require_key(call)
        body = call.json() or {}
        name, size = body.get("filename"), body.get("size")
        if not isinstance(name, str) or not name:
            raise bad_request('field "filename" is required')
        if not isinstance(size, int) or not 0 < size <= _LARGEST:
            raise bad_request(f'field "size" must be within [1, {_LARGEST}]')
        content_type = str(body.get("content_type") or _type_of(name))
        key = f"{new_id()}/{name}"
        self._tickets[key] = content_type, size
        address = f"{call.base_url}{_STORE}{key}"
        upload = {"method": "PUT", "url": address, "headers": {"Content-Type": content_type}}
        return _success({"upload": upload, "download_url": self._link(call, key)})

    async def _put(self, call: Call) -> Response:
        key = call.path("key")
        ticket = self._tickets.pop(key, None)
        if ticket is None:
            raise Refusal(403, "", "the upload address is not valid or was used")
        content_type, size = ticket
        if len(call.body) != size:
            raise bad_request(f"{len(call.body)} bytes were sent, {size} were announced")
        self._keep(key, content_type, call.body)
        return Response()

    async def _form(self, call: Call) -> Response:
        self._require_key(call)
        parts = {field: (name, data) for field, name, data in call.form() if name is not None}
        if "file" not in parts:
            raise bad_request('field "file" is required')
        name, data = parts["file"]
        content_type = _type_of(name or "")
        key = f"{new_id()}/{name}"
        self._keep(key, content_type, data)
        told = {"type": content_type.partition("/")[0], "filename": name, "size": len(data)}
        return _success({**told, "download_url": self._link(call, key)})

    def _keep(self, key: str, content_type: str, data: bytes) -> None:
        self._files.put(key, content_type, lambda: data)

    def _link(self, call: Call, key: str) -> str:
        return self._files.link(call.base_url, key, self._simulator.clock.time() + KEPT_S)


def _type_of(name: str) -> str:
    content_type = mimetypes.guess_type(name)[0] or ""
    if content_type.partition("/")[0] not in _KINDS:
        raise bad_request(f"unsupported file format: {name}")
    return content_type


def _success(data: dict[str, Any]) -> JSONResponse:
    return JSONResponse({"code": 200, "message": "success", "data": data})
