"""What every persisted document shares: strict fields, a schema version with upgrades, a canonical digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from resources.errors import InvalidDocument

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


def canonical_json(value: object) -> str:
    """Key-sorted compact JSON, the only form that digests are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: object) -> str:
    """sha256 (hex) of the canonical JSON of plain data."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


class Part(BaseModel):
    """A part of a document: unknown fields are refused, so that a typing error is never silently ignored."""

    # Schemas are built at first use: `spark-video --help` and the code location load none of them.
    model_config = ConfigDict(extra="forbid", validate_assignment=True, defer_build=True)

    def content_digest(self) -> str:
        """Content digest: two parts with equal meaning have equal digests."""
        return digest_of(self.model_dump(mode="json", exclude_none=True, exclude_defaults=True))


class Document(Part):
    """A file of its own. Older versions are upgraded one step at a time before validation.

    Subclasses list `upgrades`: entry i brings version i to i+1; files of foreign tools without a
    `schema_version` count as version 0.
    """

    upgrades: ClassVar[tuple[Upgrade, ...]] = ()
    schema_version: int = 1

    @classmethod
    def current_version(cls) -> int:
        """The version this program writes."""
        return max(1, len(cls.upgrades))

    @classmethod
    def from_data(cls, data: Mapping[str, Any], *, where: str) -> Self:
        """Upgrade and validate plain data.

        Raises:
            InvalidDocument: names the file, the field, the value and what is allowed; also for a file of a newer
                program version.
        """
        if not isinstance(data, Mapping):
            raise InvalidDocument(f"holds {type(data).__name__}, not a mapping", where=where)
        current = dict(data)
        version = current.pop("schema_version", 0)
        if not isinstance(version, int) or isinstance(version, bool) or version < 0:
            raise InvalidDocument(f"schema_version is {version!r}", where=where, allowed="a whole number")
        if version > cls.current_version():
            raise InvalidDocument(
                f"schema_version {version} is newer than this program knows ({cls.current_version()})",
                where=where,
                next_command="make demo   # after updating the program",
            )
        for upgrade in cls.upgrades[version:]:
            current = upgrade(current)
        try:
            return cls.model_validate({**current, "schema_version": cls.current_version()})
        except ValidationError as error:
            raise InvalidDocument(*_told(error), where=where) from None

    @classmethod
    def from_json(cls, text: str, *, where: str) -> Self:
        """Parse JSON text. Raises `InvalidDocument` with line and column for broken JSON."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise InvalidDocument(
                f"is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})", where=where
            ) from None
        return cls.from_data(data, where=where)

    def to_data(self) -> dict[str, Any]:
        """Plain data as persisted: schema version first, empty optional fields left out."""
        body = self.model_dump(mode="json", exclude_none=True, exclude={"schema_version"})
        return {"schema_version": self.current_version(), **body}

    def to_json(self) -> str:
        """The text that is written to disk."""
        return json.dumps(self.to_data(), ensure_ascii=False, indent=2) + "\n"


def _told(error: ValidationError) -> tuple[str]:
    """All field errors of a pydantic error as one sentence a person can act on."""
    lines = []
    for problem in error.errors(include_url=False)[:12]:
        field = ".".join(str(step) for step in problem["loc"]) or "document"
        value = repr(problem.get("input"))
        shown = value if len(value) <= 80 else value[:77] + "..."
        lines.append(f"field {field}: {problem['msg']} (value {shown})")
    return ("; ".join(lines),)
