"""In which ways a clip can be shown to which model, in the order they are tried: read from `forms.json`. Nothing is sent."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from resources.errors import InvalidDocument
from resources.video.staging import Model

_FILE = Path(__file__).with_name("forms.json")

Layout = Literal["portraits_first", "one_message", "frames"]
"""`portraits_first`: pictures in an earlier turn, then the clip. `one_message`: pictures and clip together. `frames`: as
that, with stills of the clip instead of the clip."""


class Form(Model):
    """One way of asking.

    Args:
        hears: The model hears the clip's sound; one that does not cannot judge who speaks.
        streams: The model answers only as a stream.
    """

    model: str
    layout: Layout
    hears: bool
    streams: bool


class FormsFile(Model):
    """`forms.json`.

    Args:
        data_uri_max_bytes: Longest inlined file, as it stands in the request; larger clips are uploaded.
        picture_width: Portraits and stills are shown this many pixels wide at most.
        max_pictures: Portraits of one question.
        frames_per_s: Stills a second where the clip itself is not shown, within `min_frames` and `max_frames`.
    """

    schema_version: Literal[1]
    as_of: dt.date
    source: str = Field(min_length=1)
    data_uri_max_bytes: int
    picture_width: int
    max_pictures: int
    frames_per_s: float
    min_frames: int
    max_frames: int
    max_tokens: int
    temperature: float
    forms: tuple[Form, ...] = Field(min_length=1)


@cache
def load_forms() -> FormsFile:
    """The data. Raises `InvalidDocument` when it does not fit."""
    try:
        return FormsFile.model_validate_json(_FILE.read_bytes())
    except ValidationError as error:
        raise InvalidDocument(str(error), where=_FILE.name) from None


def forms_of(forced_model: str = "") -> tuple[Form, ...]:
    """The ways in the order they are tried; a forced model comes first, as a hearing one in all ways of the usual one.

    Args:
        forced_model: SPARK_VIDEO_REVIEW_OMNI_MODEL; empty = the usual order.
    """
    usual = load_forms().forms
    if not forced_model or forced_model == usual[0].model:
        return usual
    known = [form for form in usual if form.model == forced_model]
    first = known or [
        form.model_copy(update={"model": forced_model}) for form in usual if form.model == usual[0].model
    ]
    return (*first, *(form for form in usual if form.model != forced_model))
