"""Rules about scripts and cards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from spark_video_assets.story import rules
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.rules import Facts, check_manifests, check_script
from spark_video_assets.story.rules.screenplay import scene_range
from spark_video_assets.story.script import Script


def _manifest(kind: str, **cards: dict[str, Any]) -> Manifest:
    entries = {
        name: {"name": name, "id": name.lower(), "images": ["a.png"], **entry}
        | {"card": {"description": "x", **entry.get("card", {})}}
        for name, entry in cards.items()
    }
    return Manifest.from_data({"kind": kind, "entries": entries}, where="x")


FACTS = Facts(
    cast=_manifest("cast", Mina={"card": {"aliases": ["Mimi"]}}, Otto={}),
    lore=Lore(forbidden=["dragon"]),
    target_s=60,
)


def _page(number: int = 1, **changes: Any) -> dict[str, Any]:
    page = {
        "number": number, "location": "Bakery", "estimated_duration_s": 30,
        "dialogue": [{"speaker": "Mina", "text": "Good morning."}],
    }  # fmt: skip
    return {**page, **changes}


def _script(*pages: dict[str, Any], checks: bool = True) -> Script:
    listed = [dict(page) for page in (pages or (_page(1), _page(2)))]
    if checks and listed:
        listed[-1].setdefault("cast_check", {"leads": ["Mina"]})
        listed[-1].setdefault("prop_check", [{"name": "key-rusty"}])
    return Script.from_data({"pages": listed}, where="x")


def _facts(**changes: Any) -> Facts:
    return Facts(**{**vars(FACTS), **changes})


def _beats(count: int, line: str = "She waited.") -> dict[str, Any]:
    return {"type": "narration", "dialogue": [], "beats": [{"narration": line}] * count}


CASES: dict[str, tuple[Script, Facts, str]] = {
    "no-scenes": (Script(), FACTS, "ERROR"),
    "duplicate-scene-number": (_script(_page(1), _page(1)), FACTS, "ERROR"),
    "scene-number-gap": (_script(_page(1), _page(3)), FACTS, "WARN"),
    "length-off-target": (_script(_page(1), _page(2, estimated_duration_s=10)), FACTS, "WARN"),
    "scene-count": (_script(*(_page(n, estimated_duration_s=10) for n in range(1, 7))), FACTS, "WARN"),
    "cast-check-missing": (_script(checks=False), FACTS, "WARN"),
    "prop-check-missing": (_script(checks=False), FACTS, "INFO"),
    "page-empty": (_script(_page(dialogue=[])), FACTS, "ERROR"),
    "unknown-speaker": (_script(_page(dialogue=[{"speaker": "Ghost", "text": "Boo."}])), FACTS, "ERROR"),
    "npc-needs-card": (
        _script(_page(
            dialogue=[{"speaker": "Ghost", "text": "Boo."}], cast_check={"named_npcs": [{"name": "Ghost"}]},
        )), FACTS, "INFO",
    ),
    "dialogue-too-long": (
        _script(_page(estimated_duration_s=3, dialogue=[{"speaker": "Mina", "text": "word " * 40}])), FACTS, "WARN",
    ),
    "beat-count": (_script(_page(**_beats(2))), FACTS, "WARN"),
    "narration-line-long": (_script(_page(**_beats(3, "One. Two. Three."))), FACTS, "WARN"),
    "user-line-missing": (_script(), _facts(user_lines=("Bread is forever!",)), "ERROR"),
    "forbidden-term": (_script(_page(action="A dragon bakes.")), FACTS, "ERROR"),
    "machine-words-in-script": (_script(_page(action="[Image 1] bakes.")), FACTS, "WARN"),
}  # fmt: skip


def test_a_sound_script_has_no_findings():
    """The first thing a writer sees must not be a list of complaints about good work."""
    assert check_script(_script(), FACTS) == []


@pytest.mark.parametrize("code", CASES)
def test_each_fault_of_a_script(code: str):
    """What can be counted in a script is counted before anybody boards it."""
    script, facts, severity = CASES[code]
    found = [f for f in check_script(script, facts) if f.code == code]
    assert found, f"{code} was not found"
    assert found[0].severity == severity
    assert found[0].mend
    assert found[0].place.startswith("scenes/")


def test_aliases_may_speak_and_user_lines_are_found():
    """An alias is no stranger; punctuation of a user's line may differ, its words may not."""
    script = _script(_page(dialogue=[{"speaker": "Mimi", "text": "Bread is forever…"}]), _page(2))
    assert check_script(script, _facts(user_lines=("Bread is forever!",))) == []


@pytest.mark.parametrize(
    ("seconds", "scenes"),
    [(60, (2, 3)), (120, (3, 5)), (180, (4, 6)), (300, (6, 10)), (600, (10, 18)), (20, (1, 2))],
)
def test_scene_count_table(seconds: int, scenes: tuple[int, int]):
    """The table of the screenwriter rules, by proportion between its rows."""
    assert scene_range(seconds) == scenes


MANIFEST_CASES: dict[str, Facts] = {
    "no-cast": Facts(),
    "duplicate-card-id": Facts(cast=_manifest("cast", Mina={"id": "m"}, Otto={"id": "m"})),
    "invalid-card-name": Facts(cast=_manifest("cast", **{"../etc": {"id": "etc"}})),
    "card-name-differs": Facts(cast=_manifest("cast", Mina={"name": "Nina"})),
    "irregular-card-id": Facts(cast=_manifest("cast", Mina={"id": "Mina!"})),
    "picture-missing": Facts(cast=_manifest("cast", Mina={"images": []})),
    "too-many-images": Facts(cast=_manifest("cast", Mina={"images": [f"{n}.png" for n in range(10)]})),
    "description-missing": Facts(cast=_manifest("cast", Mina={"card": {"description": " "}})),
    "forbidden-term": Facts(
        cast=_manifest("cast", Mina={"card": {"description": "dragon"}}), lore=Lore(forbidden=["dragon"])
    ),
    "alias-of-another": Facts(cast=_manifest("cast", Mina={"card": {"aliases": ["Otto"]}}, Otto={})),
    "unknown-relation": Facts(cast=_manifest("cast", Mina={"card": {"relationships": [{"target": "Ida"}]}})),
}


@pytest.mark.parametrize("code", MANIFEST_CASES)
def test_each_fault_of_a_card(code: str):
    """A card that cannot be used must be told by its name before a shot needs it."""
    found = [f for f in check_manifests(MANIFEST_CASES[code]) if f.code == code]
    assert found
    assert found[0].mend


def test_every_code_has_a_case():
    """A rule without a case is a rule that nobody has seen speak."""
    folder = Path(rules.__file__).parent
    for module, cases in (("screenplay", CASES), ("manifests", MANIFEST_CASES)):
        text = (folder / f"{module}.py").read_text("utf-8")
        told = set(re.findall(r'code\s*=\s*"([a-z0-9-]+)"', text))
        assert told <= set(cases)
