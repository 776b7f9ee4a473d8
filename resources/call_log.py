"""One line for every call of a model, paid or free, without secrets. What a call costs is told by the caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from resources.atomic import append_json, read_json_lines
from resources.clock import Clock, SystemClock
from resources.redaction import redact, redact_text
from resources.video.staging import Model
from resources.workplace import Workplace

CallKind = Literal["llm", "judge", "tts", "image", "video", "upload"]

# Fields that the two older forms of the log name as we do: the command-line wrapper's and `model_log`'s.
_SHARED_FIELDS = (
    *("ts", "kind", "project", "episode", "phase", "shot", "provider", "model", "endpoint", "task_id"),
    *("duration_ms", "request", "response", "error", "extra"),
)


class ModelCall(Model):
    """One line of `logs/model_calls.jsonl`: the two older schemas in one, and what both left out.

    Args:
        ts: Start of the call.
        phase: What it was for, e.g. `clip_review`.
        shot, take: Attribution; None for calls of the whole episode.
        endpoint: Path or address asked, without secrets.
        task_id: The provider's handle of a job.
        usage: Tokens, seconds, images as the provider counted them.
        cost: In `currency`; None = unknown, 0 = free.
        kind: One of `CallKind`; older lines may hold other words, `cli` for calls of the command-line wrapper.
        error: Redacted message; None = the call succeeded.
    """

    schema_version: int = 1
    ts: dt.datetime
    kind: str
    project: str
    episode: str
    phase: str = ""
    shot: str | None = None
    take: int | None = None
    provider: str = ""
    model: str = ""
    endpoint: str = ""
    task_id: str = ""
    duration_ms: int = 0
    request: Any = None
    response: Any = None
    usage: Any = None
    cost: Decimal | None = None
    currency: str = ""
    error: str | None = None
    extra: Any = None


@dataclass
class CallNotes:
    """What the caller learns while the call runs; written down when it ends."""

    response: object = None
    task_id: str = ""
    usage: Mapping[str, object] = field(default_factory=dict)
    cost: Decimal | None = None
    currency: str = ""
    extra: dict[str, object] = field(default_factory=dict)


class CallLog:
    """The call log of one episode or render job. Any number of threads and processes may write to it.

    Args:
        folder: Where the log lies.
        clock: Times the calls.
    """

    def __init__(self, folder: Workplace, clock: Clock | None = None) -> None:
        self._folder = folder
        self._clock = clock or SystemClock()

    @property
    def path(self) -> Path:
        """The file."""
        return self._folder.model_calls

    @contextmanager
    def call(
        self,
        kind: CallKind,
        *,
        provider: str,
        model: str,
        request: object = None,
        endpoint: str = "",
        phase: str = "",
        shot: str | None = None,
        take: int | None = None,
    ) -> Iterator[CallNotes]:
        """Time a call and write it down when the block ends, with the exception when it ends with one.

        Raises:
            StorageError: The log cannot be written: an unlogged paid call must not go unnoticed.
        """
        notes = CallNotes()
        started_at = self._clock.now()
        started = self._clock.monotonic()
        error: str | None = None
        try:
            yield notes
        except BaseException as raised:
            error = redact_text(f"{type(raised).__name__}: {raised}")
            raise
        finally:
            line = ModelCall(
                ts=started_at,
                kind=kind,
                project=self._folder.project,
                episode=self._folder.episode,
                phase=phase,
                shot=shot,
                take=take,
                provider=provider,
                model=model,
                endpoint=redact_text(endpoint),
                task_id=notes.task_id,
                duration_ms=round((self._clock.monotonic() - started) * 1000),
                request=redact(request),
                response=redact(notes.response),
                usage=redact(dict(notes.usage)),
                cost=notes.cost,
                currency=notes.currency,
                error=error,
                extra=redact(notes.extra),
            )
            append_json(self.path, line.model_dump(mode="json"))

    def calls(self) -> list[ModelCall]:
        """All calls in one form, oldest first; lines of older pipelines are brought to it, foreign ones left out."""
        calls = []
        for line in read_json_lines(self.path):
            with suppress(ValidationError, AttributeError):
                calls.append(ModelCall.model_validate(self._upgraded(line)))
        return calls

    def _upgraded(self, line: dict[str, Any]) -> dict[str, Any]:
        if "schema_version" in line:
            return line
        present = {name: line[name] for name in _SHARED_FIELDS if line.get(name) is not None}
        upgraded = {
            "kind": "cli",
            "project": line.get("project_id") or self._folder.project,
            "episode": line.get("episode_id") or self._folder.episode,
            "shot": line.get("shot_id"),
            "take": line.get("version", line.get("attempt")),
            **present,
        }
        if "cmd" in line:
            upgraded["request"] = {"cmd": line["cmd"], "stdin": line.get("stdin")}
            upgraded["response"] = line.get("stdout_excerpt")
            failed = line.get("exit_code") not in {0, None}
            upgraded["error"] = (line.get("stderr_excerpt") or f"exit code {line['exit_code']}") if failed else None
        return upgraded
