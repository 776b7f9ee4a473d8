"""What one frame shows: sides and looks of people, the listener's back, things on tables, sets out of focus, odd casts."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from resources.video.animatic import canvas, ink
from resources.video.animatic.acting import Scene
from resources.video.animatic.blocking import block
from resources.video.animatic.camera import Lens, View
from resources.video.animatic.canvas import Image
from resources.video.animatic.figure.back import BACK_BOX, drawn_from_behind
from resources.video.animatic.framing import frame
from resources.video.animatic.look import look_of
from resources.video.animatic.look_words import HAIR_STYLES, HEADGEAR
from resources.video.animatic.over_shoulder import Shoulder
from resources.video.animatic.sets.painted import PaintedSet
from resources.video.animatic.sets.reading import read_place
from resources.video.animatic.shot_picture import ShotPicture
from resources.video.staging import Figure, Scenery, ShotSize, Staging, Thing

SIZE = (320, 180)
ADA, BRAM, FINN = (Figure(name=name, description=f"person {name}") for name in ("Ada", "Bram", "Finn"))
COMPANY = (ADA, BRAM, FINN)


def _drawn(staging: Staging, size: tuple[int, int] = SIZE, at_s: float = 1.0) -> Image:
    picture = ShotPicture(staging, [], [], size, 4.0, random.Random(1), slow=False)
    return picture.draw(at_s).copy()


def _alone(figure: Figure, action: str = "", size: ShotSize = "close") -> tuple[float, float]:
    """Where somebody alone stands, and where the camera is, in world units."""
    staging = Staging(shot_id="s", figures=(figure,), company=COMPANY, action=action, size=size, focus=figure.name)
    (mark,) = block(staging, {figure.name: 1000.0}, 16 / 9, random.Random(3))
    return mark.x, frame(staging, (mark,), (), 16 / 9, 4.0, random.Random(3)).move.at(0.0).x


def test_two_people_who_talk_look_at_each_other_across_the_cut() -> None:
    """Guards against two close-ups that both look to the right, as if at somebody else."""
    (ada, _), (finn, _) = _alone(ADA, "Ada nods to Finn."), _alone(FINN, "Finn shrugs toward Ada.")
    assert ada < 0 < finn
    assert _alone(BRAM, "Bram waves to Finn.")[0] < 0 < _alone(BRAM, "Bram waves to Ada.")[0]


def test_a_look_has_room_before_it() -> None:
    """Guards against a face that stares at the edge of the frame."""
    for figure in (ADA, FINN):
        x, camera = _alone(figure)
        assert (camera - x) * x < 0
        assert abs(camera - x) > 30


@pytest.mark.parametrize("side", [-1, 1])
def test_the_listener_stands_at_its_edge(side: int) -> None:
    """Guards against a shoulder in the middle of the frame, before the face that it listens to."""
    out = canvas.blank(*SIZE)
    Shoulder(look_of(ADA, 1), side, SIZE).draw(out, 0.5)
    columns = np.nonzero(out[..., 3].any(axis=0))[0]
    assert (columns.min() > SIZE[0] * 0.6) if side > 0 else (columns.max() < SIZE[0] * 0.4)
    assert out[-1, :, 3].any(), "it floats above the lower edge"


def test_every_head_has_a_back_of_its_own() -> None:
    """Guards against a bald or hatted listener seen with the hair of another."""
    words = [*(f"woman, {value.split('|')[0]}" for value in HAIR_STYLES.values()), *HEADGEAR]
    pictures = []
    for word in words:
        out = canvas.blank(*SIZE)
        Shoulder(look_of(Figure(name="Mei", description=f"{word}, red coat"), 1), 1, SIZE).draw(out, 0.0)
        assert out[..., 3].max() > 250, word
        pictures.append(out)
    assert len({picture.tobytes() for picture in pictures}) > 10


def test_curls_are_curls_from_behind() -> None:
    """Guards against a curly listener under a smooth, shiny shell like a helmet."""

    def notches(style: str) -> int:
        look = replace(look_of(BRAM, 1), hair_style=style, headgear="none")
        alpha = canvas.rasterise(ink.document(drawn_from_behind(look), BACK_BOX, 1.0))[..., 3]
        head = np.ascontiguousarray((alpha[: round(-760 - BACK_BOX.y)] > 128).astype(np.uint8))
        (outline,), _ = cv2.findContours(head, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        defects = cv2.convexityDefects(outline, cv2.convexHull(outline, returnPoints=False))
        return sum(depth > 5 * 256 for *_, depth in defects[:, 0].tolist())

    assert notches("curly") > 2 * notches("short")


@pytest.mark.parametrize("place", ["keeper's kitchen", "wooden pier by day"])
@pytest.mark.parametrize("size", ["wide", "medium"])
def test_a_thing_on_the_table_is_seen_before_the_people(place: str, size: ShotSize) -> None:
    """Guards against a prop that the story turns on, hidden behind somebody's back or under the captions."""
    bare = Staging(shot_id="s", figures=COMPANY, scenery=Scenery(name=place), size=size, world_seed=2)
    laid, other = (bare.model_copy(update={"things": (Thing(name=name),)}) for name in ("red apple", "blue book"))
    changed = np.abs(_drawn(laid).astype(int) - _drawn(other)).max(axis=2) > 40
    rows = np.nonzero(changed.any(axis=1))[0]
    assert changed.sum() > 60
    assert rows.mean() < SIZE[1] * 0.8


def test_a_set_is_sharp_in_a_wide_shot_and_soft_behind_a_face() -> None:
    """Guards against shelves that compete with a face in a close-up."""
    place, lens = read_place(Scenery(name="old inn"), 1), Lens(View(0.0, -700.0, 700.0), *SIZE)
    detail = []
    for softness in (0.0, 10.0):
        out = canvas.blank(*SIZE)
        PaintedSet(place, SIZE[1], softness=softness).draw_behind(out, lens, 0.0)
        detail.append(cv2.Laplacian(cv2.cvtColor(out, cv2.COLOR_BGRA2GRAY), cv2.CV_64F).var())
    assert detail[1] < 0.7 * detail[0]


def test_fog_hides_the_place_and_not_the_face() -> None:
    """Guards against a dialogue in fog in which nobody can be recognised."""
    foggy = Staging(
        shot_id="s", figures=(ADA,), scenery=Scenery(name="pier", time_of_day="night", weather="fog"), size="close"
    )
    clear = foggy.model_copy(update={"scenery": foggy.scenery.model_copy(update={"weather": "clear"})})
    face = (slice(60, 110), slice(120, 190))
    assert _drawn(foggy)[face].std() > 0.8 * _drawn(clear)[face].std()


def test_nobody_sad_stands_with_hands_on_hips() -> None:
    """Guards against a stance that contradicts the mood which the shot asks for."""
    staging = Staging(shot_id="s", figures=(ADA,), company=COMPANY, mood="sad", focus="Ada")
    marks = block(staging, {"Ada": 1000.0}, 16 / 9, random.Random(1))
    scene = Scene(
        staging,
        marks,
        (),
        (),
        {},
        4.0,
        random.Random(1),
        framing="half",
        view_wide=1600.0,
        slow=False,
        step=lambda _, share: 360.0 * share,
    )
    assert scene.act(marks[0], 2.0).pose.gesture == "none"


def test_who_enters_a_narrow_view_is_in_it_within_a_second() -> None:
    """Guards against an empty vertical close-up in which somebody speaks from outside."""
    staging = Staging(shot_id="s", figures=(ADA,), company=COMPANY)
    (mark,) = block(staging, {"Ada": 1000.0}, 9 / 16, random.Random(1))
    entering = replace(mark, enters=1)
    scene = Scene(
        staging,
        [entering],
        (),
        (),
        {},
        4.0,
        random.Random(1),
        framing="half",
        view_wide=500.0,
        slow=False,
        step=lambda _, share: 360.0 * share,
    )
    assert scene.act(entering, 0.0).x - mark.x > 450
    assert scene.act(entering, 0.8).x - mark.x < 250


_ODD = (
    "",
    "x" * 4000,
    "qzxw vrrgl",
    "🎭🦄" * 40,
    "امرأة شابة",
    "knight 2.0, №7",
)


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ("wide", (320, 180)),
        ("full", (180, 320)),
        ("medium", (180, 180)),
        ("close", (320, 180)),
        ("extreme_close", (180, 320)),
        ("over_shoulder", (180, 180)),
        ("insert", (320, 180)),
        ("medium", (180, 320)),
    ],
)
def test_twelve_odd_people_in_one_shot_make_a_picture(size: ShotSize, shape: tuple[int, int]) -> None:
    """Guards against a crash or a black frame for a crowd with empty, endless, foreign or meaningless cards."""
    crowd = tuple(Figure(name=f"{index} שרה", description=_ODD[index % len(_ODD)]) for index in range(12))
    staging = Staging(
        shot_id="s",
        figures=crowd,
        company=crowd,
        things=tuple(Thing(name=name) for name in ("", "🪄", "y" * 4000)),
        scenery=Scenery(name="", description="🏝️ " * 900),
        action="They wait. " * 400,
        size=size,
        focus=crowd[3].name,
        gestures=dict.fromkeys((figure.name for figure in crowd), "hold"),
    )
    assert _drawn(staging, shape)[..., :3].std() > 12


def _bomb(path: Path) -> Path:
    """A picture of two kilobytes that claims to be of 3.6 gigapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 2000)))
    return path


@pytest.mark.parametrize("broken", ["bomb", "text", "missing"])
def test_a_bad_picture_of_a_set_or_prop_is_told_and_drawn_instead(broken: str, tmp_path: Path) -> None:
    """Guards against memory eaten by a decompression bomb, and against a shot lost to a broken download."""
    path = tmp_path / "picture.png"
    if broken == "bomb":
        _bomb(path)
    elif broken == "text":
        path.write_text("<html>404</html>", encoding="utf-8")
    staging = Staging(
        shot_id="s",
        figures=(ADA,),
        scenery=Scenery(name="inn", picture=path, picture_is_users=True),
        things=(Thing(name="letter", picture=path, picture_is_users=True),),
    )
    picture = ShotPicture(staging, [], [], SIZE, 4.0, random.Random(1), slow=False)
    assert _all_named(picture.notes, "set picture")
    assert picture.draw(1.0)[..., :3].std() > 12


def _all_named(notes: Sequence[str], words: str) -> bool:
    return bool(notes) and all(words in note for note in notes)
