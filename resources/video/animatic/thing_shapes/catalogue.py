"""Which kind of thing is drawn by which function, and in what colour if the card names none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from resources.video.animatic.sets.brush import Art
from resources.video.animatic.thing_shapes import animals, carried, household, played, written
from resources.video.thing_words import ThingKind

Shape = Callable[[Art, str], None]

SHAPES: Mapping[ThingKind, tuple[Shape, str]] = {
    "dog": (animals.dog, "#b9824f"),
    "bird": (animals.bird, "#4f8fb5"),
    "cat": (animals.cat, "#8d8f98"),
    "robot": (played.robot, "#8fa8b8"),
    "kite": (played.kite, "#c2443d"),
    "bicycle": (played.bicycle, "#2f7f86"),
    "piano": (played.piano, "#4a2f22"),
    "violin": (played.violin, "#a5562a"),
    "drum": (played.drum, "#b93a36"),
    "radio": (played.radio, "#7a4a2e"),
    "crown": (carried.crown, "#e2b84a"),
    "suitcase": (carried.suitcase, "#8a5f3a"),
    "cloth": (carried.cloth, "#b8323f"),
    "paper_boat": (written.paper_boat, "#efeae0"),
    "letter": (written.letter, "#efeae0"),
    "teapot": (household.teapot, "#8a5a46"),
    "chopsticks": (household.chopsticks, "#d9bf84"),
    "bowl": (household.bowl, "#e8e0d2"),
    "spoon": (household.spoon, "#b9c3c9"),
    "cup": (household.cup, "#e8e0d2"),
    "telephone": (carried.telephone, "#3a3236"),
    "phone": (carried.phone, "#22262c"),
    "microphone": (carried.microphone, "#8b959c"),
    "record": (carried.record, "#17171b"),
    "laptop": (written.laptop, "#b9c0c6"),
    "camera": (carried.camera, "#33343a"),
    "clock": (household.clock, "#c79a45"),
    "mirror": (household.mirror, "#c79a45"),
    "photo": (written.photo, "#efeae0"),
    "open_book": (written.open_book, "#7a4a2e"),
    "book": (written.book, "#35556b"),
    "sword": (carried.sword, "#6b2f2a"),
    "stick": (carried.stick, "#8a5f3a"),
    "umbrella": (carried.umbrella, "#b8443c"),
    "fan": (carried.fan, "#f4ead2"),
    "ring": (carried.ring, "#d9a63f"),
    "cake": (household.cake, "#d98aa0"),
    "bread": (household.bread, "#c98547"),
    "apple": (household.apple, "#c2443d"),
    "fish": (household.fish, "#8fa8b8"),
    "key": (carried.key, "#c79a45"),
    "bag": (carried.bag, "#7a4a2e"),
    "bottle": (household.bottle, "#4d7a5c"),
    "box": (carried.box, "#8a5f3a"),
    "guitar": (carried.guitar, "#c98547"),
    "rope": (carried.rope, "#b39b76"),
    "paper": (written.paper, "#efeae0"),
    "coin": (carried.coin, "#d9a63f"),
    "flower": (household.flower, "#d2567a"),
    "candle": (household.candle, "#fff3d8"),
    "lamp": (household.lamp, "#6b4a2a"),
}

UNKNOWN: Shape = written.parcel
"""Drawn for words that nobody knows."""
