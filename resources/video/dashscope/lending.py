"""The files of a letter: made legal, lent to DashScope, and forgotten again when a submit was refused."""

from __future__ import annotations

import asyncio
from typing import Any

from resources.video.base import Commission, Prepared
from resources.video.dashscope.letter import Enclosure, Letter
from resources.video.request_files import LegalFile, legal_picture, legal_recording
from resources.wire.dashscope import RESOLVE_UPLOADS
from resources.wire.dashscope_upload import SCHEME, Uploads

_RECORDINGS = frozenset({"reference_voice", "reference_video", "driving_audio"})


async def sealed(letter: Letter, commission: Commission, uploads: Uploads) -> Prepared:
    """The letter ready to be sent, every file of it checked and lent.

    Raises:
        ProviderError: A file does not fit (PERMANENT, naming what to change), or an upload failed.
        NotFound: A file is gone.
    """
    # All files are looked at before the first one travels.
    files = {mark: await asyncio.to_thread(_legal, mark) for mark in letter.enclosures()}
    lent = await asyncio.gather(
        *(
            uploads.address_of(file.data, suffix=file.suffix, media_type=file.media_type, model=letter.model)
            for file in files.values()
        )
    )
    notes = [note for file in files.values() for note in file.notes]
    return Prepared(
        commission=commission,
        model=letter.model,
        body=letter.body(dict(zip(files, lent, strict=True))),
        headers=RESOLVE_UPLOADS if files else {},
        notes=(*letter.notes, *notes),
    )


def forget_files(body: dict[str, Any], uploads: Uploads) -> None:
    """Lend the files of a body anew next time: a refusal may be about one that is gone."""
    for address in _addresses(body):
        uploads.forget(address)


def _legal(mark: Enclosure) -> LegalFile:
    if mark.item.role in _RECORDINGS:
        return legal_recording(mark.item, mark.limits)
    return legal_picture(mark.item, mark.limits, shape=mark.shape)


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [address for inner in value.values() for address in _addresses(inner)]
    if isinstance(value, list):
        return [address for inner in value for address in _addresses(inner)]
    return [value] if isinstance(value, str) and value.startswith(SCHEME) else []
