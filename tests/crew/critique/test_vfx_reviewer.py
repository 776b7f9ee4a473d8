"""The VFX review: each planted fault is found with its letter, and blocks when it must."""

from __future__ import annotations

import pytest

from spark_video_assets.crew.critique.vfx_reviewer import OfflineVfxReviewer
from spark_video_assets.story.storyboard import SpokenBeat
from spark_video_assets.story.vfx_report import VfxReport

FAULTS = {
    "A": ("CRIT", {"prompt": "Close-up on Ada, static. Ada lifts a hand and speaks into the dark, slowly."}),
    "C": ("CRIT", {"prompt": "Close-up on Ada. Ada wears a red coat. {anchor}"}),
    "D": ("CRIT", {"kind": "t2v"}),
    "F": ("WARN", {"kind": "t2v"}),
    "G": ("WARN", {"use_prev_last_frame_as_first": True, "role": "drama", "scene": "S09"}),
    "H": ("WARN", {"prompt": "Ada. {anchor}", "camera": None, "speech": []}),
    "I": ("WARN", {"seed": 99}),
    "J": ("CRIT", {"prompt": "Close-up on Ada. Ada draws a gun and waits. {anchor}"}),
    "K": ("WARN", {"duration": 15, "speech": []}),
    "M": ("CRIT", {"narrative_purpose": "推进剧情"}),
    "Q": ("CRIT", {"props": ["flying saucer"]}),
}


@pytest.mark.parametrize("letter", FAULTS)
def test_a_planted_fault_is_found(example, letter):
    """A rule that does not see its own fault lets the money go."""
    severity, change = FAULTS[letter]
    made = example("lantern-bay")
    place = 3
    told = {
        key: value.replace("{anchor}", made.lore.anchor) if isinstance(value, str) else value
        for key, value in change.items()
    }
    shots = list(made.board.shots)
    shots[place] = shots[place].model_copy(update=told)
    report = OfflineVfxReviewer().review(made.board.model_copy(update={"shots": shots}), made.told)
    found = [finding for finding in report.findings if finding.rule == letter]
    assert [finding.severity for finding in found][:1] == [severity]
    assert (report.verdict == "BLOCK") or severity != "CRIT"


def test_a_line_spoken_twice_or_never_is_found(example):
    """Every written line must be heard exactly once."""
    made = example("lantern-bay")
    shots = list(made.board.shots)
    lost = [s.model_copy(update={"speech": []}) if s.id == "S01-004" else s for s in shots]
    report = OfflineVfxReviewer().review(made.board.model_copy(update={"shots": lost}), made.told)
    assert any(f.rule == "D" and "Nobody ever got lost" in f.message for f in report.findings)
    twice = SpokenBeat(speaker="Ada", text="Nobody ever got lost. That is how you know it works.")
    doubled = [s.model_copy(update={"speech": [*s.speech, twice]}) if s.id == "S03-003" else s for s in shots]
    report = OfflineVfxReviewer().review(made.board.model_copy(update={"shots": doubled}), made.told)
    assert any(f.rule == "D" and "more than once" in f.message for f in report.findings)


def test_the_report_reads_and_survives(example):
    """The person at gate 2 reads the markdown; the next run reads the file."""
    made = example("江边茶馆")
    shots = [s.model_copy(update={"narrative_purpose": "a | b"}) for s in made.board.shots]
    report = OfflineVfxReviewer().review(made.board.model_copy(update={"shots": shots}), made.told)
    assert report.verdict == "PASS WITH WARNINGS"
    assert [f.id for f in report.findings if f.severity == "WARN"][:2] == ["WARN-001", "WARN-002"]
    assert "PASS WITH WARNINGS" in report.to_markdown()
    assert VfxReport.from_json(report.to_json(), where="vfx-review.json") == report
