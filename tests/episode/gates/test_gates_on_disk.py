"""Gates over real folders: a sign-off covers exactly what was shown, and what cannot be read keeps a gate closed."""

from __future__ import annotations

import pytest
from gates_ahead import AT, ONE, TWO, Change, closed, edit, look
from scripted_studio import Studio, tiny_clip

from resources.atomic import write_text
from resources.errors import UsageError, WaitingForSignOff
from resources.video.registry import capabilities_of
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.episode.readiness import Verdict, problems, ready_checks
from spark_video_assets.episode.reference_pictures import limits_of
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.signing import require_sign_off, sign
from spark_video_assets.episode.snapshot import view_gate
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.render_plan import plan_render


def test_signing_opens_the_gate_for_exactly_this(shot: Studio) -> None:
    """A signed gate would not open, or open for whatever comes later."""
    episode = shot.episode
    with pytest.raises(
        WaitingForSignOff, match=r"gate render is not signed\n  next: spark-video approve hf 001 render"
    ):
        require_sign_off(look(episode), "render")
    sign(look(episode), "render", "approve", note="", by="Mia", at=AT)
    assert require_sign_off(look(episode), "render").by == "Mia"
    with episode.folder.winner_clip(TWO).open("ab") as clip:
        clip.write(b"\0")
    with pytest.raises(WaitingForSignOff, match=f"signed for other content; changed: winner {TWO}\n"):
        require_sign_off(look(episode), "render")


def test_a_gate_that_is_not_ready_cannot_be_approved(shot: Studio) -> None:
    """A tired producer would approve an episode without clips."""
    shot.episode.folder.winner_clip(ONE).unlink()
    with pytest.raises(UsageError) as caught:
        sign(look(shot.episode), "render", "approve", note="", by="Mia", at=AT)
    assert f"winner of {ONE}" in str(caught.value)
    assert shot.episode.sign_off("render") is None


def test_a_gate_that_is_not_ready_can_be_rejected(shot: Studio) -> None:
    """A person could not say what is wrong with it."""
    shot.episode.folder.winner_clip(ONE).unlink()
    sign(look(shot.episode), "render", "reject", note="the lamp is off", by="Mia", at=AT)
    with pytest.raises(WaitingForSignOff, match="was rejected: the lamp is off"):
        require_sign_off(look(shot.episode), "render")
    view = view_gate("render", look(shot.episode))
    assert (view.signed, view.note) == ("rejected", "the lamp is off")


@pytest.mark.parametrize(
    ("gate", "change", "named"),
    [
        ("script", edit("brief", "old keeper", "old man"), "premise"),
        ("script", edit("project_lore", "soft", "hard"), "lore"),
        ("script", lambda e: write_text(e.folder.scene_page(1), "another page"), "scene 01"),
        ("storyboard", edit("storyboard", "the lamp, 1", "the lamp, one"), f"shot {ONE}"),
        ("storyboard", lambda e: write_text(e.folder.render_plan, "{}"), "render plan"),
        ("storyboard", lambda e: write_text(e.folder.critique(1), "{}"), "critique"),
        ("storyboard", edit("brief", "currency: CNY", "currency: CNY\nbudget: 900.0"), "budget"),
        ("storyboard", edit("brief", "provider: animatic", "provider: bl"), "provider"),
        ("render", lambda e: tiny_clip(e.folder.winner_clip(ONE), 3), f"winner {ONE}"),
        ("render", lambda e: write_text(e.folder.dailies, "{}"), "dailies"),
        ("final", lambda e: write_text(e.folder.final_film, "another film"), "film"),
        ("final", lambda e: write_text(e.folder.subtitles / "hf-001.srt", "1"), "hf-001.srt"),
    ],
)
def test_one_change_closes_the_gate_and_is_named(shot: Studio, gate: Gate, change: Change, named: str) -> None:
    """Something would pass a gate unseen (promise 2), or a person not be told what to look at again."""
    before = shown_at(gate, look(shot.episode))
    change(shot.episode)
    after = shown_at(gate, look(shot.episode))
    assert named in {name for name in set(before) | set(after) if before.get(name) != after.get(name)}


def test_a_portrait_swapped_after_gate_2_closes_it(shot: Studio) -> None:
    """A picture that nobody saw would be sent to a paid provider."""
    episode = shot.episode
    home = episode.folder.project_asset_folder("cast", "Ada")
    write_text(home / "cast.md", "---\nname: Ada\n---\n")
    (home / "mine.png").write_bytes(b"one")
    episode.save(scan_cards(episode.folder, "cast"), episode.folder.cast_manifest)
    before = shown_at("storyboard", look(episode))
    (home / "mine.png").write_bytes(b"another")
    assert shown_at("storyboard", look(episode)) != before


@pytest.mark.parametrize("gate", ["script", "storyboard", "render", "final"])
def test_unreadable_documents_are_a_failed_check_and_not_a_crash(shot: Studio, gate: Gate) -> None:
    """`check` would end in a traceback instead of naming the file to mend."""
    write_text(shot.episode.folder.shots_state, "{ torn")
    write_text(shot.episode.folder.cast_manifest, "{ torn")
    write_text(shot.episode.folder.scene_page(1), "no heading")
    verdicts: list[Verdict] = ready_checks(gate, look(shot.episode))
    assert problems(verdicts)


def plan_for(episode: Episode, *, price: float, currency: str) -> None:
    empty = Manifest(kind="cast")
    limits = limits_of(capabilities_of("animatic"))
    plan = plan_render(episode.storyboard(), empty, Manifest(kind="set"), Manifest(kind="prop"), limits, {})
    episode.save(plan.model_copy(update={"price": price, "currency": currency}), episode.folder.render_plan)


@pytest.mark.parametrize(("currency", "told"), [("USD", "the budget is in CNY"), ("CNY", "12 CNY of 10")])
def test_a_plan_beyond_the_budget_or_in_another_currency_is_found(shot: Studio, currency: str, told: str) -> None:
    """Twelve dollars would pass as twelve yuan at gate 2, and the first take be refused after everybody signed."""
    episode = shot.episode
    episode.save_brief(episode.brief().model_copy(update={"budget": 10.0, "currency": "CNY"}))
    plan_for(episode, price=12.0, currency=currency)
    assert any("within the budget" in words and told in words for words in closed(shot, "storyboard"))


def test_a_provider_without_its_key_is_found_before_anybody_signs(
    shot: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A producer would approve a plan that cannot be carried out, and hear of it from the first failed shot."""
    for name in ("DASHSCOPE_API_KEY", "BAILIAN_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    episode = shot.episode
    plan_for(episode, price=12.0, currency="CNY")
    episode.save_brief(episode.brief().model_copy(update={"provider": "bl"}))
    assert any("DASHSCOPE_API_KEY is not set" in words for words in closed(shot, "storyboard"))
