"""From what somebody saw in a film to who redoes it: place, suspects, cost, confirmation. Rules only, on a real folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from scripted_studio import Studio, shot_of, studio_of

from resources.atomic import write_text
from resources.errors import InvalidDocument, NotFound, UsageError
from spark_video_assets.crew.feedback.attributor import RuleAttributor
from spark_video_assets.crew.feedback.issues import confirm_issue, issue_named, issues_of, report_issue
from spark_video_assets.crew.feedback.objecting import reject
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.attribution import (
    DEFAULT_TABLE,
    KINDS,
    Blame,
    Issue,
    IssueKind,
    IssueTable,
    ShotFacts,
    suspects_of,
)
from spark_video_assets.story.gates import Gate, SignOff

ONE, TWO = "S01-001", "S01-002"
NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def look(studio: Studio) -> Sources:
    return Sources(studio.episode, Settings(provider="animatic"))


def report(studio: Studio, kind: IssueKind, note: str, *, at_s: float | None = 0.3) -> Issue:
    return report_issue(look(studio), RuleAttributor(), kind=kind, note=note, by="Mia", at=NOW, at_s=at_s)


def confirm(studio: Studio, issue: Issue, blame: Blame | None = None) -> Issue:
    def say_no(gate: Gate, words: str) -> SignOff:
        return reject(look(studio), gate, note=words, by="Mia", at=NOW)

    return confirm_issue(look(studio), issue, say_no, blame=blame, by="Mia")


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Two shots with winners, the second continuing the first: half a second of film."""
    made = studio_of(tmp_path, shot_of(1), shot_of(2, chained=True))
    made.shoot()
    episode = made.episode
    episode.save(
        dailies_of(episode.storyboard(), episode.states(), episode.escalation(), 7.0), episode.folder.dailies
    )
    return made


def test_a_confirmed_issue_becomes_a_retake_with_the_text(studio: Studio) -> None:
    """The free text would be thrown away, and the next take fail in the same way."""
    issue = report(studio, "visual-continuity", "Her hands melt into the lamp")
    assert (issue.shot, issue.suspects[0].blame) == (TWO, "prompt")
    assert studio.episode.states().of(TWO).winner_version == 1
    settled = confirm(studio, issue)
    assert settled.routed == [f"shot again with the note: {TWO}"]
    assert issue_named(studio.episode, "issue-001") == settled
    assert "Her hands melt" in (studio.episode.states().of(TWO).note or "")
    assert studio.shoot().won == [TWO]
    with pytest.raises(UsageError, match="was confirmed by Mia"):
        confirm(studio, settled)


def test_what_redoing_touches_is_told_before_anything_is_done(studio: Studio) -> None:
    """A person would confirm without knowing that the whole chain is paid for again."""
    issue = report(studio, "timing", "drags", at_s=0.0)
    assert issue.suspects[0].blame == "storyboard"
    assert issue.redo.shots == [ONE, TWO]
    assert issue.redo.gates == ["storyboard", "render", "final"]
    assert issue.redo.cost is None  # no render plan: nobody knows the price
    assert studio.episode.states().of(ONE).winner_version == 1


def test_a_person_may_know_better(studio: Studio) -> None:
    """The suspicion of a machine would be the last word."""
    issue = report(studio, "timing", "drags")
    write_text(studio.episode.folder.brief, "premise: A light.\nprovider: animatic\nresolution: 480P\n")
    settled = confirm(studio, issue, "cut")
    assert (settled.confirmed, settled.redo.shots, settled.redo.gates) == ("cut", [], ["final"])
    assert confirm(studio, report(studio, "visual-continuity", "wrong coat"), "looks").unrouted.startswith(
        "looks are"
    )


@pytest.mark.parametrize(
    ("kind", "note", "blame"),
    [
        ("visual-continuity", "the lamp is off", "frames"),
        ("timing", "hm", "storyboard"),
        ("dialogue-audio", "odd", "prompt"),
        ("narrative-structure", "odd", "storyboard"),
        ("dialogue-audio", "the music drowns her", "music"),
        ("dialogue-audio", "wrong line: she should say home", "script"),
        ("visual-continuity", "her coat is red in every shot", "looks"),
        ("visual-continuity", "手指融化了", "prompt"),
        ("timing", "the subtitles come late", "cut"),
        ("narrative-structure", "her motivation is unclear", "script"),
    ],
)
def test_the_rules_and_the_table(kind: IssueKind, note: str, blame: str) -> None:
    """An issue would send the wrong people back to work."""
    facts = ShotFacts(shot=ONE, has_anchor_frames=True)
    suspects = suspects_of(kind, note, facts, IssueTable())
    assert suspects[0].blame == blame
    assert DEFAULT_TABLE[kind] in {one.blame for one in suspects}
    assert all(0 < one.confidence < 1 for one in suspects)


@pytest.mark.parametrize("kind", KINDS)
def test_a_house_may_have_another_table(studio: Studio, kind: IssueKind) -> None:
    """Every production has its own weak stage."""
    write_text(studio.episode.folder.project_folder / "issues.yaml", f"stages: {{{kind}: script}}\n")
    assert report(studio, kind, "odd").suspects[0].blame == "script"
    write_text(studio.episode.folder.project_folder / "issues.yaml", f"stages: {{{kind}: catering}}\n")
    with pytest.raises(InvalidDocument, match="catering"):
        report(studio, kind, "odd")


def test_wrong_reports_are_refused_with_a_reason(studio: Studio) -> None:
    """An issue without a place or text would be attributed to something by accident."""
    with pytest.raises(UsageError, match=r"0 to 0\.50"):
        report(studio, "timing", "late", at_s=99)
    with pytest.raises(UsageError, match="no note"):
        report(studio, "timing", "  ")
    with pytest.raises(UsageError, match="where is it"):
        report(studio, "timing", "late", at_s=None)
    with pytest.raises(NotFound):
        issue_named(studio.episode, "issue-404")
    assert issues_of(studio.episode) == []
