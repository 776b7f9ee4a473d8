"""Reading what Google says: errors of calls, and what became of a long-running operation. Nothing is sent here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from resources.video.base import JobReport

FILTERED_CODE = "RAI_FILTERED"
"""Our own code for a film that the safety filter kept back: Google reports success and hands out nothing."""
_NOTHING_MADE = "13"
"""google.rpc INTERNAL, for an operation that ended with neither film nor reason."""


@dataclass(frozen=True)
class Operation:
    """What an operation tells, in one form for both surfaces.

    Args:
        videos: `{"uri"}`, `{"gcsUri"}` or `{"bytesBase64Encoded"}` for each film, tens of megabytes in the last case.
        filtered: Films that the safety filter kept back.
        reasons: Why it did.
    """

    done: bool
    error_code: str = ""
    message: str = ""
    videos: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    filtered: int = 0
    reasons: tuple[str, ...] = ()

    def report(self) -> JobReport:
        """The operation as a look at a job. Google does not tell waiting from running."""
        if not self.done:
            return JobReport(state="running")
        if self.error_code:
            return JobReport(state="failed", error_code=self.error_code, message=self.message)
        if self.videos:
            return JobReport(state="succeeded")
        if self.filtered or self.reasons:
            told = "; ".join(self.reasons) or f"the safety filter kept {self.filtered} film back"
            return JobReport(state="failed", error_code=FILTERED_CODE, message=told)
        return JobReport(
            state="failed", error_code=_NOTHING_MADE, message="the operation ended with neither film nor reason"
        )


def read_operation(answer: Any) -> Operation | None:
    """An operation out of a decoded answer; None when it is none."""
    if not isinstance(answer, dict) or not answer.get("name"):
        return None
    if not answer.get("done"):
        return Operation(done=False)
    error = answer.get("error")
    if isinstance(error, dict):
        code = str(error.get("code") or _NOTHING_MADE)
        return Operation(done=True, error_code=code, message=str(error.get("message") or ""))
    response = answer.get("response")
    response = response if isinstance(response, dict) else {}
    # The Developer API wraps the same facts once more and names the films differently.
    wrapped = response.get("generateVideoResponse")
    facts = wrapped if isinstance(wrapped, dict) else response
    samples = facts.get("videos") or [
        sample.get("video") for sample in facts.get("generatedSamples") or [] if isinstance(sample, dict)
    ]
    return Operation(
        done=True,
        videos=tuple(video for video in samples if isinstance(video, dict) and video),
        filtered=int(facts.get("raiMediaFilteredCount") or 0),
        reasons=tuple(str(reason) for reason in facts.get("raiMediaFilteredReasons") or ()),
    )


def read_error(body: Any) -> tuple[str, str]:
    """Status name and message of `{"error": {"code", "message", "status", "details"}}`, also as the first of a list."""
    first = body[0] if isinstance(body, list) and body else body
    error = first.get("error") if isinstance(first, dict) else None
    if not isinstance(error, dict):
        return "", ""
    reasons = [
        str(detail["reason"])
        for detail in error.get("details") or []
        if isinstance(detail, dict) and detail.get("reason")
    ]
    told = str(error.get("message") or "")
    return str(
        error.get("status") or error.get("code") or ""
    ), f"{told} ({', '.join(reasons)})" if reasons else told
