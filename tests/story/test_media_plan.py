"""Which pictures go with a shot."""

from __future__ import annotations

from spark_video_assets.story.cards import CardKind, Manifest, ManifestEntry
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.media_plan import MediaPlan, planned_media
from spark_video_assets.story.storyboard import Scene, Shot, Storyboard

HAPPYHORSE = ProviderLimits(name="bl", max_images=9, r2v_first_frame=False, needs_images=True)
WAN = ProviderLimits(name="wan27", max_images=5, needs_images=True, last_frame=True)


def _manifest(kind: CardKind, names: list[str]) -> Manifest:
    return Manifest(kind=kind, entries={n: ManifestEntry(name=n, id=n.lower(), images=[f"{n}.png"]) for n in names})


CAST = _manifest("cast", [f"C{n}" for n in range(12)])
SETS = _manifest("set", ["inn"])
PROPS = _manifest("prop", [f"P{n}" for n in range(8)])


def _plan(limits: ProviderLimits, *, first_chained: bool = False, **shot: object) -> MediaPlan:
    opening = Shot(id="S01-001", scene="S01", prompt="x", kind="t2v", use_prev_last_frame_as_first=False)
    tested = Shot.model_validate(
        {"id": "S01-002", "scene": "S01", "prompt": "x", "use_prev_last_frame_as_first": first_chained, **shot}
    )
    scene = Scene(id="S01", name="a", description="b", set_id="inn")
    board = Storyboard(title="t", scenes=[scene], shots=[opening, tested])
    return planned_media(tested, board, CAST, SETS, PROPS, limits)


def _names(plan: MediaPlan) -> list[str]:
    return [f"{item.role}:{item.name}" for item in plan.media]


def test_order_is_cast_set_props():
    """`[Image 1]` must be the first character: any other order gives people each other's faces."""
    plan = _plan(WAN, characters=["C2", "C1"], props=["P1"])
    assert _names(plan) == ["cast:C2", "cast:C1", "set:inn", "prop:P1"]
    assert plan.image_numbers() == {"C2": 1, "C1": 2}


def test_caps_drop_props_then_set_never_cast():
    """Too many pictures are refused by the provider after the wait; dropping a face would recast the film."""
    plan = _plan(WAN, characters=["C1", "C2", "C3"], props=["P1", "P2", "P3"])
    assert _names(plan) == ["cast:C1", "cast:C2", "cast:C3", "set:inn", "prop:P1"]
    assert [item.name for item in plan.dropped] == ["P3", "P2"]
    crowd = _plan(WAN, characters=[f"C{n}" for n in range(6)], props=["P1"])
    assert [item.role for item in crowd.media] == ["cast"] * 6
    assert "exceed" in crowd.notes[-1]


def test_chaining_is_real_on_every_provider():
    """Weakness 3: chaining silently did nothing where r2v takes no first frame. It becomes i2v, and says so."""
    plan = _plan(HAPPYHORSE, first_chained=True, characters=["C1"])
    assert plan.kind == "i2v"
    assert _names(plan) == ["first_frame:S01-001"]
    assert "becomes i2v" in plan.notes[0]
    both = _plan(WAN, first_chained=True, characters=["C1"])
    assert (both.kind, _names(both)) == ("r2v", ["cast:C1", "set:inn", "first_frame:S01-001"])


def test_i2v_never_starts_on_a_portrait():
    """Weakness 4: a portrait became the first frame of the film."""
    chained = _plan(HAPPYHORSE, first_chained=True, kind="i2v", characters=["C1"], props=["P1"])
    assert _names(chained) == ["first_frame:S01-001"]
    anchored = _plan(WAN, kind="i2v", characters=["C1"], start_composition="door ajar", end_composition="door shut")
    assert _names(anchored) == ["first_frame:S01-002", "last_frame:S01-002"]
    lost = _plan(WAN, kind="i2v", characters=["C1"])
    assert (lost.media, lost.needs_first_frame) == ([], True)


def test_set_opt_out_and_unknown_names():
    """An empty set id opts out; a name without a card or picture is told, not passed over in silence."""
    plan = _plan(WAN, characters=["C1", "Nobody"], set_id="")
    assert _names(plan) == ["cast:C1"]
    assert plan.notes == ["cast Nobody: is unknown, nothing is sent for it"]


def test_t2v_takes_no_picture():
    """A t2v request with media is refused."""
    assert _plan(WAN, kind="t2v", first_chained=True, characters=["C1"]).media == []


def test_provider_lengths():
    """A provider with fixed lengths rounds up, so that no line is cut."""
    veo = ProviderLimits(fixed_durations_s=(4, 6, 8))
    assert [veo.clip_seconds(s) for s in (3, 5, 8, 12)] == [4, 6, 8, 8]
    assert ProviderLimits(min_duration_s=3, max_duration_s=15).clip_seconds(2) == 3
