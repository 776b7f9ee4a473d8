"""Sign-offs: bound to exactly what was shown, and able to say what has changed since."""

from __future__ import annotations

import pytest

from spark_video_assets.story.gates import SignOff, changed_since, gate_named, shown_digest, signed_state

SHOWN = {"scene 01": "a", "scene 02": "b", "lore": "c"}


def signed(decision: str = "approve") -> SignOff:
    told = {"gate": "script", "decision": decision, "by": "Mia", "at": "2026-11-20T09:00:00+00:00"}
    return SignOff.model_validate({**told, "digest": shown_digest(SHOWN), "shown": SHOWN})


def test_states_of_a_sign_off() -> None:
    """A rejected or outdated decision would open the gate."""
    assert signed_state(None, SHOWN) == "waiting"
    assert signed_state(signed(), SHOWN) == "approved"
    assert signed_state(signed("reject"), SHOWN) == "rejected"
    assert signed_state(signed(), {**SHOWN, "lore": "d"}) == "stale"
    assert signed_state(signed("reject"), {**SHOWN, "lore": "d"}) == "stale"


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        ({**SHOWN, "scene 02": "x"}, ["scene 02"]),
        ({k: v for k, v in SHOWN.items() if k != "lore"}, ["lore"]),
        ({**SHOWN, "scene 03": "n"}, ["scene 03"]),
        (SHOWN, []),
    ],
)
def test_what_changed_is_named(now: dict[str, str], changed: list[str]) -> None:
    """A person asked again would have to look for the difference."""
    assert changed_since(signed(), now) == changed
    assert (signed_state(signed(), now) == "approved") == (not changed)


def test_order_of_parts_does_not_matter() -> None:
    """The same content listed in another order would close a gate."""
    assert shown_digest(dict(reversed(SHOWN.items()))) == shown_digest(SHOWN)


def test_a_forged_list_of_parts_does_not_open_the_gate() -> None:
    """Editing the parts without the digest (or back) must not pass: only the digest of today's content counts."""
    forged = signed().model_copy(update={"shown": {**SHOWN, "lore": "d"}})
    assert signed_state(forged, {**SHOWN, "lore": "d"}) == "stale"


@pytest.mark.parametrize("text", ["2", "gate-2", "Gate 2", "storyboard", " STORYBOARD "])
def test_a_gate_by_name_or_number(text: str) -> None:
    """`approve hf 001 gate-2` would be refused although the file is called so."""
    assert gate_named(text) == "storyboard"
    assert gate_named("5") is None
