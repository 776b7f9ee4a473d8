"""A decision at a gate as a person writes it into `sign_offs/gate-2.yaml`. Signing is not done here."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from resources.errors import InvalidDocument
from spark_video_assets.episode.dropped_files import DroppedFile
from spark_video_assets.episode.front_matter import read_yaml
from spark_video_assets.story.document import Part
from spark_video_assets.story.gates import GATE_NUMBER, Gate, gate_named

_FIELDS = "decision: approve or reject, note, by, gate, digest"


class WrittenDecision(Part):
    """What the file says.

    Args:
        digest: What the person saw (`status --json`); empty = whatever was there when the file was written.
    """

    gate: Gate
    decision: Literal["approve", "reject"]
    note: str = ""
    by: str = Field(default="", max_length=80)
    digest: str = ""

    @field_validator("decision", mode="before")
    @classmethod
    def _spoken(cls, told: object) -> object:
        """`Approved`, `approve`, `rejected` alike."""
        return re.sub(r"(?<=approve)d$|(?<=reject)ed$", "", told.strip().lower()) if isinstance(told, str) else told


def read_decision(dropped: DroppedFile) -> WrittenDecision:
    """The decision in a dropped file; its name tells the gate unless the file does.

    Raises:
        InvalidDocument: names field, value and what is allowed.
    """
    dropped.require_small()
    where = dropped.path.name
    told = read_yaml(dropped.path)
    gate = gate_named(str(told.pop("gate", dropped.path.stem)))
    if gate is None:
        known = ", ".join(f"gate-{number} ({name})" for name, number in GATE_NUMBER.items())
        raise InvalidDocument("names no gate", where=where, allowed=f"a file {known}, or a field gate")
    told.pop("schema_version", None)
    try:
        return WrittenDecision.model_validate({**told, "gate": gate})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "document"
        raise InvalidDocument(f"field {field}: {first['msg']}", where=where, allowed=_FIELDS) from None
