"""The one exception tree of the project. Nothing here decides retries: see `resources.failures`.

```
SparkVideoError                 exit 1   base; `problem`, `where`, `allowed`, `next_command`
├── UsageError                  exit 2   a person gave something wrong or something is missing
│   ├── InvalidName                      project, episode, shot or asset name that cannot be a folder name
│   ├── InvalidDocument                  a file that does not fit its schema
│   └── NotFound                         no such project, episode, shot, take or file
├── WaitingForSignOff           exit 3   a gate is not signed for exactly this content
├── GateClosed                  exit 1   a gate was rejected, or its verifier found what must be mended
├── EscalationExhausted         exit 4   a shot is out of rounds; a person must decide
├── BudgetStop                  exit 5   over a cap, or a price is unknown
├── EpisodeBusy                 exit 1   another driver holds the episode's lease
├── StorageError                exit 1   read-only folder, full disk
├── MediaError                  exit 1   a file that cannot be decoded, or is not what it claims
└── ProviderError               exit 1   a provider or judge said no; carries a `Failure`
```
"""

from __future__ import annotations

import shlex
from typing import ClassVar


def typed(*names: str) -> str:
    """Names as a person types them in a shell, for `next_command`: quoted where a space or sign asks for it."""
    return " ".join(
        name if all(sign.isalnum() or sign in "-_." for sign in name) else shlex.quote(name) for name in names
    )


class SparkVideoError(Exception):
    """What a user may see: one message, no traceback.

    Args:
        problem: What is wrong, with the offending value, as one sentence.
        where: File, field or partition concerned.
        allowed: What would have been accepted.
        next_command: The command to type next.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self, problem: str, *, where: str | None = None, allowed: str | None = None, next_command: str | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.allowed = allowed
        self.next_command = next_command

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.problem}" if self.where else self.problem]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.next_command:
            parts.append(f"next: {self.next_command}")
        return "\n  ".join(parts)


class UsageError(SparkVideoError):
    """A person gave something wrong, or something is missing."""

    exit_code = 2


class InvalidName(UsageError):
    """A name that cannot safely become a folder or file name."""


class InvalidDocument(UsageError):
    """A persisted file that does not fit its schema."""


class NotFound(UsageError):
    """No such project, episode, shot, take or file."""


class WaitingForSignOff(SparkVideoError):
    """A gate is not signed for exactly the content that is there now."""

    exit_code = 3


class GateClosed(SparkVideoError):
    """A gate's check ends the run: rejected, or not ready. What was made before it is kept."""


class EscalationExhausted(SparkVideoError):
    """A shot used up its takes and its director rewrites."""

    exit_code = 4


class BudgetStop(SparkVideoError):
    """A cap would be exceeded, or a price is unknown."""

    exit_code = 5


class EpisodeBusy(SparkVideoError):
    """Another driver holds the lease of this episode."""


class StorageError(SparkVideoError):
    """A file could not be written: read-only, full disk, gone."""


class MediaError(SparkVideoError):
    """A media file that cannot be decoded or is not what it claims to be."""


class ProviderError(SparkVideoError):
    """A provider, judge or model said no.

    Args:
        problem: The redacted message.
        failure: Policy of the failure, from `resources.failures`.
        retry_after_s: Seconds that the provider asked to wait, from its Retry-After header.
    """

    def __init__(
        self,
        problem: str,
        *,
        failure: str,
        where: str | None = None,
        next_command: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(problem, where=where, next_command=next_command)
        self.failure = failure
        self.retry_after_s = retry_after_s
