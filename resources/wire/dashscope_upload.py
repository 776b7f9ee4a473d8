"""Lending files to DashScope for 48 hours: the policy, the form post, and the same bytes only once. Limits: the providers'."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import re
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from resources.clock import Clock, SystemClock
from resources.errors import ProviderError
from resources.failures import Policy, classify_answer, provider_error
from resources.wire.dashscope import NATIVE, open_wire
from resources.wire.download import safe_link
from resources.wire.wire import Wire

SCHEME = "oss://"
KEPT = dt.timedelta(hours=40)
"""How long an upload is used again: it is kept for 48 hours, and a job may wait in the queue for a while."""

_MB = 1024 * 1024
_XML_CODE = re.compile(r"<Code>([^<]*)</Code>")
_XML_MESSAGE = re.compile(r"<Message>([^<]*)</Message>")


@dataclass(frozen=True)
class _Slot:
    """What an upload is good for: these bytes, at this house, for this account and model."""

    base_url: str
    account: str
    model: str
    digest: str


class _Lent:
    """Addresses of this process's uploads, shared by all providers in it."""

    def __init__(self) -> None:
        self._addresses: dict[_Slot, tuple[str, dt.datetime]] = {}
        self._lock = threading.Lock()

    def get(self, slot: _Slot, now: dt.datetime) -> str | None:
        """The address, None when there is none that lasts long enough."""
        with self._lock:
            self._addresses = {k: kept for k, kept in self._addresses.items() if now - kept[1] < KEPT}
            return self._addresses[slot][0] if slot in self._addresses else None

    def put(self, slot: _Slot, address: str, now: dt.datetime) -> None:
        """Remember an upload."""
        with self._lock:
            self._addresses[slot] = (address, now)

    def drop(self, address: str) -> None:
        """Forget an upload."""
        with self._lock:
            self._addresses = {slot: kept for slot, kept in self._addresses.items() if kept[0] != address}


_lent = _Lent()


class Uploads:
    """Temporary uploads of one account.

    Args:
        wire: DashScope's.
        clock: Tells when an upload is too old to be used again.
    """

    def __init__(self, wire: Wire, clock: Clock | None = None) -> None:
        self._wire = wire
        self._clock = clock or SystemClock()
        self._under_way: dict[_Slot, asyncio.Task[str]] = {}
        self._account = hashlib.sha256(wire.access.key.encode()).hexdigest()

    async def address_of(self, data: bytes, *, suffix: str, media_type: str, model: str) -> str:
        """The `oss://` address of these bytes for jobs of this model; uploaded now unless that was done lately.

        Args:
            data: The file.
            suffix: Ending of its name, with a dot.
            media_type: MIME type.
            model: The only model that may read it.

        Raises:
            ProviderError: No policy was given, the file is too large, or the storage refused it.
            httpx.HTTPError: A call did not come through; nothing is lost by trying again.
        """
        slot = _Slot(self._wire.access.base_url, self._account, model, hashlib.sha256(data).hexdigest())
        known = _lent.get(slot, self._clock.now())
        if known:
            return known
        if slot not in self._under_way:
            # Shots of one episode share their portraits: whoever comes second waits for the first.
            upload = asyncio.create_task(self._upload(slot, data, suffix, media_type))
            upload.add_done_callback(lambda done: self._ended(slot, done))
            self._under_way[slot] = upload
        return await asyncio.shield(self._under_way[slot])

    def forget(self, address: str) -> None:
        """Upload these bytes anew next time."""
        _lent.drop(address)

    async def aclose(self) -> None:
        """Stop what is under way."""
        running = list(self._under_way.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, slot: _Slot, upload: asyncio.Task[str]) -> None:
        self._under_way.pop(slot, None)
        if not upload.cancelled():
            upload.exception()  # everyone who waited may be gone; then nobody else would ask for it

    async def _upload(self, slot: _Slot, data: bytes, suffix: str, media_type: str) -> str:
        asked_at = self._clock.now()
        policy = await self.ask_policy(slot.model)
        if len(data) > policy.max_bytes:
            raise provider_error(
                Policy.PERMANENT,
                f"a file of {len(data) / _MB:.1f} MB is too large to be uploaded; allowed: {policy.max_bytes // _MB} MB",
                where=f"{self._wire.provider}, upload for {slot.model}",
            )
        # Overwriting is forbidden, so a name is never used twice, not even for the same bytes.
        name = f"{slot.digest[:16]}-{uuid.uuid4().hex[:12]}{suffix}"
        key = f"{policy.folder}/{name}"
        response = await self._wire.client.post(
            policy.host,
            data={**policy.fields, "key": key, "success_action_status": "200"},
            files={"file": (name, data, media_type)},  # httpx puts files behind fields, as the storage wants it
        )
        if not response.is_success:
            raise self._refusal(response)
        address = f"{SCHEME}{key}"
        _lent.put(slot, address, asked_at)
        return address

    async def ask_policy(self, model: str) -> UploadPolicy:
        """Leave to post one file.

        Raises:
            ProviderError: Refused, or a policy of another form.
            httpx.HTTPError: The call did not come through.
        """
        told = await self._wire.ask(
            "GET", f"{NATIVE}/uploads", phase="prepare", params={"action": "getPolicy", "model": model}
        )
        try:
            return _read_policy(told["data"], self._wire)
        except (KeyError, TypeError, ValueError):
            raise provider_error(
                Policy.PERMANENT,
                "the upload policy is not of the known form",
                where=f"{self._wire.provider}, upload for {model}",
            ) from None

    def _refusal(self, response: httpx.Response) -> ProviderError:
        code = _first(_XML_CODE, response.text)
        message = _first(_XML_MESSAGE, response.text) or response.reason_phrase
        policy = classify_answer(self._wire.provider, response.status_code, code, message, phase="prepare")
        return provider_error(
            policy,
            f"HTTP {response.status_code}{f' {code}' if code else ''}: {message}",
            where=f"{self._wire.provider}, upload",
        )


async def check_account(
    environ: Mapping[str, str], model: str, *, transport: httpx.AsyncBaseTransport | None = None
) -> str:
    """Ask for an upload policy, which costs nothing and proves address, key and region. Returns the address.

    Args:
        environ: Key and address.
        model: Whose policy is asked for.
        transport: Injected by tests; None = the network.

    Raises:
        UsageError: No key is set, or an address that a key must not go to.
        ProviderError: The service refuses the key, is not there, or something else answers.
    """
    wire = open_wire("dashscope", environ, submits_per_s=None, transport=transport)
    try:
        await Uploads(wire).ask_policy(model)
    except httpx.HTTPError as error:
        raise ProviderError(
            f"no answer ({type(error).__name__})",
            failure=Policy.TRANSIENT,
            where=wire.access.base_url,
            next_command="check DASHSCOPE_BASE_URL, the network and any proxy",
        ) from error
    finally:
        await wire.aclose()
    return wire.access.base_url


@dataclass(frozen=True)
class UploadPolicy:
    """Leave to post one file: where, below which folder, how large, and the form's fields that prove it."""

    host: str
    folder: str
    max_bytes: int
    fields: dict[str, str]


def _read_policy(data: Any, wire: Wire) -> UploadPolicy:
    return UploadPolicy(
        host=safe_link(str(data["upload_host"]), wire.provider, wire.access.base_url),
        folder=str(data["upload_dir"]),
        max_bytes=int(data["max_file_size_mb"]) * _MB,
        fields={
            "OSSAccessKeyId": str(data["oss_access_key_id"]),
            "Signature": str(data["signature"]),
            "policy": str(data["policy"]),
            "x-oss-object-acl": str(data["x_oss_object_acl"]),
            "x-oss-forbid-overwrite": str(data["x_oss_forbid_overwrite"]),
        },
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
