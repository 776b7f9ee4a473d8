"""A rejected storyboard through the real graph: the named shot is redrawn, no other, and the gate asks again."""

from __future__ import annotations

from pathlib import Path

from kept_episodes import KeptEpisodes
from tiny_episode import FIRST, SECOND


def test_only_the_named_shot_is_redrawn_and_the_gate_asks_again(
    kept_episodes: KeptEpisodes, tmp_path: Path
) -> None:
    """Signed-off work of other shots would be thrown away, or the note change nothing and nobody say so."""
    house = kept_episodes.copy("gate storyboard", tmp_path)
    before = house.episode.storyboard()
    house.sign("storyboard", "REJECT", note=f"{FIRST}: closer, please")
    record = house.episode.sign_off("storyboard")
    assert record is not None
    assert record.routed == [f"the director redraws {FIRST}"]
    assert set(house.go_on_to("gate storyboard")) == {"storyboarding"}
    after = house.episode.storyboard()
    assert after.shot(FIRST) != before.shot(FIRST)
    assert after.shot(SECOND) == before.shot(SECOND)
    assert (house.step().state, house.episode.states().of(FIRST).director_rewrites) == ("wait", 0)
    house.sign("storyboard")
    assert house.step().label == "shooting"
