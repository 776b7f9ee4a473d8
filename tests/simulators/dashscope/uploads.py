"""Temporary uploads: the policy, the form post to the object storage, and reading an `oss://` address again."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.wire import NATIVE
from tests.simulators.files import storage_error
from tests.simulators.frame import Call, Refusal, Simulator, new_id

_BUCKET = "/_oss/dashscope-file"
_POLICY_LIFETIME_S = 300
_FILE_LIFETIME_S = 48 * 3600
_MAX_FILE_MB = 100
_FIELDS = ("OSSAccessKeyId", "Signature", "policy", "key", "x-oss-object-acl", "x-oss-forbid-overwrite")


@dataclass(frozen=True)
class _Policy:
    key: str
    model: str
    folder: str
    expires_at: float


@dataclass(frozen=True)
class _Upload:
    key: str
    model: str
    data: bytes
    expires_at: float


class Uploads:
    """The files that users lent to their jobs.

    Args:
        bound_to_model: Whether a file serves only the model that its policy was for. The document says so, practice
            has it otherwise.
    """

    def __init__(self, simulator: Simulator, account: Account, *, bound_to_model: bool = False) -> None:
        self._simulator = simulator
        self._account = account
        self.bound_to_model = bound_to_model
        self._policies: dict[str, _Policy] = {}
        self._files: dict[str, _Upload] = {}

    def routes(self) -> list[BaseRoute]:
        """The policy, and the storage's form post."""
        return [
            self._simulator.operation(f"{NATIVE}/uploads", "upload.policy", self._give_policy),
            self._simulator.operation(_BUCKET, "upload.file", self._receive, method="POST"),
            self._simulator.operation(f"{_BUCKET}/", "upload.file", self._receive, method="POST"),
        ]

    async def _give_policy(self, call: Call) -> Response:
        key = self._account.key_of(call)
        model = call.query.get("model", "")
        if call.query.get("action") != "getPolicy" or not model:
            raise Refusal(400, "InvalidParameter", "The action or model is missing.")
        self._account.count_policy(key, model)
        now = self._simulator.clock.time()
        day = dt.datetime.fromtimestamp(now, dt.UTC).date()
        folder = f"dashscope-instant/{hashlib.sha256(key.encode()).hexdigest()[:32]}/{day}/{uuid.uuid4()}"
        expires = dt.datetime.fromtimestamp(now + _POLICY_LIFETIME_S, dt.UTC).isoformat()
        policy = base64.b64encode(
            json.dumps({"expiration": expires, "conditions": [["starts-with", "$key", folder]]}).encode()
        ).decode()
        self._policies[policy] = _Policy(key, model, folder, now + _POLICY_LIFETIME_S)
        data = {
            "policy": policy,
            "signature": _signature(policy),
            "upload_dir": folder,
            "upload_host": f"{call.base_url}{_BUCKET}",
            "expire_in_seconds": _POLICY_LIFETIME_S,
            "max_file_size_mb": _MAX_FILE_MB,
            "capacity_limit_mb": 999999999,
            "oss_access_key_id": "LTAI-simulated",
            "x_oss_object_acl": "private",
            "x_oss_forbid_overwrite": "true",
        }
        return JSONResponse({"request_id": new_id(), "data": data})

    async def _receive(self, call: Call) -> Response:
        fields = call.form()
        if not fields or fields[-1][0] != "file":
            # The storage ignores whatever comes after the file, so a policy behind it is a policy missing.
            return storage_error(
                400, "InvalidArgument", "The body of your POST request must end with the file field."
            )
        told = {name: data.decode("utf-8", "replace") for name, _, data in fields[:-1]}
        content = fields[-1][2]
        if missing := [name for name in _FIELDS if name not in told]:
            return storage_error(403, "AccessDenied", f"Invalid according to Policy: {missing[0]} is missing.")
        policy = self._policies.get(told["policy"])
        if policy is None or told["Signature"] != _signature(told["policy"]):
            return storage_error(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match."
            )
        now = self._simulator.clock.time()
        if now > policy.expires_at:
            return storage_error(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
        if not told["key"].startswith(f"{policy.folder}/"):
            return storage_error(403, "AccessDenied", "Invalid according to Policy: key is outside of the folder.")
        if len(content) > _MAX_FILE_MB * 1024 * 1024:
            return storage_error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.")
        if told["key"] in self._files:
            return storage_error(
                409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten."
            )
        self._files[told["key"]] = _Upload(policy.key, policy.model, content, now + _FILE_LIFETIME_S)
        return Response(status_code=int(told.get("success_action_status", "204")))

    def read(self, call: Call, address: str, key: str, model: str) -> bytes:
        """The bytes behind an `oss://` address.

        Raises:
            Refusal: The header that resolves such addresses is missing, or the file is somebody else's, too old,
                for another model, or was never there.
        """
        found = self._files.get(address.removeprefix("oss://"))
        resolves = call.headers.get("x-dashscope-ossresourceresolve", "").lower() == "enable"
        usable = (
            found is not None
            and found.key == key
            and self._simulator.clock.time() <= found.expires_at
            and (found.model == model or not self.bound_to_model)
        )
        if not resolves or not usable or found is None:
            raise Refusal(
                400,
                "InvalidParameter.DataInspection",
                "Unable to download the media resource during the data inspection process.",
            )
        return found.data


def _signature(policy: str) -> str:
    return base64.b64encode(hashlib.sha256(f"simulated {policy}".encode()).digest()[:20]).decode()
