"""Who gets which voice, from the words of the cards."""

from __future__ import annotations

import pytest

from resources.tts.base import Speaker, Voice
from resources.tts.voices import cast_voices, kind_of


def settings(voice: Voice) -> tuple[str, int, float]:
    return voice.engine_voice, voice.pitch, voice.rate


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        (Speaker(name="A", gender="女", age="25岁"), "woman"),
        (Speaker(name="A", gender="male", age="45"), "man"),
        (Speaker(name="A", gender="男", age="六十八岁"), "old_man"),
        (Speaker(name="A", gender="female", age="elderly"), "old_woman"),
        (Speaker(name="A", gender="男孩", age="八岁"), "boy"),
        (Speaker(name="A", gender="Female", age="8 years old"), "girl"),
        (Speaker(name="A", gender="female", age="35 years old"), "woman"),
        (Speaker(name="A", gender="male", age="middle-aged"), "man"),
        (Speaker(name="王奶奶"), "woman"),
        (Speaker(name="Mrs Higgins"), "woman"),
        (Speaker(name="Uncle Bob"), "man"),
        (Speaker(name="A", voice_style="the deep voice of an old woman"), "old_woman"),
    ],
)
def test_card_decides_the_kind_of_voice(speaker: Speaker, kind: str) -> None:
    """Guards against a grandmother with a boy's voice."""
    assert kind_of(speaker) == kind


@pytest.mark.parametrize("gender", ["male", "female", None])
def test_twelve_people_have_twelve_voices(gender: str | None) -> None:
    """Guards against two speakers with one voice, however alike their cards are."""
    voices = cast_voices([Speaker(name=f"角色{number}", gender=gender) for number in range(12)], "zh")
    assert len({(voice.engine_voice, voice.pitch) for voice in voices.values()}) == 12


def test_forty_children_still_differ() -> None:
    """Guards against a crash or doubles in a cast larger than the table of voices."""
    voices = cast_voices([Speaker(name=f"kid {number}", age="child") for number in range(40)], "en")
    assert len({settings(voice) for voice in voices.values()}) == 40


def test_newcomers_and_narrators_change_nobody() -> None:
    """Guards against a person whose voice changes in the shot where a stranger or the narrator speaks too."""
    cast = [Speaker(name=f"P{number}", gender="male") for number in range(8)]
    alone = cast_voices(cast, "en")
    extras = [Speaker(name="narrator"), cast[0], Speaker(name="A stranger", gender="male")]
    crowded = cast_voices([*cast, *extras], "en")
    assert {name: crowded[name] for name in alone} == alone
    assert crowded["narrator"] == cast_voices([Speaker(name="narrator")], "en")["narrator"]


def test_words_of_the_card_are_heard() -> None:
    """Guards against "deep", "fast" or "沙哑" on a card that changes nothing."""

    def voice(style: str | None) -> Voice:
        return cast_voices([Speaker(name="Kai", gender="male", voice_style=style)], "en")["Kai"]

    plain = voice(None)
    assert voice("deep").pitch < plain.pitch - 8
    assert voice("低沉").pitch == voice("deep").pitch
    assert voice("bright and clear").pitch > plain.pitch + 8
    assert voice("语速快").rate > plain.rate * 1.08
    assert voice("calm").pitch_range < plain.pitch_range
    assert voice("沙哑").engine_voice in {"croak", "m5", "klatt4"}


def test_narrator_is_calm_and_alone_in_that_voice() -> None:
    """Guards against a narrator who sounds like one of the cast."""
    cast = [Speaker(name=f"P{number}") for number in range(12)]
    for name in ("narrator", "旁白", "Narration (V.O.)"):
        voices = cast_voices([*cast, Speaker(name=name)], "en")
        assert voices[name].rate < 1.0
        assert voices[name].pitch_range < 45
        assert voices[name].engine_voice not in {voices[person.name].engine_voice for person in cast}


@pytest.mark.parametrize(("gender", "clearest"), [("male", {"m1"}), ("female", {"f5"})])
def test_the_clearest_voices_are_given_first(gender: str, clearest: set[str]) -> None:
    """Guards against a film whose only speaker has the voice that listeners understand least."""
    alone = {cast_voices([Speaker(name=f"P{n}", gender=gender)], "en")[f"P{n}"].engine_voice for n in range(40)}
    assert alone == clearest
