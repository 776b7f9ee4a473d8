"""Veo on the Gemini Developer API: predictLongRunning, operations, and files that are fetched with the key."""

from __future__ import annotations

import hashlib
import math
import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.files import SignedFiles
from tests.simulators.frame import Call, Refusal
from tests.simulators.jobs import Phase
from tests.simulators.veo.base import VeoSimulator, failed, pending
from tests.simulators.veo.models import MODELS, Surface
from tests.simulators.veo.operations import VeoOperation
from tests.simulators.veo.wire import error, reason

KEY = "simulated-gemini-key"
_API = "/v1beta"
_STORAGE = "/download/v1beta/files/"
KEPT_S = 48 * 3600.0
"""How long results, and the operations that tell of them, are kept (wire document 1.4)."""
_LINK_LIFETIME_S = 3600.0
_RESPONSE = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse"
_FILE = re.compile(r"files/([a-z0-9]+)")


class GeminiSimulator(VeoSimulator):
    """One key."""

    name: ClassVar[str] = "gemini"
    surface: ClassVar[Surface] = "gemini"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._files = SignedFiles(self.clock, _STORAGE)
        self._kept_until: dict[str, float] = {}

    def routes(self) -> list[BaseRoute]:
        """All routes of the surface. A file's address leads on to a link at another host, which needs no key."""
        return [
            self.operation(f"{_API}/models", "model.list", self._models),
            self.operation(
                f"{_API}/models/{{model}}:predictLongRunning", "video.submit", self._submit, method="POST"
            ),
            self.operation(f"{_API}/models/{{model}}/operations/{{id}}", "task.poll", self._poll),
            self.operation(f"{_API}/files/{{file}}:download", "video.link", self._redirect),
            self.operation(f"{_STORAGE}{{key:path}}", "video.download", self._files.download),
        ]

    def environment(self, base_url: str) -> dict[str, str]:
        """What makes spark-video use this server."""
        return {"GEMINI_BASE_URL": base_url, "GEMINI_API_KEY": KEY}

    def refuse(self, call: Call, refusal: Refusal) -> Response:
        """Google's error document; of a wrong key with the machine-readable reason."""
        del call
        details = reason("API_KEY_INVALID") if refusal.message.startswith("API key not valid") else None
        return error(refusal.status, refusal.code, refusal.message, details)

    def stored(self, address: str) -> bytes | None:
        """A result that is still kept, by its address or name."""
        found = _FILE.search(address)
        if found is None or self._kept_until.get(found[1], -math.inf) < self.clock.time():
            return None
        return self._files.read(found[1])

    def unknown_model(self, model_id: str) -> str:
        """The words of the Developer API."""
        return (
            f"models/{model_id} is not found for API version v1beta, or is not supported for predictLongRunning. Call "
            "ListModels to see the list of available models and their supported methods."
        )

    async def _models(self, call: Call) -> Response:
        self._authorize(call)
        served = [model_id for model_id in MODELS if self.is_served(model_id)]
        return JSONResponse(
            {
                "models": [
                    {
                        "name": f"models/{model_id}",
                        "version": "3.1",
                        "displayName": model_id,
                        "inputTokenLimit": MODELS[model_id].prompt_limit,
                        "supportedGenerationMethods": ["predictLongRunning"],
                    }
                    for model_id in served
                ]
            }
        )

    async def _submit(self, call: Call) -> Response:
        self._authorize(call)
        return JSONResponse(pending(self.take_in(call, f"models/{call.path('model')}")))

    async def _poll(self, call: Call) -> Response:
        self._authorize(call)
        operation = self.find(f"models/{call.path('model')}/operations/{call.path('id')}", KEPT_S)
        if operation.phase is not Phase.ENDED:
            return JSONResponse(pending(operation))
        if operation.failure is not None:
            return JSONResponse(failed(operation))
        told: dict[str, Any] = {}
        if operation.delivered:
            told["generatedSamples"] = [
                {"video": {"uri": f"{call.base_url}{_API}/files/{file_id}:download?alt=media"}}
                for file_id in self._keep(operation)
            ]
        if reasons := operation.filtered_reasons:
            told |= {"raiMediaFilteredCount": len(reasons), "raiMediaFilteredReasons": reasons}
        response = {"@type": _RESPONSE, "generateVideoResponse": told}
        return JSONResponse({"name": operation.name, "done": True, "response": response})

    def _keep(self, operation: VeoOperation) -> list[str]:
        """Ids of the files of an operation that delivered."""
        file_ids = []
        for sample, film in enumerate(operation.films()):
            file_id = hashlib.sha256(f"{operation.id} {sample}".encode()).hexdigest()[:12]
            self._files.put(file_id, "video/mp4", film)
            self._kept_until[file_id] = (operation.ended_at or 0.0) + KEPT_S
            file_ids.append(file_id)
        return file_ids

    async def _redirect(self, call: Call) -> Response:
        self._authorize(call)
        file_id = call.path("file")
        if self._kept_until.get(file_id, -math.inf) < self.clock.time():
            raise Refusal(
                403,
                "PERMISSION_DENIED",
                f"You do not have permission to access the File {file_id} or it may not exist.",
            )
        link = self._files.link(_other_host(call.base_url), file_id, self.clock.time() + _LINK_LIFETIME_S)
        return RedirectResponse(link, status_code=302)

    def _authorize(self, call: Call) -> None:
        key = call.headers.get("x-goog-api-key") or call.query.get("key")
        if not key:
            raise Refusal(
                403,
                "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity). Please use API Key "
                "or other form of API consumer identity to call this API.",
            )
        if key != KEY:
            raise Refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")


def _other_host(base_url: str) -> str:
    """The same socket under another name, so that a client can be seen to keep its key from a foreign host."""
    parts = urlsplit(base_url)
    name = "127.0.0.1" if parts.hostname == "localhost" else "localhost"
    return f"{parts.scheme}://{name}:{parts.port}"
