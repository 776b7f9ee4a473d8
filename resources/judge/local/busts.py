"""Finds the people of the portraits by the colours of head and shoulders. It sees costumes, not faces or identities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from resources.judge.local.haar import Box, find_faces
from resources.judge.local.skin import light_on, skin_of
from resources.judge.local.stills import Floats, Picture, digest_of, read_picture, shrink

SEARCH_SIDE = 112
_COLOURS, _LEAST_SHARE = 5, 0.01
# Brightness counts less than hue: a lamp, the night and a fold of cloth change it first.
_BRIGHTNESS_WEIGHT = 0.4
# How light and fog dull the colours of a whole figure: share of the chroma that is left, shift of a and b.
# Measured on drawn clips: 0.62 is a close-up in night fog, the shift is dusk.
_VEILS = ((1.0, 0.0, 0.0), (0.8, 0.0, 0.0), (0.62, 0.0, 0.0), (0.85, 5.0, -2.0))
# Contrast moves a strong colour further than a pale one.
_REACH, _REACH_PER_CHROMA = 11.0, 0.008
_SHADOW = 16.0
# Of two greys the one of nearly the same light is meant.
_LIGHT_COST = 4.0
_DIMMEST, _BRIGHTEST, _OUTSIDE_COST = 0.55, 1.15, 30.0
# Shoulder widths that are tried, as pixels of the searched picture.
_WIDTHS = (6, 9, 13, 19, 28, 42, 60)
_LARGER_BONUS = 0.02
# Width of a head with its hair over that of what the face finder frames, and how far off its frame may sit.
_HEADS_TO_FACES, _FACE_LEEWAY = (0.6, 0.85, 1.1, 1.4), 0.5
_HEAD_WEIGHT = 0.4
# A face is this wide when its clothes are compared: less loses sashes and collars, more takes time only.
_FACE_SIDE = 16
_FULL = 255.0
_ROUNDING = 1.0 / _FULL
# A drawn backdrop goes over from one shade into the next by a level or two; outlines are much darker.
_BACKDROP_STEP = 3
# Where the backdrop seems to fill more of a window than this, it has run into the figure.
_LEAST_FIGURE = 0.4
# The tables lump brightness to 32 steps of 255 and hue to 4.
_L_BITS, _AB_BITS = 5, 2


@dataclass(frozen=True)
class Part:
    """One part of a bust: which colour of the portrait a colour is taken for, and the share of each.

    Args:
        tables: For each veil a table from a coarse Lab colour to the number of the portrait's colour; 0 = none of them.
        shares: Share of each colour in the part's window, 0..1; their sum is under 1 where the backdrop shows.
    """

    tables: tuple[NDArray[np.uint8], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Bust:
    """Head and shoulders as in the portrait; lengths in widths of the shoulders' window.

    Args:
        head: The face with its hair, and how wide and high it is.
        skin: Colour of the skin, BGR.
        shoulders: The costume, and how high it is.
        rise: How far the middle of the head lies above the middle of the shoulders.
    """

    head: Part
    shoulders: Part
    skin: Floats
    head_size: tuple[float, float]
    shoulders_height: float
    rise: float


@dataclass(frozen=True)
class BustPlace:
    """Where somebody fits best.

    Args:
        likeness: Share of the portrait's colours that is there in the right amounts, 0..1.
        head: Place of the head in the picture that was searched.
    """

    likeness: float
    head: Box


def bust_of(path: Path | None, *, drawn: bool) -> Bust | None:
    """The bust of a portrait; None when it cannot be read. Kept for the process by the picture's digest."""
    digest = digest_of(path) if path is not None else b""
    return _bust_by_digest(digest, str(path), drawn) if digest else None


@lru_cache(maxsize=64)
def _bust_by_digest(_digest: bytes, path: str, drawn: bool) -> Bust | None:
    picture = read_picture(Path(path))
    if picture is None:
        return None
    head, shoulders = _places(picture, drawn=drawn)
    (_, y, wide, high), (_, top, width, height) = head, shoulders
    figure = _figure(picture) if drawn else np.ones(picture.shape[:2], np.bool_)
    return Bust(
        head=_part(picture, figure, head),
        shoulders=_part(picture, figure, shoulders),
        skin=skin_of(picture, head),
        head_size=(wide / width, high / width),
        shoulders_height=height / width,
        rise=(top + height / 2 - y - high / 2) / width,
    )


def _places(picture: Picture, *, drawn: bool) -> tuple[Box, Box]:
    """Head and shoulders of a portrait: about its face, else where a portrait has them.

    The drawing engine always composes a portrait in the same way, and its faces are not always found.
    """
    rows, columns = picture.shape[:2]
    faces = [] if drawn else find_faces(picture)
    if not faces:
        head = (int(0.30 * columns), int(0.25 * rows), int(0.40 * columns), int(0.32 * rows))
        return head, (int(0.25 * columns), int(0.70 * rows), int(0.50 * columns), int(0.27 * rows))
    x, y, width, height = max(faces, key=lambda box: box[2])
    top = min(int(y + 1.35 * height), rows - max(4, height // 4))
    left, right = max(0, int(x - 0.3 * width)), min(columns, int(x + 1.3 * width))
    below = min(rows, int(y + 2.2 * height)) - top
    crown = max(0, int(y - 0.25 * height))
    return (x, crown, width, y + height - crown), (left, top, right - left, below)


def _lab(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB), np.uint8)


def _figure(portrait: Picture) -> NDArray[np.bool_]:
    """Where a drawn portrait shows no backdrop: a child leaves a third of the shoulders' window to it."""
    rows, columns = portrait.shape[:2]
    reached = np.zeros((rows + 2, columns + 2), np.uint8)
    step = (_BACKDROP_STEP,) * 3
    for corner in ((0, 0), (columns - 1, 0)):
        cv2.floodFill(portrait.copy(), reached, corner, 0, step, step, cv2.FLOODFILL_MASK_ONLY)
    return np.asarray(reached[1:-1, 1:-1] == 0)


def _part(portrait: Picture, figure: NDArray[np.bool_], window: Box) -> Part:
    """The main colours of the figure in a window, with tables that find them again under each veil."""
    x, y, width, height = window
    place = slice(y, y + height), slice(x, x + width)
    lab = _lab(np.asarray(cv2.resize(portrait[place], (48, 36), interpolation=cv2.INTER_AREA), np.uint8))
    inside = cv2.resize(figure[place].astype(np.uint8), (48, 36), interpolation=cv2.INTER_NEAREST).ravel() > 0
    if inside.mean() < _LEAST_FIGURE:
        inside[:] = True
    points = lab.reshape(-1, 3)[inside].astype(np.float32) * np.asarray([_BRIGHTNESS_WEIGHT, 1, 1], np.float32)
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    empty = np.zeros((len(points), 1), np.int32)
    _, owner, centres = cv2.kmeans(points, _COLOURS, empty, stop, 2, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(owner.ravel(), minlength=_COLOURS) / len(inside)
    # A plain coat has fewer colours than are looked for: what is left over stands for nothing.
    kept = shares >= _LEAST_SHARE
    colours = np.asarray(centres, np.float64)[kept] / [_BRIGHTNESS_WEIGHT, 1, 1]
    tables = tuple(_table(colours, *veil) for veil in _VEILS)
    return Part(tables, tuple(shares[kept].tolist()))


@lru_cache(maxsize=1)
def _coarse_colours() -> Floats:
    """Every coarse Lab colour, in the order of `_coarse`, shape (n, 3)."""
    bright, green_red, blue_yellow = np.meshgrid(
        np.arange(0, 256, 1 << _L_BITS) + (1 << _L_BITS) / 2,
        np.arange(0, 256, 1 << _AB_BITS) + (1 << _AB_BITS) / 2,
        np.arange(0, 256, 1 << _AB_BITS) + (1 << _AB_BITS) / 2,
        indexing="ij",
    )
    return np.stack([bright.ravel(), green_red.ravel(), blue_yellow.ravel()], axis=1)


def _coarse(picture: Picture) -> NDArray[np.int32]:
    lab = _lab(picture).astype(np.int32)
    side = 8 - _AB_BITS
    return np.asarray(
        (lab[..., 0] >> _L_BITS << 2 * side) | (lab[..., 1] >> _AB_BITS << side) | (lab[..., 2] >> _AB_BITS),
        np.int32,
    )


def _table(colours: Floats, chroma_left: float, green_red: float, blue_yellow: float) -> NDArray[np.uint8]:
    seen = _coarse_colours()
    wanted = 128 + (colours[:, 1:] - 128) * chroma_left + [green_red, blue_yellow]
    # Near black a ratio says nothing: grading lifts and crushes shadows by absolute amounts.
    light = (seen[:, None, 0] + _SHADOW) / (colours[None, :, 0] + _SHADOW)
    outside = np.maximum(0.0, _DIMMEST - light) + np.maximum(0.0, light - _BRIGHTEST)
    far = np.hypot(seen[:, None, 1] - wanted[None, :, 0], seen[:, None, 2] - wanted[None, :, 1])
    far += _OUTSIDE_COST * outside + _LIGHT_COST * np.abs(np.log(light))
    nearest = far.argmin(axis=1)
    reach = _REACH * (1.0 + _REACH_PER_CHROMA * np.hypot(*(wanted - 128).T))
    return np.where(far.min(axis=1) < reach[nearest], nearest + 1, 0).astype(np.uint8)


def find_bust(picture: Picture, bust: Bust) -> BustPlace:
    """The place of a picture that fits a portrait best, over all sizes and veils."""
    small = shrink(picture, SEARCH_SIDE)
    colours = _coarse(small)
    best, likeness, place = 0.0, 0.0, (0.0, 0.0, 1, 1)
    for veil in range(len(_VEILS)):
        cloth, skin = _planes(colours, bust.shoulders, veil), _planes(colours, bust.head, veil)
        for step, width in enumerate(_WIDTHS):
            # A large coat is full of small patches of its own colour: of nearly equal fits the largest is meant.
            bonus = step * _LARGER_BONUS
            worn = _fit(cloth, bust.shoulders, width, round(width * bust.shoulders_height))
            if _blend(1.0, float(worn.max()) / _FULL) + bonus <= best:
                continue
            whole, head = _whole(worn, skin, bust, width)
            _, most, _, (column, row) = cv2.minMaxLoc(whole)
            if most / _FULL + bonus > best:
                best, likeness = most / _FULL + bonus, most / _FULL
                place = (column - head[0] / 2, row - width * bust.rise - head[1] / 2, *head)
    x, y, width, height = (round(part * picture.shape[1] / small.shape[1]) for part in place)
    return BustPlace(likeness, (x, y, width, height))


def bust_at(picture: Picture, bust: Bust, face: Box) -> float:
    """How well the person with this face fits a portrait, 0..1: only there, in sizes that belong to the face."""
    left, top = max(0, int(face[0] - 1.5 * face[2])), max(0, int(face[1] - face[3]))
    around = picture[top : int(face[1] + 4.5 * face[3]) + 1, left : int(face[0] + 2.5 * face[2]) + 1]
    scale = min(1.0, _FACE_SIDE / face[2])
    size = (max(1, round(around.shape[1] * scale)), max(1, round(around.shape[0] * scale)))
    around = np.asarray(cv2.resize(around, size, interpolation=cv2.INTER_AREA), np.uint8)
    wide, high = face[2] * scale, face[3] * scale
    middle = (face[0] - left) * scale + wide / 2, (face[1] - top) * scale + high / 2
    light = light_on(skin_of(picture, face), bust.skin)
    looks = [(_coarse(around), veil) for veil in range(len(_VEILS) if light is None else 1)]
    if light is not None:
        plain = np.clip(around / light, 0, _FULL).astype(np.uint8)
        looks.append((_coarse(plain), 0))
    best = 0.0
    for colours, veil in looks:
        cloth, skin = _planes(colours, bust.shoulders, veil), _planes(colours, bust.head, veil)
        for ratio in _HEADS_TO_FACES:
            width = max(4, round(wide * ratio / bust.head_size[0]))
            worn = _fit(cloth, bust.shoulders, width, round(width * bust.shoulders_height))
            column, row = middle[0], middle[1] + width * bust.rise
            reach = _FACE_LEEWAY * wide
            near = (
                slice(max(0, int(row - reach)), max(0, int(row + reach + 1))),
                slice(max(0, int(column - reach)), max(0, int(column + reach + 1))),
            )
            # Where not even a perfect head would beat what was found, the head is not looked for.
            if not worn[near].size or _blend(1.0, float(worn[near].max()) / _FULL) + _ROUNDING <= best:
                continue
            whole, _ = _whole(worn, skin, bust, width)
            best = max(best, float(whole[near].max()) / _FULL)
    return best


def _whole(worn: Picture, skin: list[Picture], bust: Bust, width: int) -> tuple[Picture, tuple[int, int]]:
    """Head and shoulders together, at the shoulders' middle, 0..255; and the head's size."""
    head = (max(3, round(width * bust.head_size[0])), max(3, round(width * bust.head_size[1])))
    face = _lowered(_fit(skin, bust.head, *head), round(width * bust.rise), max(1, width // 6))
    whole = cv2.addWeighted(worn, 1 - _HEAD_WEIGHT, face, _HEAD_WEIGHT, 0.0)
    return np.asarray(whole, np.uint8), head


def _blend(face: float, worn: float) -> float:
    return _HEAD_WEIGHT * face + (1 - _HEAD_WEIGHT) * worn


def _planes(colours: NDArray[np.int32], part: Part, veil: int) -> list[Picture]:
    taken = part.tables[veil][colours]
    return [np.asarray(cv2.inRange(taken, number + 1, number + 1), np.uint8) for number in range(len(part.shares))]


def _fit(planes: list[Picture], part: Part, width: int, height: int) -> Picture:
    """Share of the portrait's colours that is inside a window about each pixel in the right amounts, 0..255."""
    total = np.zeros_like(planes[0])
    for plane, share in zip(planes, part.shares, strict=True):
        seen = cv2.blur(plane, (width, max(3, height)), borderType=cv2.BORDER_REPLICATE)
        _, counted = cv2.threshold(seen, share * _FULL, _FULL, cv2.THRESH_TRUNC)
        total = np.asarray(cv2.add(total, counted), np.uint8)
    return np.asarray(cv2.convertScaleAbs(total, alpha=1.0 / max(sum(part.shares), _LEAST_FIGURE)), np.uint8)


def _lowered(fit: Picture, rows: int, leeway: int) -> Picture:
    """Heads moved down onto their shoulders; a head may lean `leeway` pixels any way."""
    around = np.asarray(cv2.dilate(fit, np.ones((2 * leeway + 1, 2 * leeway + 1), np.uint8)), np.uint8)
    moved = np.zeros_like(around)
    if rows < len(around):
        moved[rows:] = around[: len(around) - rows]
    return moved
