"""One job's folder: its files, its lock, and what its events amount to. Nothing here talks to a provider."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from resources.atomic import append_json, copy_file, read_json_lines, write_json
from resources.clock import Clock
from resources.errors import InvalidDocument
from resources.file_digest import file_digest
from resources.locking import locked_file
from resources.redaction import redact
from resources.render_ledger.records import Absence, Event, EventKind, JobRequest, JobStanding, JobView, Phase
from resources.video.base import Handle, Prepared, RenderResult

_PHASES: dict[EventKind, Phase] = {
    "intent": Phase.READY,
    "submitting": Phase.SENDING,
    "refused": Phase.READY,
    "submitted": Phase.RUNNING,
    "polled": Phase.RUNNING,
    "missing": Phase.RUNNING,
    "downloaded": Phase.DOWNLOADED,
    "settled": Phase.DONE,
    "failed": Phase.FAILED,
    "ambiguous": Phase.AMBIGUOUS,
    "lost": Phase.LOST,
}
_DECIDED: dict[str, Phase] = {
    "resubmit": Phase.FAILED,
    "drop": Phase.FAILED,
    "adopt": Phase.RUNNING,
    "look_again": Phase.RUNNING,
}


class JobFolder:
    """`renders/<job-id>/`."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock

    @property
    def job_id(self) -> str:
        """Name of the folder."""
        return self.path.name

    @property
    def events_file(self) -> Path:
        """Append-only record, one JSON object a line."""
        return self.path / "events.jsonl"

    @property
    def response_file(self) -> Path:
        """The provider's last report and the result."""
        return self.path / "response.json"

    @property
    def manifest_file(self) -> Path:
        """Summary of a finished job."""
        return self.path / "manifest.json"

    @property
    def request_file(self) -> Path:
        """The frozen request."""
        return self.path / "request.json"

    def request(self) -> JobRequest | None:
        """The frozen request, None before the first intent. Raises `InvalidDocument`."""
        try:
            return JobRequest.model_validate_json(self.request_file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise InvalidDocument(f"cannot be read: {error}", where=str(self.request_file)) from None

    def freeze(self, request: JobRequest) -> None:
        """Write the request down before anything is sent."""
        write_json(self.request_file, request.model_dump(mode="json"))

    def keep_wire(self, prepared: Prepared) -> None:
        """Write down what will be sent, without inlined files and secrets, for a person who asks what was sent."""
        sent = {"model": prepared.model, "body": redact(prepared.body), "notes": list(prepared.notes)}
        if prepared.body:
            write_json(self.path / "wire.json", {"schema_version": 1, **sent})

    def record(self, kind: EventKind, attempt: int, **facts: object) -> None:
        """Add an event durably, without secrets."""
        # A handle must stay exact to be of use, whatever it looks like.
        clean = {name: fact if name == "handle" else redact(fact) for name, fact in facts.items()}
        event = Event(kind=kind, at=self._clock.now(), attempt=attempt, facts=clean)
        append_json(self.events_file, event.model_dump(mode="json"))

    def events(self) -> list[Event]:
        """All events, oldest first. Raises `InvalidDocument`."""
        try:
            return [Event.model_validate(line) for line in read_json_lines(self.events_file)]
        except ValidationError as error:
            raise InvalidDocument(f"cannot be read: {error}", where=str(self.events_file)) from None

    def standing(self) -> JobStanding:
        """What the events amount to."""
        standing = JobStanding()
        for event in self.events():
            standing = standing.model_copy(update=_effect(event, standing))
        return standing

    def locked(self) -> AbstractContextManager[None]:
        """Exclude every other driver of this job, in this process or another; `EpisodeBusy` without waiting."""
        busy = f"the render job {self.job_id} is being driven by another process"
        return locked_file(self.events_file, busy=busy, timeout_s=0)

    def keep_result(self, result: RenderResult, report: dict[str, Any]) -> tuple[RenderResult, dict[str, Any]]:
        """Bring a fetched result into this folder for good.

        Returns:
            The result with paths in this folder, and the facts of the `downloaded` event.
        """
        clip = self._inside(result.clip)
        last_frame = self._inside(result.last_frame) if result.last_frame else None
        kept = result.model_copy(update={"clip": clip, "last_frame": last_frame})
        plain = kept.model_dump(mode="json")
        plain["clip"] = clip.relative_to(self.path).as_posix()
        plain["last_frame"] = last_frame.relative_to(self.path).as_posix() if last_frame else None
        write_json(self.response_file, {"schema_version": 1, "report": redact(report), "result": plain})
        facts = {"clip": plain["clip"], "digest": file_digest(clip), "size": clip.stat().st_size}
        return kept, facts

    def verified_result(self, standing: JobStanding) -> RenderResult | None:
        """The downloaded result when its clip is still here byte for byte, else None."""
        try:
            stored = json.loads(self.response_file.read_bytes())["result"]
            clip = self.path / stored["clip"]
            if file_digest(clip) != standing.clip.get("digest"):
                return None
            last_frame = self.path / stored["last_frame"] if stored["last_frame"] else None
            return RenderResult.model_validate({**stored, "clip": clip, "last_frame": last_frame})
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def view(self) -> JobView | None:
        """The job as a line for a person, None before the first intent."""
        frozen = self.request()
        if frozen is None:
            return None
        standing = self.standing()
        return JobView(
            job_id=self.job_id,
            shot_id=frozen.request.shot_id,
            take=frozen.request.take,
            provider=frozen.provider,
            model=frozen.model,
            phase=standing.phase,
            handle=standing.handle.job_id if standing.handle else None,
            submitted_at=standing.handle.submitted_at if standing.handle else standing.submitting_at,
            quoted=frozen.quote.amount,
            cost=standing.cost,
            currency=frozen.quote.currency,
            message=standing.message,
        )

    def _inside(self, file: Path) -> Path:
        if file.resolve().is_relative_to(self.path.resolve()):
            return self.path / file.resolve().relative_to(self.path.resolve())
        return copy_file(file, self.path / file.name)


def _effect(event: Event, before: JobStanding) -> dict[str, Any]:
    """The fields of a standing that an event changes."""
    facts = event.facts
    decided = _DECIDED.get(str(facts.get("decision")))
    change: dict[str, Any] = {"phase": decided or _PHASES.get(event.kind, before.phase), "attempt": event.attempt}
    change["absence"] = Absence.model_validate(facts["absence"]) if event.kind == "missing" else None
    if event.kind == "intent":
        change |= {"handle": None, "clip": {}, "cost": None, "message": "", "policy": "", "provider_state": ""}
    if event.kind == "submitting":
        change["submitting_at"] = event.at
    if facts.get("handle"):
        change["handle"] = Handle.model_validate(facts["handle"])
    if event.kind == "polled":
        change["provider_state"] = facts.get("state", "")
    if before.absence and event.kind in {"polled", "downloaded"}:
        change["message"] = ""
    if event.kind == "downloaded":
        change["clip"] = facts
    if event.kind == "settled":
        change["cost"] = Decimal(str(facts["cost"]))
    for field in ("message", "policy"):
        if field in facts:
            change[field] = str(facts[field])
    return change
