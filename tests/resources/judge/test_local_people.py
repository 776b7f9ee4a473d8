"""Costume search, strangers, people upside down and mouth motion of the local judge, on drawn stand-ins."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from resources.judge.base import Portrait
from resources.judge.local.attribution import mouth_measures
from resources.judge.local.busts import bust_at, bust_of, find_bust
from resources.judge.local.faults import find_faults
from resources.judge.local.haar import find_face_candidates, find_faces_by_eyes
from resources.judge.local.looks import Company, Sighting, see_people
from resources.judge.local.people import cast_measures, upside_down_people
from resources.judge.local.reading import Reading, read_clip
from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.staging import Figure, TimedLine

LEFT, RIGHT = (40, 40, 48, 48), (200, 40, 48, 48)


def person(coat: tuple[int, int, int], light: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> np.ndarray:
    """A portrait as the engine composes it: skin and hair in the middle, the coat below, under tinted light."""
    picture = np.full((256, 192, 3), 150, np.uint8)
    cv2.rectangle(picture, (20, 172), (172, 255), coat, -1)
    cv2.rectangle(picture, (55, 50), (137, 90), (20, 30, 60), -1)
    cv2.rectangle(picture, (60, 85), (132, 150), (150, 180, 225), -1)
    return np.clip(picture * np.asarray(light), 0, 255).astype(np.uint8)


GREEN, RED = (60, 150, 40), (40, 40, 190)


@pytest.fixture
def green_portrait(tmp_path: Path) -> Portrait:
    """Ann wears green."""
    path = tmp_path / "ann.png"
    cv2.imwrite(str(path), person(GREEN))
    return Portrait(name="Ann", image=path)


def on_stage(figure: np.ndarray, size: tuple[int, int] = (96, 128)) -> np.ndarray:
    """A figure before a grey wall with shelves."""
    stage = np.full((360, 640, 3), (95, 100, 105), np.uint8)
    for x in range(0, 640, 60):
        cv2.rectangle(stage, (x, 40), (x + 30, 90), (70, 60 + x // 8, 90), -1)
    stage[360 - size[1] : 360, 300 : 300 + size[0]] = cv2.resize(figure, size, interpolation=cv2.INTER_AREA)
    return stage


@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (0.9, 0.86, 0.84), (0.75, 0.6, 0.55)])
def test_costume_is_known_under_another_light(green_portrait, light):
    """Guards against rejecting a night shot because moonlight tints the coat, and against taking any coat for it."""
    bust = bust_of(green_portrait.image, drawn=True)
    assert bust is not None
    right = find_bust(on_stage(person(GREEN, light)), bust)
    wrong = find_bust(on_stage(person(RED, light)), bust)
    assert right.likeness > 0.66 > 0.655 > wrong.likeness
    assert abs(right.head[0] + right.head[2] / 2 - 348) < 30


def test_portrait_that_cannot_be_read(tmp_path):
    """Guards against a crash on a missing or broken portrait."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    assert bust_of(broken, drawn=True) is None
    assert bust_of(tmp_path / "none.png", drawn=True) is None
    assert bust_of(None, drawn=True) is None


ANN = [Portrait(name="Ann")]


def seen(likeness: float, *strangers: float) -> Sighting:
    named = {"Ann": LEFT} if likeness >= 0.66 else {}
    return Sighting(0, 0.0, (LEFT,), named, named, {"Ann": likeness}, strangers)


def test_nobody_found_is_not_measured(green_portrait):
    """Guards against punishing a shot that shows somebody from behind, or only a hand on a prop."""
    bust = bust_of(green_portrait.image, drawn=True)
    assert bust is not None
    company = Company((seen(0.3), seen(0.2), seen(0.3)), {"Ann": bust})
    assert cast_measures(company, ANN)["cast_likeness"].value is None


def test_stranger_in_the_place_of_the_cast(green_portrait):
    """Guards against somebody else playing the part; one glimpse of a face (a picture on the wall) is no stranger."""
    bust = bust_of(green_portrait.image, drawn=True)
    assert bust is not None
    stranger = Company((seen(0.3, 0.4), seen(0.2, 0.5), seen(0.3)), {"Ann": bust})
    assert cast_measures(stranger, ANN)["cast_likeness"].value == pytest.approx(0.45)
    glimpse = Company((seen(0.3, 0.4), seen(0.2), seen(0.3)), {"Ann": bust})
    assert cast_measures(glimpse, ANN)["cast_likeness"].value is None
    herself = Company((seen(0.8), seen(0.8)), {"Ann": bust})
    assert cast_measures(herself, ANN)["cast_likeness"].value == pytest.approx(0.8)


def test_who_is_surely_there_in_some_looks_is_no_stranger_in_others(green_portrait):
    """The demo's sailor was a stranger to himself as soon as he raised his hand before a dark sea: a take for nothing."""
    bust = bust_of(green_portrait.image, drawn=True)
    assert bust is not None
    looks = (seen(0.5, 0.54), seen(0.5, 0.54), seen(0.81), seen(0.82), seen(0.8))
    assert cast_measures(Company(looks, {"Ann": bust}), ANN)["cast_likeness"].value == pytest.approx(0.81, abs=0.02)


def test_a_face_is_compared_where_it_is(green_portrait):
    """Guards against a stranger passing because a green curtain hangs elsewhere in the picture."""
    bust = bust_of(green_portrait.image, drawn=True)
    assert bust is not None
    stage = on_stage(person(RED), (192, 256))
    cv2.rectangle(stage, (20, 200), (200, 359), GREEN, -1)
    face = (300 + 60, 104 + 85, 72, 65)
    assert bust_at(stage, bust, face) < 0.5
    assert bust_at(on_stage(person(GREEN), (192, 256)), bust, face) > 0.8


def test_upside_down_needs_people_that_stand_on_their_heads(make_clip, green_portrait):
    """Guards against a clean close-up in fog rejected as upside down, and against a turned one passing."""
    upright = [on_stage(person(GREEN))] * 48
    turned = [frame[::-1, ::-1] for frame in upright]
    shares = []
    for frames in (upright, turned):
        reading = read_clip(make_clip(frames))
        shares.append(upside_down_people(reading, see_people(reading, [green_portrait])).value)
    assert shares == [0.0, 1.0]


def talking(clip: Path, drifting, write, sunk: float = 0.0) -> Reading:
    """Two faces; only the left mouth opens and closes. The camera tilts down and back, by `sunk` pixels."""
    random = np.random.default_rng(5)
    frames = []
    for index in range(48):
        picture = drifting(0.05)[0]
        for x, y, width, height in (LEFT, RIGHT):
            picture[y : y + height, x : x + width] = (150, 180, 225)
            cv2.circle(picture, (x + 14, y + 16), 4, (20, 20, 20), -1)
            cv2.circle(picture, (x + 34, y + 16), 4, (20, 20, 20), -1)
            opened = int(random.integers(1, 8)) if x == LEFT[0] and index // 2 % 2 else 1
            cv2.ellipse(picture, (x + 24, y + 38), (10, opened), 0, 0, 360, (30, 20, 90), -1)
        frames.append(np.roll(picture, round(sunk * np.sin(index / 12 * np.pi) ** 2), axis=0))
    return read_clip(write(frames, name=clip.name))


def test_the_mouth_that_moves_belongs_to_the_speaker(make_clip, drifting):
    """Guards against a line coming out of the wrong mouth."""
    reading = talking(Path("talk.mp4"), drifting, make_clip)
    faces = {"Ann": LEFT, "Bob": RIGHT}
    company = Company(
        tuple(Sighting(k, float(t), (LEFT, RIGHT), faces, faces) for k, t in enumerate(reading.colour_times))
    )
    line = TimedLine(speaker="Ann", text="hello", start_s=0.2, end_s=1.4)
    right = mouth_measures(reading, company, [line])["mouth_margin"].value
    wrong = mouth_measures(reading, company, [line.model_copy(update={"speaker": "Bob"})])["mouth_margin"].value
    off_screen = mouth_measures(reading, company, [line.model_copy(update={"voice_over": True})])["mouth_margin"]
    assert right is not None
    assert wrong is not None
    assert right > 0.2 > -0.45 > wrong
    assert off_screen.value is None


def test_a_mouth_is_followed_between_two_looks(make_clip, drifting):
    """Guards against a swapped line passing as unmeasured because the camera moved unevenly between two looks."""
    reading = talking(Path("tilt.mp4"), drifting, make_clip, sunk=30.0)
    faces = {"Ann": LEFT, "Bob": RIGHT}
    company = Company(
        (Sighting(0, 0.0, (LEFT, RIGHT), faces, faces), Sighting(2, 1.0, (LEFT, RIGHT), faces, faces))
    )
    line = TimedLine(speaker="Bob", text="hello", start_s=0.2, end_s=1.4)
    margin = mouth_measures(reading, company, [line])["mouth_margin"].value
    assert margin is not None
    assert margin < -0.45


def test_faces_that_jump_in_size_accuse_nobody(make_clip, drifting):
    """Guards against a clean dialogue rejected because the finder took a forehead or a hand for the face."""
    reading = talking(Path("jump.mp4"), drifting, make_clip)
    sightings = []
    for index, time_s in enumerate(reading.colour_times):
        side = (20, 48, 90, 150)[index % 4]
        faces = {"Ann": (LEFT[0], LEFT[1], side, side), "Bob": RIGHT}
        sightings.append(Sighting(index, float(time_s), (RIGHT,), faces, faces))
    line = TimedLine(speaker="Bob", text="hello", start_s=0.2, end_s=1.4)
    assert mouth_measures(reading, Company(tuple(sightings)), [line])["mouth_margin"].value is None


def test_photographs_have_a_milder_limit(green_portrait):
    """Guards against paid takes rejected by a limit that only drawings were ever held against."""
    bust = bust_of(green_portrait.image, drawn=False)
    assert bust is not None
    company = Company((seen(0.3, 0.5), seen(0.2, 0.5)), {"Ann": bust})
    photograph = [green_portrait.model_copy(update={"drawn": False})]
    measured = cast_measures(company, photograph)
    assert measured["cast_likeness"].value is None
    assert not find_faults(measured).faults
    assert find_faults(cast_measures(company, ANN)).faults[0].code == "wrong-cast"


ADA = Figure(name="Ada", description="old woman, silver bun, bright yellow raincoat", gender="female")
BOB = Figure(name="Bob", description="young man, dark green uniform, black hair", gender="male")
EVE = Figure(name="Eve", description="young woman, red dress, blond hair", gender="female")


BRUNO = Figure(name="Bruno", description="stout man, white shirt, brown beard, bald", gender="male", age="50")


@cache
def drawn(figure: Figure) -> np.ndarray:
    """A portrait as the engine draws it, for reading only."""
    return draw_portrait(figure, 0)[..., :3]


def looks_of(folder: Path, make_clip, in_front: Figure, side: int) -> Company:
    """Ada stands in front at full size and somebody else at another size beside her; Ada and Bob are expected."""
    stage = np.full((480, 640, 3), (140, 130, 120), np.uint8)
    people = []
    for figure in (ADA, BOB):
        image = folder / f"{figure.name}.png"
        cv2.imwrite(str(image), drawn(figure))
        people.append(Portrait(name=figure.name, image=image))
    for figure, high, left in ((ADA, 460, 20), (in_front, side, 400)):
        bust = cv2.resize(drawn(figure), (high * 3 // 4, high), interpolation=cv2.INTER_AREA)
        shown = bust[:, : 640 - left]
        stage[480 - high :, left : left + shown.shape[1]] = shown
    reading = read_clip(make_clip([stage] * 24))
    return see_people(reading, people)


def test_a_stranger_beside_the_cast_is_seen_and_a_picture_on_the_wall_is_none(make_clip, tmp_path):
    """Guards against a second actor who is somebody else, and against clean takes rejected for a poster."""
    stranger = looks_of(tmp_path, make_clip, EVE, 300)
    assert stranger.sightings
    assert all("Ada" in look.known_faces and look.strangers for look in stranger.sightings)
    poster = looks_of(tmp_path, make_clip, EVE, 140)
    assert any("Ada" in look.known_faces for look in poster.sightings)
    assert not any(look.strangers for look in poster.sightings)


def test_a_face_that_the_finder_misses_is_seen_by_its_eyes(make_clip, tmp_path):
    """Guards against a bald man with a beard playing somebody else's part: no face was ever found on him."""
    stage = np.full((480, 640, 3), (140, 130, 120), np.uint8)
    figure = drawn(BRUNO)
    stage[220:, 200:395] = cv2.resize(figure, (195, 260), interpolation=cv2.INTER_AREA)
    assert not find_face_candidates(stage), "the finder must miss the face, or this shows nothing"
    assert not find_faces_by_eyes(stage[:, :200])
    image = tmp_path / "Bob.png"
    cv2.imwrite(str(image), drawn(BOB))
    people = [Portrait(name="Bob", image=image)]
    looks = see_people(read_clip(make_clip([stage] * 24)), people)
    value = cast_measures(looks, people)["cast_likeness"].value
    assert value is not None
    assert value < 0.5
