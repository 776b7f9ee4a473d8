"""The question to the judge: what the shot should show, the portraits, the clip, laid out as a form wants it. No call."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from resources.errors import MediaError
from resources.file_digest import file_digest
from resources.judge.base import ReviewRequest
from resources.judge.omni.forms import Form, FormsFile
from resources.llm.chat import ChatRequest, Message, Part
from resources.llm.fencing import RULE, fenced
from resources.media.frames import frame_at, shrunk
from resources.media.jpeg import jpeg, picture_jpeg
from resources.wire.dashscope import RESOLVE_UPLOADS
from resources.wire.dashscope_upload import SCHEME

ROLE = "clip_review"

_MARKING = (
    "Mark this clip by the rubric. Answer with exactly one JSON object with the keys logic, proportion, physics, style, "
    "cast_match, dialog_attribution (numbers from 0 to 10), critique (text) and verdict (ACCEPT or REJECT)."
)

Lend = Callable[[bytes, str], str]
"""Takes a clip's bytes and the model that may read it, gives an address."""


def question(request: ReviewRequest, form: Form, data: FormsFile, lend: Lend) -> ChatRequest:
    """One question to one model.

    Args:
        request: Clip and shot.
        form: How it is laid out.
        data: Limits.
        lend: Uploads a clip that is too large to be inlined.

    Raises:
        MediaError: The clip cannot be decoded, where stills of it are needed.
        NotFound: There is no such clip.
        ProviderError: The upload failed.
    """
    pictures, names = _pictures(request, data)
    clip = _stills(request, data) if form.layout == "frames" else _film(request.clip, form.model, data, lend)
    told = _text(f"{_material(request, names)}\n\n{_MARKING}")
    if form.layout == "portraits_first" and pictures:
        turns: tuple[Message, ...] = (
            Message(role="user", content=(*pictures, _text("These are the reference pictures. The clip follows."))),
            Message(role="assistant", content="I have looked at the reference pictures."),
            Message(role="user", content=(clip, told)),
        )
    else:
        turns = (Message(role="user", content=(*pictures, clip, told)),)
    address = str(clip.get("video_url", {}).get("url", ""))
    uploaded = address.startswith(SCHEME)
    return ChatRequest(
        role=ROLE,
        messages=(Message(role="system", content=_instructions()), *turns),
        model=form.model,
        temperature=data.temperature,
        max_tokens=data.max_tokens,
        stream=form.streams,
        headers=dict(RESOLVE_UPLOADS) if uploaded else {},
        lent={address: file_digest(request.clip)} if uploaded else {},
    )


@cache
def _instructions() -> str:
    """System prompt and rubric, and that material is not to be obeyed."""
    here = Path(__file__).parent
    system, rubric = ((here / name).read_text("utf-8").strip() for name in ("system.md", "rubric.md"))
    return f"{system}\n\n{RULE}\n\n{rubric}"


def _material(request: ReviewRequest, names: list[str]) -> str:
    """What the clip is held against, as one quoted document."""
    shot: dict[str, Any] = {
        "shot": request.shot_id,
        "kind": request.kind,
        "seconds": request.duration_s,
        "prompt": request.prompt,
        "purpose": request.purpose,
        "scene": request.scene,
        "style": request.style,
        "forbidden": list(request.forbidden),
        "camera": request.movement.replace("_", " "),
        "planned_cuts": request.planned_cuts,
        "lettering_allowed": request.text_allowed,
        "expected_people": [
            {"name": person.name, "looks": person.description, "portrait": person.name in names}
            for person in request.characters
        ]
        or "nobody; a person of importance who appears is undeclared",
        "expected_lines": _lines(request),
        "reference_pictures": names,
        "mark_that_passes": request.threshold,
    }
    told = {name: value for name, value in shot.items() if value not in ("", [])}
    return "The shot that this clip was made for:\n" + fenced(
        "shot", json.dumps(told, ensure_ascii=False, indent=1)
    )


def _lines(request: ReviewRequest) -> object:
    if not request.speech_expected:
        return "the sound is replaced later: mark dialog_attribution by the picture, 10 when no mouth speaks"
    if not request.lines:
        return "none; nobody speaks"
    return [
        {
            "speaker": line.speaker,
            "words": line.text,
            **({"from_s": round(line.start_s, 1), "to_s": round(line.end_s, 1)} if request.timing_known else {}),
            **({"voice_over": True} if line.voice_over else {}),
        }
        for line in request.lines
    ]


def _pictures(request: ReviewRequest, data: FormsFile) -> tuple[list[Part], list[str]]:
    """Portraits with their names, and the picture that a continued shot starts from."""
    shown = [(person.name, person.image) for person in request.characters if person.image is not None]
    if request.previous_last_frame is not None:
        shown = [*shown[: data.max_pictures - 1], ("last frame of the shot before", request.previous_last_frame)]
    parts: list[Part] = []
    names: list[str] = []
    for name, path in shown[: data.max_pictures]:
        try:
            picture = picture_jpeg(path, data.picture_width)
        except MediaError:
            continue  # an unreadable portrait is told by `portrait: false`; the clip can still be judged
        label = f"Reference picture {len(names) + 1}: {json.dumps(name, ensure_ascii=False)}"
        parts += [_text(label), {"type": "image_url", "image_url": {"url": _inlined(picture, "image/jpeg")}}]
        names.append(name)
    return parts, names


def _film(clip: Path, model: str, data: FormsFile, lend: Lend) -> Part:
    film = clip.read_bytes()
    # Four characters for three bytes.
    if len(film) * 4 / 3 + 100 <= data.data_uri_max_bytes:
        return {"type": "video_url", "video_url": {"url": _inlined(film, "video/mp4")}}
    return {"type": "video_url", "video_url": {"url": lend(film, model)}}


def _stills(request: ReviewRequest, data: FormsFile) -> Part:
    count = min(data.max_frames, max(data.min_frames, round(request.duration_s * data.frames_per_s)))
    moments = [request.duration_s * (index + 0.5) / count for index in range(count)]
    stills = [jpeg(shrunk(frame_at(request.clip, moment), data.picture_width)) for moment in moments]
    return {"type": "video", "video": [_inlined(still, "image/jpeg") for still in stills], "fps": data.frames_per_s}


def _inlined(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _text(text: str) -> Part:
    return {"type": "text", "text": text}
