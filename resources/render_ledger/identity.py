"""The identity of a render job: what must be equal for a job to be the same one. Paths and times are not part of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from resources.errors import NotFound
from resources.file_digest import file_digest
from resources.video.base import Capabilities, Commission, MediaRef


def _content(value: object) -> object:
    """Plain data in which every file stands as the digest of its bytes."""
    if isinstance(value, Path):
        try:
            return f"sha256:{file_digest(value)}"
        except (FileNotFoundError, IsADirectoryError):
            raise NotFound("a file of the request is not there", where=str(value)) from None
    if isinstance(value, MediaRef):
        return {"role": value.role, "name": value.name, "path": _content(value.path)}
    if isinstance(value, BaseModel):
        # Defaults are left out, so that a field added later does not orphan the jobs that run during an update.
        fields = type(value).model_fields.items()
        return {
            name: _content(getattr(value, name))
            for name, field in fields
            if field.is_required() or getattr(value, name) != field.get_default(call_default_factory=True)
        }
    if isinstance(value, Mapping):
        return {str(key): _content(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_content(item) for item in value]
    return value


def _digest(data: object) -> str:
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def request_digest(request: Commission) -> str:
    """sha256 (hex) of a request: every field, and of every file its bytes instead of its path.

    Raises:
        NotFound: A picture or sound of the request is missing.
    """
    return _digest(_content(request))


def job_digest(request: Commission, capabilities: Capabilities) -> str:
    """Identity of a job: the request, and who is asked with which model.

    The base URL is left out on purpose: a job at another URL is still this job, and must not be paid again there.
    """
    return _digest(
        {
            "provider": capabilities.name,
            "model": capabilities.models.get(request.kind, ""),
            "request": request_digest(request),
        }
    )


def job_id_of(request: Commission, digest: str) -> str:
    """Folder name of a job: `<shot>-ver<take>-<first 8 of the digest>`."""
    return f"{request.shot_id}-ver{request.take}-{digest[:8]}"
