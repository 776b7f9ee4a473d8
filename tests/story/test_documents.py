"""Persisted documents: upgrades, error words, and files of older programs in every form they were written."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from resources.errors import InvalidDocument
from spark_video_assets.story.cards import CardKind, Manifest
from spark_video_assets.story.document import Document, Upgrade, canonical_json, digest_of
from spark_video_assets.story.storyboard import Fragment, Shot, Storyboard
from spark_video_assets.story.takes import ShotsState

SCENE = {"id": "S01", "name": "Pier", "description": "Dusk over the sea."}
SHOT = {"id": "S01-001", "scene": "S01", "prompt": "Ada waits."}


class Second(Document):
    """A document in its third version."""

    upgrades: ClassVar[tuple[Upgrade, ...]] = (
        lambda data: {"size": data.pop("length", 1), **data},
        lambda data: {**data, "size": data["size"] * 10},
        lambda data: {**data, "size": data["size"] + 1},
    )
    size: int


def test_older_versions_are_upgraded_step_by_step() -> None:
    """An episode of last year would not open, or open with half of its upgrades."""
    assert Second.from_data({"length": 2}, where="x").size == 21
    assert Second.from_data({"schema_version": 1, "size": 2}, where="x").size == 21
    assert Second.from_data({"schema_version": 2, "size": 2}, where="x").size == 3
    assert Second.from_data({"schema_version": 3, "size": 2}, where="x").size == 2
    assert Second(size=4).to_data() == {"schema_version": 3, "size": 4}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"size": 1,,}', ("line 1", "column")),
        ('{"schema_version": 9, "size": 1}', ("schema_version 9 is newer", "make demo")),
        ('{"schema_version": "2", "size": 1}', ("schema_version is '2'",)),
        ('{"schema_version": true, "size": 1}', ("schema_version is True",)),
        ('{"schema_version": -1, "size": 1}', ("schema_version is -1",)),
        ("[1, 2]", ("list, not a mapping",)),
        ('{"schema_version": 3, "size": "big", "colour": 1}', ("field size", "'big'", "field colour")),
        ("", ("line 1",)),
    ],
)
def test_a_broken_file_names_file_field_and_value(text: str, words: tuple[str, ...]) -> None:
    """A person would get a traceback instead of what to mend."""
    with pytest.raises(InvalidDocument) as caught:
        Second.from_json(text, where="hf/episode-001/x.json")
    told = str(caught.value)
    assert told.startswith("hf/episode-001/x.json")
    assert [word for word in words if word not in told] == []


def test_digests_do_not_depend_on_order_or_script() -> None:
    """Saving a file again would close its gate."""
    assert digest_of({"b": 1, "a": ["é", "茶"]}) == digest_of({"a": ["é", "茶"], "b": 1})
    assert canonical_json({"b": 1, "a": "茶"}) == '{"a":"茶","b":1}'


def test_a_field_added_with_its_default_keeps_content_digests() -> None:
    """An update of the program would close gate 2 of every signed episode."""
    assert (
        Shot.model_validate(SHOT).content_digest()
        == Shot.model_validate({**SHOT, "candidates": 1}).content_digest()
    )


# --- storyboards of the origin -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "kind", "provider"),
    [
        ("wan2.7-r2v", "r2v", "wan27"),
        ("wan2.7-i2v-2026-04-25", "i2v", "wan27"),
        ("happyhorse-1.0-t2v", "t2v", "bl"),
    ],
)
def test_a_legacy_model_tells_kind_and_provider(model: str, kind: str, provider: str) -> None:
    """A storyboard of the older program would be shot as another kind, or by whom nobody chose."""
    board = Storyboard.from_data({"title": "t", "shots": [{**SHOT, "model": model}]}, where="storyboard.json")
    assert (board.shots[0].kind, board.provider) == (kind, provider)


def test_kind_wins_over_model_and_an_unknown_model_is_named() -> None:
    """A migrated file would be migrated back, or a typing error silently become r2v."""
    both = {**SHOT, "kind": "t2v", "model": "wan2.7-r2v"}
    assert Storyboard.from_data({"title": "t", "shots": [both]}, where="x").shots[0].kind == "t2v"
    with pytest.raises(InvalidDocument, match="unknown legacy model 'wan9'"):
        Storyboard.from_data({"title": "t", "shots": [{**SHOT, "model": "wan9"}]}, where="x")


def test_two_legacy_providers_are_nobodys_choice() -> None:
    """A mixed board would be sent to whichever provider came first."""
    shots = [{**SHOT, "model": "wan2.7-r2v"}, {**SHOT, "id": "S01-002", "model": "happyhorse-1.0-r2v"}]
    assert Storyboard.from_data({"title": "t", "shots": shots}, where="x").provider is None


@pytest.mark.parametrize(("told", "provider"), [("happyhorse", "bl"), ("wan", "wan27"), ("Seedance2", "seedance")])
def test_old_provider_names_still_count(told: str, provider: str) -> None:
    """A storyboard that names `happyhorse` would not open."""
    assert Storyboard.from_data({"title": "t", "provider": told}, where="x").provider == provider


def test_spoken_line_and_retired_fields_of_later_programs_are_kept_in_todays_form() -> None:
    """The line of an imported shot would fall silent, or its file be refused for a retired field."""
    shot = {
        **SHOT,
        "speech_text": "Hello.",
        "speaker": "Ada",
        "speech_source": "off_screen",
        "animatic_style": "ink",
    }
    made = Shot.model_validate({**shot, "beats": [], "camera_path": "slow push in", "shot_group_role": "建立"})
    assert [(b.speaker, b.text, b.voice_over) for b in made.speech] == [("Ada", "Hello.", True)]
    assert (made.camera, made.shot_group_role) == ("slow push in", "establish")


def test_a_narration_fragment_is_valid_by_itself() -> None:
    """`validate` of one scene would refuse every narration episode (a defect of the origin)."""
    shot = {**SHOT, "role": "narration", "narration_text": "Once."}
    assert Fragment.from_data({"scene": SCENE, "shots": [shot]}, where="x").shots[0].role == "narration"


@pytest.mark.parametrize(
    ("board", "words"),
    [
        ({"shots": [{**SHOT, "duration": 31}]}, "duration"),
        ({"shots": [{**SHOT, "prompt": "  "}]}, "prompt is blank"),
        ({"shots": [{**SHOT, "role": "narration"}]}, "needs narration_text"),
        ({"shots": [{**SHOT, "narration_text": "x"}]}, "narration shots only"),
        ({"shots": [{**SHOT, "role": "narration", "narration_text": "x"}]}, "forbids narration shots: S01-001"),
        ({"bgm": {"enabled": True, "mode": "global"}}, "needs bgm.track"),
        ({"bgm": {"enabled": True, "mode": "scene"}, "scenes": [SCENE]}, "needs at least one scene"),
        ({"resolution": "4k"}, "resolution"),
        ({"ratio": "2:1"}, "ratio"),
        ({"titel": "typing error"}, "titel"),
    ],
)
def test_hard_rules_of_a_storyboard(board: dict[str, Any], words: str) -> None:
    """A storyboard that cannot be shot would be accepted, and fail after money was spent."""
    with pytest.raises(InvalidDocument, match=words):
        Storyboard.from_data({"title": "t", "schema_version": 1, **board}, where="storyboard.json")


# --- shots state of the origin -------------------------------------------------------------------------------------


def test_a_bare_shots_state_of_the_origin_opens_with_its_takes() -> None:
    """Paid takes of an existing episode would be lost, or shot again."""
    review = {"score": 8.2, "breakdown": {"logic": 8.2}, "verdict": "ACCEPT", "critique": "", "unknown": 1}
    take = {"version": 2, "status": "SUCCEEDED", "video_path": "clips/S01-001-ver2.mp4", "raw_clip": "x"}
    data = {
        "S01-001": {
            "shot_id": "S01-001",
            "winner_version": 2,
            "winner_path": "clips/S01-001.mp4",
            "needs_director_rewrite": False,
            "attempts": [{"version": 1, "status": "FAILED", "error": "quota"}, {**take, "review": review}],
            "winner_last_frame_path": "frames/x.png",
        }
    }
    state = ShotsState.from_data(data, where="shots_state.json").of("S01-001")
    assert state.winner is not None
    assert state.winner.scored
    assert (state.winner.review.shot_id, state.winner.review.version) == ("S01-001", 2)  # type: ignore[union-attr]
    assert (state.next_version, state.rounds_used, state.winner_digest) == (3, 0, None)


def test_a_review_without_verdict_in_an_old_file_is_no_pass() -> None:
    """A winner that nobody scored would count as accepted."""
    take = {"version": 1, "status": "SUCCEEDED", "review": {"critique": "?"}}
    state = ShotsState.from_data({"S01-001": {"attempts": [take]}}, where="x").of("S01-001")
    assert not state.attempts[0].scored
    assert not state.attempts[0].rejected


# --- manifests of the origin ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "key"), [("cast", "characters"), ("set", "sets"), ("prop", "props")])
def test_both_old_manifest_formats_say_the_same(kind: CardKind, key: str) -> None:
    """Half of the existing episodes would open with nobody in them (weakness 1 of the origin)."""
    images = [f"{kind}/Ada/a.png", f"{kind}/Ada/b.png"]
    flat = {
        "Ada": {"name": "Ada", "md_path": f"{kind}/Ada/card.md", "images": images, "voices": [], "tier": "episode"}
    }
    listed = {
        "project_id": "hf",
        key: [
            {
                "name": "Ada",
                "id": "ada",
                "images_local": images,
                "audios_local": [],
                "soul": {"path": f"{kind}/Ada/card.md", "front": {"name": "Ada"}, "body": "Tall."},
                "source": "episode",
            }
        ],
    }
    read = [Manifest.read(data, kind=kind, where="x").entries["Ada"] for data in (flat, listed)]
    assert [(e.id, e.images, e.picture, e.card_path, e.tier) for e in read] == [
        ("ada", images, images[0], f"{kind}/Ada/card.md", "episode")
    ] * 2
    assert read[1].card["body"] == "Tall."


def test_a_manifest_of_ours_reads_back_and_garbage_is_refused() -> None:
    """Opening an episode twice would lose cards, or a damaged manifest would pass as an empty one."""
    flat = {"Ada": {"name": "Ada", "images": []}}
    made = Manifest.read(flat, kind="cast", where="cast.json")
    assert Manifest.read(made.to_data(), kind="cast", where="cast.json") == made
    with pytest.raises(InvalidDocument):
        Manifest.read({"kind": "cast", "entries": [1]}, kind="cast", where="cast.json")


def test_names_without_ascii_get_stable_ids() -> None:
    """Two Chinese characters would share one picture file."""
    made = Manifest.read({"阿珍": {"images": []}, "老周": {"images": []}}, kind="cast", where="x")
    ids = [e.id for e in made.entries.values()]
    assert len(set(ids)) == 2
    assert all(i.startswith("cast_") for i in ids)
