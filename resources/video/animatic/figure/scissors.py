"""Cutting a head out of a photograph or painting: along its outline, as an egg, or not at all but framed. Pixels only."""

from __future__ import annotations

import cv2
import cv2.typing
import numpy as np
import numpy.typing as npt

from resources.video.animatic.blending import over
from resources.video.animatic.canvas import Image, blank, premultiplied

Mask = npt.NDArray[np.uint8]

OPAQUE_FROM = 250
"""Alpha above which a picture counts as having no outline of its own."""

_BORDER = 11
_PAPER = (238, 246, 250, 255)
_INK = (58, 44, 50, 255)
_WOOD, _WOOD_LIGHT = (46, 82, 128, 255), (92, 140, 190, 255)
_WORK_HIGH = 240  # pixels: enough for an outline, and grabCut takes a tenth of a second
_ROUNDS = 4
_LEAST_FACE, _LEAST, _MOST = 0.86, 0.2, 0.82
_MOST_EDGE = 0.5  # share of the picture's upper and side edges that a head may touch before it is no head


def head_outline(picture: Image, face: tuple[float, float, float, float]) -> Mask | None:
    """Where the head with its hair is, 0..255 in the picture's size; None when it cannot be told from its ground.

    Args:
        picture: Straight BGRA, the head filling most of it.
        face: Left, top, width and height of the face in pixels.
    """
    if int(picture[..., 3].min()) <= OPAQUE_FROM:
        return None
    factor = _WORK_HIGH / picture.shape[0]
    small = cv2.resize(
        np.ascontiguousarray(picture[..., :3]), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA
    )
    left, top, wide, high = (value * factor for value in face)
    guess = _guess(small.shape[1], small.shape[0], left + wide / 2, top, wide, high)
    core = guess == cv2.GC_FGD
    cv2.setRNGSeed(
        1
    )  # grabCut clusters colours from random seeds; the same portrait must always give the same head
    nothing = np.zeros((1, 65), np.float64)
    cv2.grabCut(
        np.asarray(small, np.uint8), guess, (0, 0, 1, 1), nothing, nothing.copy(), _ROUNDS, cv2.GC_INIT_WITH_MASK
    )
    head = _largest(np.asarray((guess == cv2.GC_FGD) | (guess == cv2.GC_PR_FGD), np.uint8))
    if not _plausible(head, core):
        return None
    smooth = cv2.GaussianBlur(cv2.morphologyEx(head * 255, cv2.MORPH_CLOSE, _disc(9)), (0, 0), 2.2)
    grown = cv2.resize(smooth, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip((grown.astype(np.float32) - 128) * 6 + 128, 0, 255), np.uint8)


def _guess(wide: int, high: int, middle: float, top: float, face_wide: float, face_high: float) -> Mask:
    """Sure face, probable hair around it, sure ground at the edges and below the chin's sides."""
    guess = np.full((high, wide), cv2.GC_PR_BGD, np.uint8)
    centre = (round(middle), round(top + face_high * 0.45))
    around = (round(face_wide * 0.78), round(face_high * 0.98))
    cv2.ellipse(guess, centre, around, 0, 0, 360, cv2.GC_PR_FGD, -1)
    cv2.ellipse(guess, centre, (round(face_wide * 0.4), round(face_high * 0.52)), 0, 0, 360, cv2.GC_FGD, -1)
    chin = round(top + face_high * 1.1)
    guess[chin:, :] = cv2.GC_BGD
    guess[: max(1, round(high * 0.02)), :] = cv2.GC_BGD
    edge = max(1, round(wide * 0.03))
    guess[:, :edge] = guess[:, -edge:] = cv2.GC_BGD
    return guess


def _largest(mask: Mask) -> Mask:
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return mask
    largest = 1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == largest, np.uint8)


def _plausible(head: Mask, core: npt.NDArray[np.bool_]) -> bool:
    """It holds the face, is neither a scrap nor the whole picture, and has ground around it."""
    sides = np.concatenate([head[2, :], head[: head.shape[0] // 2, 8], head[: head.shape[0] // 2, -9]])
    return bool(
        head[core].mean() > _LEAST_FACE and _LEAST < head.mean() < _MOST and float(sides.mean()) < _MOST_EDGE
    )


def on_paper(picture: Image, outline: Mask | None) -> Image:
    """Cut out along the outline, else along the picture's own alpha, else as an egg; a white paper edge around it."""
    high, wide = picture.shape[:2]
    pad = _BORDER * 3
    padded = cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    shape = np.ascontiguousarray(padded[..., 3])
    if outline is not None:
        shape = np.asarray(cv2.copyMakeBorder(outline, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0), np.uint8)
    elif int(picture[..., 3].min()) > OPAQUE_FROM:
        shape = _egg(wide, high, pad)
    cut = np.asarray(padded, np.uint8)
    cut[..., 3] = np.minimum(shape, np.where(cut[..., 3] > 0, 255, 0))
    edge_mask = cv2.GaussianBlur(cv2.dilate(shape, _disc(2 * _BORDER + 1)), (0, 0), 1.2)
    sheet = _flat(cv2.dilate(edge_mask, _disc(9)), _INK)
    over(sheet, _flat(edge_mask, _PAPER))
    over(sheet, premultiplied(cut))
    return sheet


def framed(picture: Image) -> Image:
    """The whole picture in a wooden frame with a paper mount: for a portrait in which no face can be found."""
    high, wide = picture.shape[:2]
    mount, wood = round(high * 0.035), round(high * 0.06)
    pad = mount + wood + 6
    sheet = blank(wide + 2 * pad, high + 2 * pad)
    for inset, colour in (
        (0, _INK),
        (5, _WOOD),
        (5 + wood // 3, _WOOD_LIGHT),
        (5 + wood // 2, _WOOD),
        (5 + wood, _PAPER),
    ):
        sheet[inset : sheet.shape[0] - inset, inset : sheet.shape[1] - inset] = colour
    sheet[pad : pad + high, pad : pad + wide] = premultiplied(picture)
    return sheet


def _egg(wide: int, high: int, pad: int) -> Mask:
    ys, xs = np.mgrid[0 : high + 2 * pad, 0 : wide + 2 * pad]
    across, down = (xs - pad - wide / 2 + 0.5) / (wide / 2), (ys - pad - high / 2 + 0.5) / (high / 2)
    edge = (1.0 - np.abs(across) ** 2.6 - np.abs(down) ** 2.6) * min(wide, high) / 5.2
    return np.asarray(np.clip(edge + 0.5, 0.0, 1.0) * 255).astype(np.uint8)


def _disc(size: int) -> cv2.typing.MatLike:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def _flat(mask: cv2.typing.MatLike, colour: tuple[int, int, int, int]) -> Image:
    sheet = blank(mask.shape[1], mask.shape[0])
    sheet[..., :3] = colour[:3]
    sheet[..., 3] = mask
    return premultiplied(sheet)
