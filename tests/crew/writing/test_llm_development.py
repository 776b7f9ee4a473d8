"""First lore and first cast by a model over a real socket: taken when they keep the rules, offline ones when not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from resources.errors import BudgetStop
from spark_video_assets.crew.writing.cast_inventor import invent_cards
from spark_video_assets.crew.writing.llm_development import LlmCastInventor, LlmLoreWriter
from spark_video_assets.crew.writing.lore_writer import first_lore
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.lore import MOOD_ANCHOR_LIMIT, Lore
from tests.support.asked_crew import AskedModel, asked_model

BRIEF = Brief(premise="Ada keeps a lighthouse that nobody needs. Bo comes to switch it off.", target_duration_s=40)
LORE = {
    "title": "The last light",
    "genre": ["drama"],
    "era": "1970s",
    "location": "a northern coast",
    "visual_style": "flat gouache, wide empty skies",
    "palette": ["slate", "amber"],
    "mood_anchor": "flat gouache, cold dusk, one warm light",
    "dramatic_action": "An old woman will not let the light go out.",
    "motifs": ["the turning beam"],
    "pacing_external": "slow",
    "pacing_internal": "stubborn",
}


def person(name: str, **more: Any) -> dict[str, Any]:
    told = {
        "name": name,
        "gender": "woman",
        "age": 71,
        "look": "Small woman in a yellow raincoat.",
        "voice": "low, dry",
    }
    return {**told, "would_never": ["raise her voice"], **more}


@pytest.fixture
def model(tmp_path: Path) -> Iterator[AskedModel]:
    with asked_model(tmp_path) as listening:
        yield listening


def test_a_lore_is_written_from_the_premise(model: AskedModel) -> None:
    """Guards against a film in one of nine ready looks although a model was paid for a better one."""
    model.says(LORE)
    made = LlmLoreWriter(model.chat).write(BRIEF)
    assert (made.lore.anchor, made.lore.palette, made.by) == (LORE["mood_anchor"], LORE["palette"], "qwen-plus")
    assert made.lore.duration_target_s == 40
    assert [call.phase for call in model.calls()] == ["lore_writer"]


@pytest.mark.parametrize("anchor", ["TBD   ", "x" * (MOOD_ANCHOR_LIMIT + 1), " \t \n   "])
def test_a_lore_without_a_usable_anchor_is_not_taken(model: AskedModel, anchor: str) -> None:
    """Guards against an open or endless anchor at the end of every prompt of the film."""
    model.says({**LORE, "mood_anchor": anchor})
    made = LlmLoreWriter(model.chat).write(BRIEF)
    assert made.lore == first_lore(BRIEF)
    assert made.by.startswith("offline (qwen-plus gave no usable answer in 3 tries")
    assert len(model.calls()) == 3


def test_a_cast_is_invented_with_cards(model: AskedModel) -> None:
    """Guards against people who look, sound and behave like nobody in particular."""
    model.says({"people": [person("Ada"), person("Bo", gender="man", age=34, look="Tall man in a grey coat.")]})
    ada, bo = LlmCastInventor(model.chat).invent(BRIEF, Lore())
    assert (ada.name, ada.age, ada.gender, ada.voice_style, ada.dont) == (
        "Ada",
        "71",
        "woman",
        "low, dry",
        ["raise her voice"],
    )
    assert bo.description == "Tall man in a grey coat."


@pytest.mark.parametrize(
    "people",
    [
        [person("Ada")],
        [person("Ada"), person("Ada")],
        [person("Ada"), person("../../etc")],
        [person("Ada"), person("Narrator")],
        [person("Ada"), person("Bo", look="A man with a pistol in his belt.")],
    ],
)
def test_a_cast_that_breaks_a_rule_is_not_taken(model: AskedModel, people: list[dict[str, Any]]) -> None:
    """Guards against doubles, names that no folder can have, and what the lore forbids."""
    model.says({"people": people})
    cards = LlmCastInventor(model.chat).invent(BRIEF, Lore(forbidden=["pistol"]))
    assert [card.name for card in cards] == [card.name for card in invent_cards(BRIEF.premise, "en", BRIEF.seed)]
    assert not any("pistol" in card.text() for card in cards)
    assert len(model.calls()) == 3


def test_an_empty_purse_is_told_and_not_worked_around(tmp_path: Path) -> None:
    """Guards against a cheaper film than the one that was ordered, made without a word."""
    with asked_model(tmp_path, cap="0.00001") as poor:
        with pytest.raises(BudgetStop):
            LlmLoreWriter(poor.chat).write(BRIEF)
        assert poor.asked() == []
