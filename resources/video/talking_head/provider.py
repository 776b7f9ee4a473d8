"""The client of WaveSpeed's predictions: files lent, one submit, looks, the film fetched. What goes in: `speech_files`."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from resources.clock import Clock, SystemClock
from resources.errors import ProviderError
from resources.failures import Phase, Policy, classify_answer, provider_error
from resources.redaction import redact_text
from resources.video.base import Capabilities, Handle, JobReport, JobState, Prepared, RenderRequest, RenderResult
from resources.video.fetched import check_clip
from resources.video.limits import FamilyLimits
from resources.video.prompt_images import prompt_room, refuse_long, worded_prompt
from resources.video.request_files import LegalFile
from resources.video.talking_head.speech_files import SpeechFiles, billed_s, speech_files
from resources.wire.access import Access
from resources.wire.answers import json_or_raise
from resources.wire.download import download
from resources.wire.pacing import Pace
from resources.wire.wire import Wire

_API = "api/v3"
_UPLOAD = f"{_API}/media/upload/binary"
_KEPT = dt.timedelta(days=6)
"""Uploads are kept for seven days; a link that is nearly over is not used again."""
_STATES: dict[str, JobState] = {
    "created": "queued",
    "processing": "running",
    "completed": "succeeded",
    "failed": "failed",
}


class TalkingHeadProvider:
    """One InfiniteTalk model at one address.

    Args:
        limits: Of the model; its capabilities name the address.
        access: Address and key.
        transport: Injected by tests; None = the network.
        clock: Time of submits and age of uploads.
    """

    def __init__(
        self,
        limits: FamilyLimits,
        access: Access,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock or SystemClock()
        self._access = access
        submits = Pace(limits.capabilities.submits_per_s, self._clock)
        self._wire = Wire(self.capabilities.name, access, read_error, transport=transport, submits=submits)
        self._lent: dict[str, tuple[dt.datetime, str]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._limits.capabilities

    async def prepare(self, request: RenderRequest) -> Prepared:
        """Check everything, then lend the files; nothing of it costs."""
        prompt = worded_prompt(request, self.capabilities.image_syntax)
        room = prompt_room(prompt, self.capabilities)
        refuse_long(prompt, room, field="prompt", shot_id=request.shot_id)
        files = await asyncio.to_thread(speech_files, request, self._limits)
        model = self.capabilities.models[request.kind]
        body = await self._body(files)
        if prompt.strip():
            body["prompt"] = prompt
        if "resolution" in self._limits.parameters:
            body["resolution"] = request.resolution.lower()
        body["seed"] = -1 if request.seed is None else request.seed
        return Prepared(commission=request, model=model, body=body, notes=files.notes)

    async def _body(self, files: SpeechFiles) -> dict[str, Any]:
        body = {"image": await self._lend(files.picture), "audio": await self._lend(files.sound)}
        if files.mask:
            body["mask_image"] = await self._lend(files.mask)
        return body

    async def _lend(self, file: LegalFile) -> str:
        """The address of a file at WaveSpeed; the same bytes travel once."""
        digest = hashlib.sha256(file.data).hexdigest()
        now = self._clock.now()
        lent = self._lent.get(digest)
        if lent and now - lent[0] < _KEPT:
            return lent[1]
        response = await self._wire.client.post(
            self._wire.url(_UPLOAD),
            files={"file": (f"{digest[:16]}{file.suffix}", file.data, file.media_type)},
            headers=self._access.bearer,
        )
        data = self._data(
            json_or_raise(response, provider=self.capabilities.name, phase="prepare", read_error=read_error),
            "prepare",
        )
        link = data.get("download_url")
        if not isinstance(link, str) or not link:
            raise self._error(Policy.TRANSIENT, "the answer to an upload holds no address")
        self._lent[digest] = (now, link)
        return link

    async def submit(self, prepared: Prepared) -> Handle:
        """Send the prediction."""
        assert isinstance(prepared.commission, RenderRequest)
        billed = await asyncio.to_thread(billed_s, prepared.commission)
        at = self._clock.now()
        answer = await self._wire.ask("POST", f"{_API}/{prepared.model}", phase="submit", body=prepared.body)
        data = self._data(answer, "submit")
        prediction = data.get("id")
        if not isinstance(prediction, str) or not prediction:
            raise self._error(Policy.AMBIGUOUS, "the answer to the submit holds no id")
        return Handle(
            provider=self.capabilities.name,
            job_id=prediction,
            base_url=self.capabilities.base_url,
            submitted_at=at,
            answer={
                "model": prepared.model,
                "notes": list(prepared.notes),
                "billed_s": billed,
                "get": str((data.get("urls") or {}).get("get", "")),
            },
        )

    async def poll(self, handle: Handle) -> JobReport:
        """Look at the prediction; a failed one comes inside an HTTP 200."""
        data = await self._prediction(handle)
        state = _STATES.get(str(data.get("status", "")), "unknown")
        failed = state == "failed"
        return JobReport(
            state=state,
            message=str(data.get("error") or "") if failed else "",
            error_code=str(data.get("code") or "") if failed else "",
        )

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring the film."""
        data = await self._prediction(handle)
        outputs = data.get("outputs") or []
        if not outputs:
            raise self._error(Policy.TRANSIENT, f"the prediction {handle.job_id} has no output")
        clip = await download(
            str(outputs[0]),
            folder / "clip.mp4",
            client=self._wire.client,
            provider=self.capabilities.name,
            house=self.capabilities.base_url,
            check=check_clip,
        )
        billed = handle.answer.get("billed_s")
        return RenderResult(
            clip=clip,
            model=str(handle.answer.get("model", "")),
            notes=tuple(str(note) for note in handle.answer.get("notes", ())),
            usage={"duration": billed} if isinstance(billed, int) else {},
        )

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        """WaveSpeed lists no predictions to a key."""
        return []

    async def cancel(self, handle: Handle) -> bool:
        """WaveSpeed documents no way to stop a prediction."""
        return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _prediction(self, handle: Handle) -> dict[str, Any]:
        told = str(handle.answer.get("get", ""))
        # The key must not follow an address to another house.
        ours = urlsplit(told)[:2] == urlsplit(self.capabilities.base_url)[:2]
        usual = f"{_API}/predictions/{quote(handle.job_id, safe='')}/result"
        return self._data(await self._wire.ask("GET", told if ours else usual, phase="poll"), "poll")

    def _data(self, answer: Any, phase: Phase) -> dict[str, Any]:
        """The `data` of an answer whose envelope says that all is well."""
        code = answer.get("code") if isinstance(answer, dict) else None
        data = answer.get("data") if isinstance(answer, dict) else None
        if code == httpx.codes.OK and isinstance(data, dict):
            return data
        if isinstance(code, int) and code != httpx.codes.OK:
            told = str(answer.get("message") or "no reason given")
            policy = classify_answer(self.capabilities.name, code, "", told, phase=phase)
            raise self._error(policy, redact_text(f"code {code} inside an HTTP 200: {told}"))
        policy = Policy.AMBIGUOUS if phase == "submit" else Policy.TRANSIENT
        raise self._error(policy, "the answer is not in WaveSpeed's form")

    def _error(self, policy: Policy, problem: str) -> ProviderError:
        return provider_error(policy, problem, where=self.capabilities.name)


def read_error(body: Any) -> tuple[str, str]:
    """The message of `{"code", "message", "data"}`; the code only repeats the HTTP status."""
    if not isinstance(body, dict):
        return "", ""
    return "", str(body.get("message") or "")
