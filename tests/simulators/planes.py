"""Pictures as planes of numbers: backdrops, lettering, fits and mixes of them. Films and sounds: `media`."""

from __future__ import annotations

import hashlib
import io
import math

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Plane = npt.NDArray[np.uint8]


def chance_of(look: str) -> np.random.Generator:
    """The chance that belongs to a look: the same one for the same words."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(look.encode()).digest()[:8], "big"))


def backdrop(random: np.random.Generator, width: int, height: int) -> Plane:
    """Soft blotches of one palette, RGB: enough structure for a panning camera to be seen."""
    coarse = random.uniform(50, 190, (6, 9, 3)) * 0.45 + random.uniform(60, 170, 3) * 0.55
    return (
        cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        .clip(0, 255)
        .astype(np.uint8)
    )


def fitted(encoded: bytes, width: int, height: int) -> Plane:
    """A picture at the wanted size, cropped at the sides that are too much."""
    with Image.open(io.BytesIO(encoded)) as opened:
        picture = np.asarray(opened.convert("RGB"))
    scale = max(width / picture.shape[1], height / picture.shape[0])
    wide, high = math.ceil(picture.shape[1] * scale), math.ceil(picture.shape[0] * scale)
    fitted = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (wide - width) // 2, (high - height) // 2
    return fitted[top : top + height, left : left + width].astype(np.uint8)


def dissolved(plane: Plane, into: Plane, weight: float) -> Plane:
    """One plane on its way into another; weight 1 = arrived."""
    return cv2.addWeighted(plane, 1 - weight, into, weight, 0).astype(np.uint8)


def planes(picture: Plane) -> tuple[Plane, Plane, Plane]:
    """An RGB picture as I420: brightness, and blue and red at half the size."""
    height, width = picture.shape[:2]
    stacked = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2YUV_I420).astype(np.uint8)
    quarter = height // 2 * (width // 2)
    flat = stacked.reshape(-1)[height * width :]
    shape = (height // 2, width // 2)
    return stacked[:height], flat[:quarter].reshape(shape), flat[quarter : 2 * quarter].reshape(shape)


def disc_mask(radius: int) -> npt.NDArray[np.bool_]:
    """True inside a disc that fills its square."""
    axis = np.arange(2 * radius) - radius + 0.5
    return (axis[:, None] ** 2 + axis[None, :] ** 2) <= radius**2


def lettering(text: str, height: int) -> Plane:
    """White letters on black, about a twentieth of the picture high."""
    scale = height / 720
    (wide, high), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 2)
    ground = np.zeros((high + below + 4, wide + 4), np.uint8)
    return cv2.putText(ground, text, (2, high + 2), cv2.FONT_HERSHEY_SIMPLEX, scale, 235, 2).astype(np.uint8)
