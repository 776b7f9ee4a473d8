"""Every rule about storyboards: a sound storyboard passes, and each single fault is found under its own code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_video_assets.story import rules
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.limits import ProviderLimits
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.rules import Facts, Finding, check_fragment, check_storyboard
from spark_video_assets.story.script import DialogueLine, ScenePage
from spark_video_assets.story.storyboard import Fragment, Storyboard

ANCHOR = "warm lamplight, soft grain"
STRICT = ProviderLimits(
    name="bl", min_duration_s=3, max_duration_s=15, max_images=2, r2v_first_frame=False, needs_images=True,
    negative_prompt=False, prompt_limit=1000, prompt_limit_cjk=500,
)  # fmt: skip


def _manifest(kind: str, **cards: dict[str, Any]) -> Manifest:
    entries = {
        name: {"name": name, "id": name.lower(), "images": [f"{name}.png"], "card": {"description": "x", **card}}
        for name, card in cards.items()
    }
    return Manifest.from_data({"kind": kind, "entries": entries}, where="x")


FACTS = Facts(
    cast=_manifest("cast", Mina={"dont": ["whistle"]}, Otto={}),
    sets=_manifest("set", bakery={"forbidden": ["neon sign"]}, harbour_night={}),
    props=_manifest("prop", key={"forbidden": ["gold"]}, lamp={}),
    lore=Lore(mood_anchor=ANCHOR, forbidden=["dragon"]),
    target_s=30,
    tracks=frozenset({"waltz"}),
)


def _shot(number: int, **changes: Any) -> dict[str, Any]:
    shot = {
        "id": f"S01-{number:03d}", "scene": "S01", "duration": 10, "characters": ["Mina"], "kind": "r2v",
        "use_prev_last_frame_as_first": False, "narrative_purpose": f"Mina learns secret number {number}",
        "prompt": f"Medium shot, slow push in. Mina, a young baker, kneads dough in corner {number}. {ANCHOR}",
    }  # fmt: skip
    return {**shot, **changes}


def _board(*shots: dict[str, Any], **changes: Any) -> Storyboard:
    scene = {
        "id": "S01", "name": "Bakery", "description": "A small bakery.", "characters_present": ["Mina", "Otto"],
        "props_present": ["key", "lamp"], "set_id": "bakery",
    }  # fmt: skip
    data = {"title": "t", "scenes": [scene], "shots": list(shots or (_shot(1), _shot(2), _shot(3))), **changes}
    return Storyboard.from_data(data, where="storyboard.json")


def _with(**changes: Any) -> Storyboard:
    return _board(_shot(1), _shot(2, **changes), _shot(3))


def _facts(**changes: Any) -> Facts:
    return Facts(**{**vars(FACTS), **changes})


def _prompt(words: str) -> str:
    return f"Medium shot. Mina, a young baker. {words} {ANCHOR}"


def _scene(**changes: Any) -> list[dict[str, Any]]:
    scene = {"id": "S01", "name": "Bakery", "description": "A bakery.", "characters_present": ["Mina"], **changes}
    return [scene]


NARRATED = {
    "role": "narration", "narration_text": "She waited.", "kind": "t2v", "duration": 4, "characters": [],
}  # fmt: skip
LONG_LINE = "She waited by the door for years and years. " * 4
ROLLS = 'Mina says: "' + "I have been baking these rolls since four in the morning. " * 3 + '"'

CASES: dict[str, tuple[Storyboard, Facts, str]] = {
    "no-shots": (_board(shots=[]), FACTS, "ERROR"),
    "duplicate-shot-id": (_with(id="S01-001"), FACTS, "ERROR"),
    "duplicate-scene-id": (_board(scenes=_scene() + _scene()), FACTS, "ERROR"),
    "irregular-shot-id": (_with(id="../S01"), FACTS, "ERROR"),
    "irregular-scene-id": (_board(scenes=_scene() + _scene(id="attic")), FACTS, "ERROR"),
    "unknown-scene": (_with(scene="S09"), FACTS, "ERROR"),
    "shot-id-of-other-scene": (_with(id="S02-001"), FACTS, "WARN"),
    "scene-without-shots": (_board(scenes=_scene() + _scene(id="S02")), FACTS, "WARN"),
    "unknown-character": (_with(characters=["Nobody"]), FACTS, "ERROR"),
    "unknown-prop": (_with(props=["sword"]), FACTS, "WARN"),
    "unknown-set": (_with(set_id="moon"), FACTS, "WARN"),
    "character-not-in-scene": (_board(scenes=_scene(characters_present=[])), FACTS, "WARN"),
    "prop-not-in-scene": (_board(_shot(1, props=["key"]), scenes=_scene()), FACTS, "WARN"),
    "protagonist-dropout": (_board(_shot(1), *(_shot(n, characters=[]) for n in (2, 3, 4))), FACTS, "WARN"),
    "props-on-non-r2v": (_with(kind="t2v", props=["key"]), FACTS, "WARN"),
    "first-shot-chained": (_board(_shot(1, use_prev_last_frame_as_first=True)), FACTS, "WARN"),
    "narration-chained": (
        _board(_shot(1), _shot(2, **NARRATED, use_prev_last_frame_as_first=True), mode="narration"), FACTS, "WARN",
    ),
    "i2v-without-first-frame": (_with(kind="i2v"), FACTS, "ERROR"),
    "i2v-not-chained": (_with(kind="i2v", start_composition="the door"), FACTS, "WARN"),
    "mixed-sets-in-chain": (_with(use_prev_last_frame_as_first=True, set_id="harbour_night"), FACTS, "WARN"),
    "set-unused": (_board(_shot(1, set_id=""), scenes=_scene(set_id="bakery")), FACTS, "WARN"),
    "duration-over-provider": (_with(duration=20, long_take_reason="x"), _facts(limits=STRICT), "ERROR"),
    "duration-rounded": (_with(duration=5), _facts(limits=ProviderLimits(fixed_durations_s=(4, 6, 10))), "INFO"),
    "ratio-not-offered": (_board(ratio="1:1"), _facts(limits=ProviderLimits(ratios=frozenset({"16:9"}))), "ERROR"),
    "resolution-not-offered": (
        _board(), _facts(limits=ProviderLimits(resolutions=frozenset({"1080P"}))), "ERROR",
    ),
    "kind-not-offered": (_with(), _facts(limits=ProviderLimits(kinds=frozenset({"t2v"}))), "ERROR"),
    "ratio-not-offered-for-r2v": (
        _board(ratio="9:16"), _facts(limits=ProviderLimits(reference_ratios=frozenset({"16:9"}))), "ERROR",
    ),
    "r2v-without-image": (_with(characters=[], set_id=""), _facts(limits=STRICT), "ERROR"),
    "too-many-characters": (
        _with(characters=["Mina", "Otto"]), _facts(limits=ProviderLimits(max_images=1)), "ERROR",
    ),
    "chained-r2v-demoted": (_with(use_prev_last_frame_as_first=True), _facts(limits=STRICT), "INFO"),
    "pictures-dropped": (_with(props=["key"]), _facts(limits=STRICT), "WARN"),
    "prompt-over-limit": (_with(prompt=_prompt("x " * 600)), _facts(limits=STRICT), "ERROR"),
    "negative-prompt-ignored": (_with(negative_prompt="blur"), _facts(limits=STRICT), "WARN"),
    "foreign-image-syntax": (_with(prompt=_prompt("图1 turns.")), _facts(limits=STRICT), "INFO"),
    "image-number-out-of-range": (_with(prompt=_prompt("[Image 2] turns.")), FACTS, "ERROR"),
    "dialogue-too-long": (_with(prompt=_prompt(ROLLS)), FACTS, "WARN"),
    "dialogue-tight": (_with(prompt=_prompt(ROLLS), duration=13), FACTS, "INFO"),
    "unknown-speaker": (_with(speech=[{"speaker": "Ghost", "text": "Boo."}]), FACTS, "ERROR"),
    "dialogue-without-face": (_with(kind="t2v", prompt=_prompt('Mina says: "Hello."')), FACTS, "WARN"),
    "speech-not-in-prompt": (_with(speech=[{"speaker": "Mina", "text": "Hello."}]), FACTS, "WARN"),
    "user-line-missing": (_with(), _facts(user_lines=("Bread is forever!",)), "ERROR"),
    "script-line-missing": (
        _with(), _facts(pages=(ScenePage(number=1, location="Bakery", estimated_duration_s=30, dialogue=[
            DialogueLine(speaker="Mina", text="Bread is forever!")]),)), "WARN",
    ),
    "narration-duration": (_board(_shot(1, **{**NARRATED, "duration": 9}), mode="narration"), FACTS, "WARN"),
    "narration-too-long": (
        _board(_shot(1, **{**NARRATED, "narration_text": LONG_LINE}), mode="narration"), FACTS, "WARN",
    ),
    "narration-line-long": (
        _board(_shot(1, **{**NARRATED, "narration_text": LONG_LINE}), mode="narration"), FACTS, "WARN",
    ),
    "narrator-voice-in-drama": (_board(narrator_voice="Cherry"), FACTS, "WARN"),
    "long-silent-take": (_with(duration=15), FACTS, "WARN"),
    "mood-anchor-missing": (_board(), _facts(lore=Lore(mood_anchor="TBD")), "ERROR"),
    "mood-anchor-long": (_board(), _facts(lore=Lore(mood_anchor="very " * 20)), "WARN"),
    "mood-anchor-not-in-prompt": (_with(prompt="Wide shot of a young baker kneading dough at the table."), FACTS, "WARN"),
    "forbidden-term": (_with(prompt=_prompt("A Dragon lands.")), FACTS, "ERROR"),
    "against-character": (_with(prompt=_prompt("They whistle.")), FACTS, "WARN"),
    "camera-missing": (_with(prompt=f"Mina, a young baker, kneads dough for a long time. {ANCHOR}"), FACTS, "WARN"),
    "prompt-too-short": (_with(prompt="Wide shot."), FACTS, "WARN"),
    "prompt-diluted": (_with(prompt=_prompt("and so on, " * 100)), FACTS, "WARN"),
    "wardrobe-in-prompt": (_with(prompt=_prompt("She wears a red coat.")), FACTS, "WARN"),
    "negated-safety-words": (_with(prompt=_prompt("No gore, no nudity.")), FACTS, "WARN"),
    "age-not-told": (_with(prompt=f"Medium shot. Mina kneads the dough until it sings. {ANCHOR}"), FACTS, "WARN"),
    "day-night-conflict": (_with(set_id="harbour_night", prompt=_prompt("Bright sunlight.")), FACTS, "WARN"),
    "scene-light-changes": (
        _board(_shot(1, prompt=_prompt("Sunlight.")), _shot(2, prompt=_prompt("Moonlight."))), FACTS, "WARN",
    ),
    "length-off-target": (_board(_shot(1)), FACTS, "WARN"),
    "unknown-track": (
        _board(bgm={"enabled": True, "mode": "global", "track": "tango"}), FACTS, "ERROR",
    ),
    "purpose-missing": (_with(narrative_purpose=None), FACTS, "WARN"),
    "purpose-vague": (_with(narrative_purpose="推进剧情"), FACTS, "WARN"),
    "purpose-repeated": (_with(narrative_purpose="Mina learns secret number 1"), FACTS, "WARN"),
}  # fmt: skip


def test_a_sound_storyboard_has_no_findings():
    """Rules that cry at good work are switched off by their users."""
    assert check_storyboard(_board(), FACTS) == []


@pytest.mark.parametrize("code", CASES)
def test_each_fault_is_found(code: str):
    """Weakness 7: `validate` left the rules out. Each fault must be named, placed and mendable."""
    board, facts, severity = CASES[code]
    found = [f for f in check_storyboard(board, facts) if f.code == code]
    assert found, f"{code} was not found"
    assert found[0].severity == severity
    assert found[0].mend
    assert found[0].place.startswith(("storyboard.json", "lore.md"))


def test_every_code_has_a_case():
    """A rule without a case is a rule that nobody has seen speak."""
    folder = Path(rules.__file__).parent
    modules = [p for p in folder.glob("*.py") if p.stem not in ("screenplay", "manifests", "finding", "check")]
    told = {code for path in modules for code in re.findall(r'code\s*=\s*"([a-z0-9-]+)"', path.read_text("utf-8"))}
    assert told - {"narration-in-drama"} <= set(CASES)


def test_place_and_order():
    """A person must find the place; what closes the gate comes first."""
    found = check_storyboard(_with(characters=["Nobody"], narrative_purpose=None), FACTS)
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=["ERROR", "WARN", "INFO"].index)
    assert found[0].place == "storyboard.json shots[1] S01-002 characters"


def test_narration_fragments_are_checked_in_their_mode():
    """Weakness 7: narration fragments failed `validate --scene`, because the mode was not passed."""
    fragment = Fragment.from_data({"scene": _scene()[0], "shots": [_shot(1, **NARRATED)]}, where="scene-01.json")
    codes = {f.code for f in check_fragment(fragment, "narration", FACTS)}
    assert not codes & {"narration-in-drama", "length-off-target", "first-shot-chained"}
    assert "narration-in-drama" in {f.code for f in check_fragment(fragment, "drama", FACTS)}


def test_an_empty_world_keeps_rules_silent():
    """Before the art department has worked there are no manifests: nobody may be called unknown."""
    codes = {f.code for f in check_storyboard(_board(), Facts())}
    assert not {c for c in codes if c.startswith("unknown")}


def test_chinese_dialogue_at_four_signs_a_second():
    """A Chinese line of 20 signs takes 5 s; in a shot of 6 s nothing is left for action."""
    prompt = "中景，镜头推近。年轻的Mina说道：“" + "面" * 20 + "” " + ANCHOR

    def codes(seconds: int) -> set[str]:
        return {f.code for f in check_storyboard(_with(prompt=prompt, duration=seconds), FACTS)}

    assert "dialogue-too-long" in codes(4)
    assert "dialogue-tight" in codes(6)
    assert not {"dialogue-too-long", "dialogue-tight"} & codes(7)


def test_words_of_lines_and_anchor_are_no_light():
    """A line about last night, spoken at noon, is no mistake; nor is a night in the film's mood anchor."""
    spoken = _prompt('Bright sunlight. Mina says: "All night she wears it."')
    assert not {f.code for f in check_storyboard(_with(prompt=spoken), FACTS)} & {
        "day-night-conflict", "scene-light-changes", "wardrobe-in-prompt",
    }  # fmt: skip
    anchored = _facts(lore=Lore(mood_anchor="quiet night blue"))
    board = _with(prompt="Medium shot. Mina, a young baker, kneads in the sunlight. quiet night blue")
    assert "day-night-conflict" not in {f.code for f in check_storyboard(board, anchored)}


@settings(max_examples=40)
@given(
    st.text(min_size=1, max_size=120).filter(lambda text: bool(text.strip())),
    st.sampled_from(["t2v", "i2v", "r2v"]),
)
def test_rules_survive_any_prompt(prompt: str, kind: str):
    """A check that crashes on strange words stops the production instead of judging it."""
    for finding in check_storyboard(_with(prompt=prompt, kind=kind, negative_prompt=prompt), _facts(limits=STRICT)):
        assert finding.place


def test_findings_are_plain_data():
    """The command line and the UI show findings as JSON."""
    found = check_storyboard(_with(characters=["Nobody"]), FACTS)[0]
    assert Finding.model_validate(found.model_dump(mode="json")) == found
