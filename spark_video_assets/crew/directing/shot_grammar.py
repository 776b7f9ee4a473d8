"""The words for shot sizes and camera moves, in English and Chinese, as prompts and `Shot.camera` use them."""

from __future__ import annotations

from typing import Literal

from resources.video.staging import Movement

Framing = Literal[
    "wide", "master", "two_shot", "medium", "over_shoulder", "close", "extreme_close", "insert", "detail"
]

_FRAMING_WORDS: dict[Framing, tuple[str, str]] = {
    "wide": ("Wide establishing shot", "全景定场镜头"),
    "master": ("Wide shot of everyone", "全景群像镜头"),
    "two_shot": ("Medium two-shot", "中景双人镜头"),
    "medium": ("Medium shot of {focus}", "{focus}的中景镜头"),
    "over_shoulder": ("Over-the-shoulder shot past {other} onto {focus}", "越过{other}肩头的过肩镜头，看向{focus}"),
    "close": ("Close-up on {focus}", "{focus}的近景特写"),
    "extreme_close": ("Extreme close-up on {focus}", "{focus}的大特写"),
    "insert": ("Insert close-up of {focus}", "{focus}的物件特写"),
    "detail": ("Close detail shot", "细节特写镜头"),
}
_MOVE_WORDS: dict[Movement, tuple[str, str]] = {
    "static": ("locked-off camera", "固定机位"),
    "push_in": ("slow push-in", "镜头缓慢推近"),
    "pull_out": ("slow pull-out", "镜头缓慢拉远"),
    "pan_left": ("slow pan left", "镜头缓慢左摇"),
    "pan_right": ("slow pan right", "镜头缓慢右摇"),
    "tilt_up": ("slow tilt up", "镜头缓慢上摇"),
    "tilt_down": ("slow tilt down", "镜头缓慢下摇"),
    "handheld": ("handheld camera", "手持镜头轻微晃动"),
    "whip": ("whip pan", "快速甩镜"),
    "track": ("tracking camera", "跟拍镜头"),
}

SHOT_REVERSE_SHOT: frozenset[Framing] = frozenset({"medium", "close"})
"""Framings that, on a spoken line, are one half of a shot-reverse-shot; the others are other ways to shoot dialogue."""


def camera_words(
    framing: Framing, move: Movement, *, focus: str = "", other: str = "", chinese: bool = False
) -> str:
    """Size and movement in words, e.g. `Close-up on Ada, slow push-in`."""
    size = _FRAMING_WORDS[framing][chinese].format(focus=focus, other=other)
    return f"{size}，{_MOVE_WORDS[move][chinese]}" if chinese else f"{size}, {_MOVE_WORDS[move][chinese]}"


def framing_of(camera: str) -> Framing | None:
    """The framing that camera words name, or None; the most specific one wins."""
    text = camera.casefold()
    marks: tuple[tuple[Framing, tuple[str, ...]], ...] = (
        ("insert", ("insert", "物件特写")),
        ("detail", ("detail shot", "细节特写")),
        ("over_shoulder", ("over-the-shoulder", "over the shoulder", "over-shoulder", "过肩")),
        ("two_shot", ("two-shot", "two shot", "双人")),
        ("extreme_close", ("extreme close", "大特写")),
        ("close", ("close-up", "close up", "特写", "近景")),
        ("master", ("of everyone", "群像")),
        ("wide", ("wide", "establishing", "long shot", "全景", "远景", "大远景")),
        ("medium", ("medium", "中景")),
    )
    return next((framing for framing, words in marks if any(word in text for word in words)), None)
