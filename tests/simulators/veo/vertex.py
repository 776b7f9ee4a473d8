"""Veo on Vertex AI: predictLongRunning, fetchPredictOperation, and the buckets that results are written to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import math
from typing import Any, ClassVar

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.faults import FaultKind
from tests.simulators.files import ranged
from tests.simulators.frame import GATEWAY_PAGE, Call, Refusal
from tests.simulators.jobs import Phase
from tests.simulators.veo import oauth
from tests.simulators.veo.base import VeoSimulator, failed, pending
from tests.simulators.veo.models import Surface
from tests.simulators.veo.oauth import TokenOffice
from tests.simulators.veo.operations import VeoOperation
from tests.simulators.veo.request import VeoRequest
from tests.simulators.veo.wire import error, invalid, reason

TOKEN = "ya29.simulated-access-token"
PROJECT = "simulated-project"
LOCATION = "us-central1"
BUCKET = "simulated-bucket"
# The documents write v1, the vendor's SDK v1beta1.
_VERSIONS = ("v1", "v1beta1")
_MODEL = "projects/{project}/locations/{location}/publishers/google/models/{model}"
_RESPONSE = "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse"


class VertexSimulator(VeoSimulator):
    """One project in one location, with its buckets: `buckets[name][object] = bytes`."""

    name: ClassVar[str] = "vertex"
    surface: ClassVar[Surface] = "vertex"
    # Cloud Storage is Google's too, and wants the token.
    keyless: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.buckets: dict[str, dict[str, bytes]] = {BUCKET: {}}
        self.tokens = TokenOffice(TOKEN)

    def routes(self) -> list[BaseRoute]:
        """All routes of the surface, the token endpoint, and Cloud Storage as far as it leads to results."""
        calls = (
            ("predictLongRunning", "video.submit", self._submit),
            ("fetchPredictOperation", "task.poll", self._fetch),
        )
        return [
            *(
                self.operation(f"/{version}/{_MODEL}:{verb}", name, handler, method="POST")
                for version in _VERSIONS
                for verb, name, handler in calls
            ),
            self.operation(oauth.PATH, "account.token", self.tokens.issue, method="POST"),
            self.operation("/storage/v1/b/{bucket}/o/{object:path}", "video.download", self._object),
        ]

    def environment(self, base_url: str) -> dict[str, str]:
        """What makes spark-video use this server; the last is what Google's own storage clients read."""
        return {
            "VERTEX_BASE_URL": base_url,
            "VERTEX_ACCESS_TOKEN": TOKEN,
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            "GOOGLE_CLOUD_LOCATION": LOCATION,
            "STORAGE_EMULATOR_HOST": base_url,
        }

    def refuse(self, call: Call, refusal: Refusal) -> Response:
        """Google's error document; of an unauthenticated call with the machine-readable reason."""
        if call.operation == "account.token":
            return oauth.refused(refusal)
        details = None
        if refusal.status == 401:
            sent = "authorization" in call.headers
            details = reason("ACCESS_TOKEN_TYPE_UNSUPPORTED" if sent else "CREDENTIALS_MISSING")
        return error(refusal.status, refusal.code, refusal.message, details)

    def stored(self, address: str) -> bytes | None:
        """An object of our buckets by its gs address."""
        bucket, _, name = address.removeprefix("gs://").partition("/")
        return self.buckets.get(bucket, {}).get(name) if address.startswith("gs://") else None

    def check_storage(self, wanted: VeoRequest) -> None:
        """Results go to our buckets only; the vendor's words for another one were not found, these are ours."""
        bucket = _bucket_of(wanted.storage_uri)
        if bucket and bucket not in self.buckets:
            raise invalid(f"The bucket {bucket} does not exist, or the service agent cannot write to it.")

    def unknown_model(self, model_id: str) -> str:
        """Vertex does not say whether it is the model or the right to it."""
        return (
            f"Publisher Model `projects/{PROJECT}/locations/{LOCATION}/publishers/google/models/{model_id}` was not "
            "found or your project does not have access to it."
        )

    async def _submit(self, call: Call) -> Response:
        self._authorize(call)
        return JSONResponse(pending(self.take_in(call, self._resource(call))))

    async def _fetch(self, call: Call) -> Response:
        self._authorize(call)
        name = (call.json() or {}).get("operationName")
        if not isinstance(name, str) or not name:
            raise invalid("`operationName` is required.")
        if not name.startswith(f"{self._resource(call)}/operations/"):
            raise invalid(f"Operation {name} does not belong to this model.")
        operation = self.find(name, kept_s=math.inf)
        if operation.phase is not Phase.ENDED:
            return JSONResponse(pending(operation))
        if operation.failure is not None:
            return JSONResponse(failed(operation))
        reasons = operation.filtered_reasons
        response = {
            "@type": _RESPONSE,
            "raiMediaFilteredCount": len(reasons),
            **({"raiMediaFilteredReasons": reasons} if reasons else {}),
            "videos": [await self._video(operation, sample) for sample in range(operation.delivered)],
        }
        return JSONResponse({"name": operation.name, "done": True, "response": response})

    async def _video(self, operation: VeoOperation, sample: int) -> dict[str, str]:
        data = await asyncio.to_thread(operation.films()[sample])
        storage = operation.request.storage_uri
        if not storage:
            return {"bytesBase64Encoded": base64.b64encode(data).decode(), "mimeType": "video/mp4"}
        # The service puts a number of its own between the folder and the file.
        folder = int.from_bytes(hashlib.sha256(operation.id.encode()).digest()[:8], "big")
        address = f"{storage.rstrip('/')}/{folder}/sample_{sample}.mp4"
        bucket = _bucket_of(storage)
        self.buckets[bucket][address.removeprefix(f"gs://{bucket}/")] = data
        return {"gcsUri": address, "mimeType": "video/mp4"}

    async def _object(self, call: Call) -> Response:
        self._authorize(call)
        bucket, name = call.path("bucket"), call.path("object")
        data = self.buckets.get(bucket, {}).get(name)
        if data is None or call.meets(FaultKind.EXPIRED_URL):
            return error(404, "NOT_FOUND", f"No such object: {bucket}/{name}")
        if call.query.get("alt") != "media":
            md5 = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
            described = {"kind": "storage#object", "bucket": bucket, "name": name, "contentType": "video/mp4"}
            return JSONResponse({**described, "size": str(len(data)), "md5Hash": md5})
        if call.meets(FaultKind.NOT_MEDIA):
            return Response(GATEWAY_PAGE, media_type="text/html")
        return ranged(data, "video/mp4", call.headers.get("range"))

    def _authorize(self, call: Call) -> None:
        if not self.tokens.is_good(call.headers.get("authorization", "")):
            raise Refusal(401, "", "")
        project = call.request.path_params.get("project", PROJECT)
        if project != PROJECT:
            raise Refusal(
                403,
                "PERMISSION_DENIED",
                f"Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/"
                f"{project}' (or it may not exist).",
            )

    def _resource(self, call: Call) -> str:
        parts = [call.path(name) for name in ("project", "location", "model")]
        return "projects/{}/locations/{}/publishers/google/models/{}".format(*parts)


def _bucket_of(address: str) -> str:
    return address.removeprefix("gs://").partition("/")[0]
