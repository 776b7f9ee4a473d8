"""The script of what goes wrong at a simulated provider, set by tests here or over `/_sim/faults`. Effects live elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class FaultKind(StrEnum):
    """What can go wrong. The frame acts out the first group, each simulator the second."""

    DROP_BEFORE_ACCEPT = "drop_before_accept"  # the connection dies, nothing was accepted
    DROP_AFTER_ACCEPT = "drop_after_accept"  # accepted and billed, but the answer never arrives
    HTTP_ERROR = "http_error"  # `status`, `code`, `message` in the provider's own error shape
    RATE_LIMITED = "rate_limited"  # 429, with Retry-After when `retry_after_s` is set
    HTML = "html"  # a proxy's page where JSON was due, with `status`
    SLOW = "slow"  # `seconds` of real time before the answer
    TRUNCATED = "truncated"  # the body stops half way and the connection closes
    CUT_SHORT = "cut_short"  # the file behind the link has lost its second half, and nothing tells

    TASK_FAILED = "task_failed"  # FAILED after RUNNING with `code` and `message`
    TASK_UNKNOWN = "task_unknown"  # accepted, then the provider has never heard of it
    TASK_STUCK = "task_stuck"  # never leaves RUNNING
    TASK_EXPIRED = "task_expired"  # ran out of time in the queue
    MODERATED = "moderated"  # the input is refused at submit for its content
    MODERATED_OUTPUT = "moderated_output"  # the result is refused for its content, after RUNNING
    EXPIRED_URL = "expired_url"  # the link of the result has run out, whatever the time is
    NOT_MEDIA = "not_media"  # the link leads to a page instead of a film
    WRONG_MEDIA = "wrong_media"  # a film, but black, frozen and silent
    NOTICE_TWICE = "notice_twice"  # a callback comes a second time
    NOTICE_LATE = "notice_late"  # a callback comes after the one that follows it
    MALFORMED = "malformed"  # an answer that is not the JSON that was asked for


_USUAL_OPERATION = {
    FaultKind.DROP_BEFORE_ACCEPT: "*.submit",
    FaultKind.DROP_AFTER_ACCEPT: "*.submit",
    FaultKind.TRUNCATED: "*.download",
    FaultKind.CUT_SHORT: "*.download",
    FaultKind.TASK_FAILED: "*.submit",
    FaultKind.TASK_UNKNOWN: "*.submit",
    FaultKind.TASK_STUCK: "*.submit",
    FaultKind.TASK_EXPIRED: "*.submit",
    FaultKind.MODERATED: "*.submit",
    FaultKind.MODERATED_OUTPUT: "*.submit",
    FaultKind.EXPIRED_URL: "*.download",
    FaultKind.NOT_MEDIA: "*.download",
    FaultKind.WRONG_MEDIA: "*.submit",
    FaultKind.NOTICE_TWICE: "callback.send",
    FaultKind.NOTICE_LATE: "callback.send",
    FaultKind.MALFORMED: "chat.*",
}


class Fault(BaseModel):
    """One line of the script.

    Args:
        kind: What happens.
        operation: Pattern of the calls that it happens to (`video.submit`, `*.submit`, `task.poll`); the usual one
            of the kind when not given.
        times: How many calls it happens to; 0 = all of them.
        after: How many matching calls are let through first.
        contains: Only calls whose body, path or query holds this text (a model, a word of a prompt, a task id).
        status, code, message: Of the provider's error; a simulator has its own defaults.
        retry_after_s: Seconds in the Retry-After header.
        seconds: Real seconds of delay.
    """

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind
    operation: str = ""
    times: int = Field(default=1, ge=0)
    after: int = Field(default=0, ge=0)
    contains: str = ""
    status: int = Field(default=500, ge=200, le=599)
    code: str = ""
    message: str = ""
    retry_after_s: float | None = None
    seconds: float = Field(default=1.0, ge=0)

    @model_validator(mode="after")
    def _usual_operation(self) -> Self:
        if not self.operation:
            self.operation = _USUAL_OPERATION.get(self.kind, "*")
        return self


class FaultBook:
    """The faults that are still to happen, and how often each has happened; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._script: list[Fault] = []
        self.happened: list[Fault] = []

    def add(self, kind: FaultKind | str, **details: object) -> Fault:
        """Put one fault into the script; see `Fault` for the details."""
        fault = Fault.model_validate({"kind": kind, **details})
        with self._lock:
            self._script.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._script.clear()

    def pending(self) -> list[Fault]:
        """What is still to happen, in the order of the script."""
        with self._lock:
            return list(self._script)

    def take(self, operation: str, text: Callable[[], str]) -> Fault | None:
        """The fault that this call meets, used up by it; None when all goes well.

        Args:
            operation: Name of the call, e.g. `video.submit`.
            text: Where `contains` is looked for; asked only when a fault wants it.
        """
        with self._lock:
            for fault in self._script:
                if not fnmatchcase(operation, fault.operation) or (fault.contains and fault.contains not in text()):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times == 1:
                    self._script.remove(fault)
                elif fault.times > 1:
                    fault.times -= 1
                self.happened.append(fault)
                return fault
        return None
