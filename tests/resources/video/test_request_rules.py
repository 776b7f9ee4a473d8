"""What is asked of every request before a paid provider sees it, where the providers' own tests do not reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from paid_takes import take

from resources.errors import ProviderError
from resources.failures import Policy
from resources.video.base import Capabilities, MediaRef
from resources.video.limits import FamilyLimits
from resources.video.request_rules import check_request, left_out, made_seconds, unwanted, without_music


def limits(**others: object) -> FamilyLimits:
    able = {
        "name": "house",
        "family": "one",
        "models": {"t2v": "m"},
        "kinds": {"t2v"},
        "min_duration_s": 3,
        "max_duration_s": 10,
        "ratios": {"16:9"},
        "resolutions": {"720P"},
        **others,
    }
    return FamilyLimits(capabilities=Capabilities.model_validate(able))


@pytest.mark.parametrize(
    ("wanted_s", "fixed", "longest_only", "made"),
    [(2, (), (), 3), (4.2, (), (), 5), (5, (4, 6, 8), (), 6), (5, (4, 6, 8), ("720P",), 8), (8, (4, 6, 8), (), 8)],
)
def test_lengths_are_rounded_up_never_down(
    wanted_s: float, fixed: tuple[float, ...], longest_only: tuple[str, ...], made: int
) -> None:
    """A line of dialogue would be cut off, or its length changed without a word."""
    family = limits(fixed_durations_s=fixed, longest_only=longest_only)
    seconds, notes = made_seconds(take(duration_s=wanted_s, resolution="720P"), family)
    assert seconds == made
    assert bool(notes) == (made != wanted_s)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "i2v"}, "kind: house one makes no i2v; allowed: t2v"),
        ({"resolution": "1080P"}, "resolution: house one makes no 1080P; allowed: 720P"),
        ({"duration_s": 11}, "duration: house one makes no 11 s; allowed: up to 10 s"),
        ({"media": (MediaRef(role="cast", path=Path("a.png")),)}, "cast a.png"),
    ],
)
def test_a_misfit_names_field_value_and_what_is_allowed(fields: dict[str, object], told: str) -> None:
    """A person would have to guess what of the shot to change."""
    with pytest.raises(ProviderError) as caught:
        check_request(take(**{"resolution": "720P", **fields}), limits())
    assert caught.value.failure == Policy.PERMANENT
    assert told in str(caught.value)
    assert "shot S01-001" in str(caught.value)


def test_music_is_unwanted_in_the_language_of_the_prompt() -> None:
    """An English sentence in a Chinese prompt is spoken aloud by some models; a silent take needs no such wish."""
    assert without_music("她走在码头上。", take(prompt="她走在码头上。", forbid_music=True)).endswith(
        "人声和环境声。"
    )
    assert without_music("She walks.", take(forbid_music=True, generate_audio=False)) == "She walks."
    assert unwanted(take(negative_prompt=" rain ", forbid_music=True)) == "rain, background music, soundtrack"
    assert unwanted(take()) == ""


def test_only_what_shows_nobody_else_is_left_out() -> None:
    """A person of the scene would be missing from the film without a word."""
    frame, face = (
        MediaRef(role="last_frame", path=Path("e.png"), name="end"),
        MediaRef(role="cast", path=Path("a.png")),
    )
    taken = {"t2v": frozenset[str]()}
    told = left_out(take(media=(frame,)), taken, frozenset({"last_frame"}))  # type: ignore[arg-type]
    assert told == ("last_frame end left out: it does not go with t2v",)
    with pytest.raises(ProviderError, match=r"cast a\.png: does not go with t2v; allowed: no files"):
        left_out(take(media=(frame, face)), taken, frozenset({"last_frame"}))  # type: ignore[arg-type]
