"""Limits of paid providers as data: every file that is shipped, and what a broken one says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from paid_takes import take

import resources
from resources.errors import InvalidDocument, UsageError
from resources.prices import quote
from resources.video.base import MediaRef, PictureRequest, SpeechRequest
from resources.video.limits import chosen_family, load_limits

SHIPPED = sorted(
    path
    for path in Path(resources.__file__).parent.rglob("*.json")
    if "families" in json.loads(path.read_text(encoding="utf-8"))
)


def head(**families: Any) -> dict[str, Any]:
    return {"schema_version": 1, "provider": "bl", "as_of": "2026-05-30", "source": "a page", "families": families}


def family(**more: Any) -> dict[str, Any]:
    able = {"models": {}, "kinds": [], "min_duration_s": 1, "max_duration_s": 5, "ratios": [], "resolutions": []}
    return {"capabilities": able, **more}


@pytest.mark.parametrize("path", SHIPPED, ids=[f"{path.parent.name}/{path.name}" for path in SHIPPED])
def test_shipped_limits_are_whole_dated_and_priced(path: Path) -> None:
    """Guards against a model that can be chosen and then stops the episode because nobody knows its price."""
    for name, limits in load_limits(path).families.items():
        able = limits.capabilities
        assert (able.family, able.as_of is not None, bool(able.source)) == (name, True, True)
        assert able.models.keys() >= able.kinds
        assert able.kinds or able.models.keys() & {"image", "speech"}
        for kind in sorted(able.kinds):
            for resolution in sorted(able.resolutions):
                request = take(kind=kind, duration_s=min(able.max_duration_s, 60), resolution=resolution)
                assert quote(able, request).amount > 0
        if "image" in able.models:
            assert quote(able, PictureRequest(shot_id="x", prompt="y", width=1, height=1)).amount > 0
        if "speech" in able.models:
            assert quote(able, SpeechRequest(shot_id="x", text="y" * 99, voice="z", language="en")).amount > 0


def test_the_first_family_is_the_usual_one(tmp_path: Path) -> None:
    """Guards against a choice that is ignored, or a typing error that shoots on another model."""
    path = tmp_path / "limits.json"
    path.write_text(json.dumps(head(one=family(), two=family())), encoding="utf-8")
    limits = load_limits(path)
    assert chosen_family(limits, {}).capabilities.family == "one"
    assert chosen_family(limits, {"SPARK_VIDEO_VIDEO_MODEL": " two "}).capabilities.family == "two"
    with pytest.raises(UsageError) as caught:
        chosen_family(limits, {"SPARK_VIDEO_VIDEO_MODEL": "three"})
    assert "'three'" in str(caught.value)
    assert "allowed: one, two" in str(caught.value)


def test_roles_and_lengths_of_a_kind_go_before_the_general(tmp_path: Path) -> None:
    """Guards against the limits of one kind of shot being used for another."""
    small, large = {"formats": ["PNG"], "min_side_px": 100}, {"formats": ["PNG"], "min_side_px": 400}
    told = family(
        media={"reference": small, "r2v reference": large}, durations_s={"r2v": [1, 4], "r2v first_frame": [1, 3]}
    )
    path = tmp_path / "limits.json"
    path.write_text(json.dumps(head(one=told)), encoding="utf-8")
    limits = load_limits(path).families["one"]
    sides = [
        getattr(limits.media_limits(kind, role), "min_side_px", None)
        for kind in ("i2v", "r2v")
        for role in ("set", "mask")
    ]  # type: ignore[arg-type]
    assert sides == [100, None, 400, None]
    frame = MediaRef(role="first_frame", path=Path("a.png"))
    lengths = [
        limits.longest_s(take(kind=kind, media=media)) for kind in ("t2v", "r2v") for media in ((), (frame,))
    ]
    assert lengths == [5, 5, 4, 3]


@pytest.mark.parametrize("broken", [{}, {"schema_version": 2}, {"families": {}}, {"families": {"one": {}}}])
def test_a_broken_file_is_named(tmp_path: Path, broken: dict[str, Any]) -> None:
    """Guards against a traceback when somebody edits limits by hand."""
    path = tmp_path / "limits.json"
    path.write_text(json.dumps({**head(one=family()), **broken} if broken else {}), encoding="utf-8")
    with pytest.raises(InvalidDocument, match=r"limits\.json"):
        load_limits(path)
