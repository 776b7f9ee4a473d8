"""The VFX review with a model: countable rules stay in code, severities cannot be made up, failure leaves the count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asked_crew import AskedModel, asked_model

from spark_video_assets.crew.critique.llm_vfx_reviewer import LlmVfxReviewer
from spark_video_assets.crew.critique.vfx_reviewer import OfflineVfxReviewer
from spark_video_assets.story.vfx_report import VfxReport


def finding(**more: Any) -> dict[str, Any]:
    told = {
        "rule": "C",
        "severity": "CRIT",
        "shots": ["S01-001"],
        "message": "Ada is told to be young.",
        "fix": "drop young",
    }
    return {**told, **more}


@pytest.fixture
def model(tmp_path: Path) -> Iterator[AskedModel]:
    with asked_model(tmp_path) as asked:
        yield asked


@pytest.fixture
def production(example: Callable[[str], Any]) -> Any:
    return example("lantern-bay")


def review(model: AskedModel, production: Any) -> VfxReport:
    return LlmVfxReviewer(model.chat).review(production.board, production.told)


def test_both_halves_are_in_one_report(model: AskedModel, production: Any) -> None:
    """Gate 2 would show only what can be counted, or only what a model thought of."""
    counted = OfflineVfxReviewer().review(production.board, production.told)
    model.says({"findings": [finding()]})
    report = review(model, production)
    assert report.verdict == "BLOCK"
    assert len(report.findings) == len(counted.findings) + 1
    assert report.judged_rules == "ABCDEFGHIJKLMNOPQR"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (finding(rule="N"), "rule N is SUGG or WARN, not CRIT"),
        (finding(shots=["S77-001"]), "there is no shot S77-001"),
        (finding(rule="Z"), "rule"),
    ],
)
def test_made_up_findings_go_back(model: AskedModel, production: Any, bad: dict[str, Any], told: str) -> None:
    """A model's taste would block the gate, or a person look for a shot that does not exist."""
    model.says({"findings": [bad]}, times=1)
    model.says({"findings": []})
    review(model, production)
    assert told in model.asked()[1]


def test_without_a_model_the_count_stands_and_says_so(model: AskedModel, production: Any) -> None:
    """The review would fail, or claim to have checked what it did not."""
    model.says(answer="refusal")
    report = review(model, production)
    counted = OfflineVfxReviewer().review(production.board, production.told)
    assert report.findings == counted.findings
    assert "B" not in report.judged_rules
    assert "The other rules were not checked" in report.to_markdown()
