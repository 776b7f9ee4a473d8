"""Gates over real folders: a sign-off covers exactly what was shown, and `ready` has none of the origin's loopholes."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_studio import Studio, shot_of, studio_of, tiny_clip

from resources.atomic import write_json, write_text
from resources.errors import UsageError, WaitingForSignOff
from resources.file_digest import file_digest
from resources.video.registry import capabilities_of
from spark_video_assets.crew.shooting.dailies import dailies_of
from spark_video_assets.crew.shooting.second_look import accept_take, ask_again
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.episode.readiness import Verdict, problems, ready_checks
from spark_video_assets.episode.reference_pictures import limits_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.signing import require_sign_off, sign
from spark_video_assets.episode.snapshot import take_snapshot, view_gate
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import record_done
from spark_video_assets.episode.trust import calibration_file, keep_calibration
from spark_video_assets.story.calibration import Labels, calibrate
from spark_video_assets.story.cards import Manifest
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.post import QcReport
from spark_video_assets.story.render_plan import plan_render
from spark_video_assets.story.reviewing import AXES, ReviewRules, decide
from spark_video_assets.story.steps import next_step

ONE, TWO = "S01-001", "S01-002"
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def look(episode: Episode) -> Sources:
    return Sources(episode, Settings(provider="animatic"))


def closed(studio: Studio, gate: Gate) -> list[str]:
    return problems(ready_checks(gate, look(studio.episode)))


def make_dailies(episode: Episode) -> None:
    board, states = episode.storyboard(), episode.states()
    episode.save(dailies_of(board, states, episode.escalation(), 7.0), episode.folder.dailies)
    record_done(look(episode), look(episode), "dailies")


@pytest.fixture
def shot(tmp_path: Path) -> Studio:
    """Two shots with winners, dailies made: gate 3 is ready."""
    studio = studio_of(tmp_path, shot_of(1), shot_of(2))
    studio.shoot()
    make_dailies(studio.episode)
    assert closed(studio, "render") == []
    return studio


# --- sign-offs -----------------------------------------------------------------------------------------------------


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


Change = Callable[[Episode], object]


def _edit(name: str, old: str, new: str) -> Change:
    def change(episode: Episode) -> None:
        path: Path = getattr(episode.folder, name)
        write_text(path, path.read_text(encoding="utf-8").replace(old, new))

    return change


@pytest.mark.parametrize(
    ("gate", "change", "named"),
    [
        ("script", _edit("brief", "old keeper", "old man"), "premise"),
        ("script", _edit("project_lore", "soft", "hard"), "lore"),
        ("script", lambda e: write_text(e.folder.scene_page(1), "another page"), "scene 01"),
        ("storyboard", _edit("storyboard", "the lamp, 1", "the lamp, one"), f"shot {ONE}"),
        ("storyboard", lambda e: write_text(e.folder.render_plan, "{}"), "render plan"),
        ("storyboard", lambda e: write_text(e.folder.critique(1), "{}"), "critique"),
        ("storyboard", _edit("brief", "currency: CNY", "currency: CNY\nbudget: 900.0"), "budget"),
        ("storyboard", _edit("brief", "provider: animatic", "provider: bl"), "provider"),
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


# --- gate 3: loopholes of the origin -------------------------------------------------------------------------------


def test_a_winner_swapped_for_another_take_is_found(shot: Studio) -> None:
    """The film would show a rejected take under the winner's name."""
    folder = shot.episode.folder
    shutil.copyfile(folder.winner_clip(TWO), folder.winner_clip(ONE))
    assert closed(shot, "render") == [f"winner of {ONE} is take 1: {ONE}.mp4"]


def test_a_winner_that_does_not_play_is_found(shot: Studio) -> None:
    """A truncated download would pass until the cut fails, or be cut as black."""
    folder = shot.episode.folder
    clip = folder.winner_clip(ONE)
    clip.write_bytes(clip.read_bytes()[:400])
    with shot.episode.changing_states() as states:
        take = states.of(ONE).attempts[0].model_copy(update={"clip_digest": file_digest(clip)})
        states.shots[ONE] = states.of(ONE).model_copy(update={"attempts": [take]})
    make_dailies(shot.episode)
    assert closed(shot, "render") == [f"winner of {ONE} plays: {ONE}.mp4"]


def test_a_winner_that_no_judge_saw_is_found_unless_a_person_chose_it(shot: Studio) -> None:
    """An ERROR review counted as a pass in the origin."""
    with shot.episode.changing_states() as states:
        state = states.of(ONE)
        review = state.attempts[0].review
        assert review is not None
        unseen = review.model_copy(update={"verdict": "ERROR", "score": None})
        states.shots[ONE] = state.model_copy(
            update={"attempts": [state.attempts[0].model_copy(update={"review": unseen})]}
        )
    make_dailies(shot.episode)
    assert closed(shot, "render") == [f"winner of {ONE} was reviewed: ERROR"]
    accept_take(look(shot.episode), ONE, 1, by="Mia")
    make_dailies(shot.episode)
    assert closed(shot, "render") == []


def test_a_winner_of_another_prompt_is_found(shot: Studio) -> None:
    """A storyboard edited after shooting would be signed with clips of the old one."""
    _edit("storyboard", "the lamp, 1", "the lamp, one")(shot.episode)
    make_dailies(shot.episode)
    assert closed(shot, "render") == [f"winner of {ONE} is up to date: asked for something else since"]
    assert next_step(take_snapshot(look(shot.episode), all_gates=True)).name != "done"


def test_an_open_escalation_and_missing_winners_keep_gate_3_closed(shot: Studio) -> None:
    """A film would be cut with a hole, or with a take the director has not seen."""
    write_json(shot.episode.folder.needs_director_rewrite, {"shots": [TWO], "details": []})
    with shot.episode.changing_states() as states:
        states.shots.pop(ONE)
    make_dailies(shot.episode)
    told = closed(shot, "render")
    assert f"winner of {ONE}: none yet" in told
    assert f"no shot waits for the director: {TWO}" in told


def test_a_best_of_n_below_the_threshold_warns_but_does_not_block(tmp_path: Path) -> None:
    """A producer could not accept the best there is, or would not be told that it is below the mark."""
    studio = studio_of(tmp_path, shot_of(1))
    studio.judge.usual = 6.0
    studio.shoot()
    accept_take(look(studio.episode), ONE, 2, by="Mia")
    make_dailies(studio.episode)
    assert closed(studio, "render") == []
    low = [v for v in ready_checks("render", look(studio.episode)) if v.name == "winners reach the threshold"]
    assert [(v.ok, v.severity, v.detail) for v in low] == [(False, "WARN", ONE)]


@pytest.mark.parametrize(
    ("agreeing", "told"),
    [
        (24, None),
        (14, "the judge {judge} is advisory: kappa 0.17 is under the bar of 0.6; look at every winner"),
        (4, "the judge {judge} is advisory: only 4 clips were judged"),
    ],
)
def test_gate_3_tells_that_its_judge_may_only_advise(shot: Studio, agreeing: int, told: str | None) -> None:
    """A producer would sign winners of a judge that was found to guess, without being told to look."""
    assert doubts_of_judge(shot) == []
    calibrated(shot, agreeing)
    found = doubts_of_judge(shot)
    assert [v.severity for v in found] == ["WARN"] * (told is not None)
    assert all(v.detail.startswith(str(told).format(judge=shot.judge.name)) for v in found)
    assert closed(shot, "render") == []


def test_winners_that_a_person_chose_need_no_trust_in_the_judge(shot: Studio) -> None:
    """The warning would stay for ever, whatever the person looked at, and be read no more."""
    calibrated(shot, 4)
    accept_take(look(shot.episode), ONE, 1, by="Mia")
    assert len(doubts_of_judge(shot)) == 1
    accept_take(look(shot.episode), TWO, 1, by="Mia")
    assert doubts_of_judge(shot) == []


def test_a_damaged_calibration_warns_and_closes_nothing(shot: Studio) -> None:
    """One broken hidden file would close gate 3 of every episode, or crash it."""
    write_text(calibration_file(shot.episode.folder.root, shot.judge.name), "{")
    assert [v.severity for v in doubts_of_judge(shot)] == ["WARN"]
    assert closed(shot, "render") == []


def calibrated(studio: Studio, agreeing: int) -> None:
    """Keep a calibration in which a person and the judge agree on so many of at most 24 clips, half of them good."""
    pairs = [(good, good) for good in ("ACCEPT", "REJECT") for _ in range(agreeing // 2)]
    if agreeing > 4:
        pairs += [("ACCEPT", "REJECT"), ("REJECT", "ACCEPT")] * ((24 - agreeing) // 2)
    frame = {"duration_s": 1, "width": 16, "height": 16}
    labels = Labels.from_data(
        {"clips": [{"file": f"{n}.mp4", "verdict": person, "shot": frame} for n, (person, _) in enumerate(pairs)]},
        where="labels",
    )
    marks = {"ACCEPT": 9.0, "REJECT": 1.0}
    reviews = {
        f"{n}.mp4": decide(shot_id="S", version=1, breakdown=dict.fromkeys(AXES, marks[its]), rules=ReviewRules())
        for n, (_, its) in enumerate(pairs)
    }
    found = calibrate(labels, reviews, judge=studio.judge.name, rules=ReviewRules())
    keep_calibration(studio.episode.folder.root, found)


def doubts_of_judge(studio: Studio) -> list[Verdict]:
    """What gate 3 says against the judge."""
    return [v for v in ready_checks("render", look(studio.episode)) if v.name.startswith("judge ") and not v.ok]


# --- gate 4 --------------------------------------------------------------------------------------------------------


@pytest.fixture
def filmed(shot: Studio) -> Studio:
    """A film with its report, page and records: gate 4 is ready."""
    episode, folder = shot.episode, shot.episode.folder
    film = tiny_clip(folder.final_film, 99)
    write_json(folder.final / "cut.json", {"schema_version": 1})
    for suffix in ("srt", "vtt"):
        write_text(folder.subtitles / f"{film.stem}.{suffix}", "")
    write_json(folder.audio / "narration.json", {"schema_version": 1, "lines": []})
    report = QcReport(
        film=folder.relative(film),
        film_digest=folder.digest(film),
        duration_s=0.25,
        frames=6,
        width=64,
        height=36,
        frame_rate=24.0,
    )
    episode.save(report, folder.delivery / "qc-report.json")
    write_text(folder.viewer, "<html></html>")
    for stage in ("narration_audio", "subtitles", "final_cut", "delivery", "viewer"):
        record_done(look(episode), look(episode), stage)  # type: ignore[arg-type]
    assert closed(shot, "final") == []
    return shot


def test_a_film_older_than_its_winners_is_found(filmed: Studio) -> None:
    """A re-rendered shot without a new cut passed in the origin (weakness 25)."""
    ask_again(filmed.episode, [ONE], note="", forget_rewrites=False)
    filmed.shoot([ONE])
    told = closed(filmed, "final")
    assert "final_cut is up to date: stale" in told
    assert "viewer is up to date: stale" in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.final_film.unlink(), "the film exists"),
        (lambda f: f.final_film.write_bytes(b"not a film"), "the film plays"),
        (lambda f: tiny_clip(f.final_film, 10), "QC report is of this film"),
        (lambda f: f.viewer.unlink(), "viewer is up to date: missing"),
        (lambda f: write_text(f.brief, f.brief.read_text() + "# hm\n"), "viewer is up to date: stale"),
        (lambda f: (f.delivery / "qc-report.json").unlink(), "delivery is up to date: missing"),
    ],
)
def test_what_keeps_gate_4_closed(filmed: Studio, change: Callable[..., object], words: str) -> None:
    """A broken film, an old page or the report of another film would be signed as final."""
    change(filmed.episode.folder)
    assert any(told.startswith(words) for told in closed(filmed, "final"))


def test_a_film_of_the_wrong_length_is_found(filmed: Studio) -> None:
    """A film that lost its last shot would be delivered."""
    path = filmed.episode.folder.delivery / "qc-report.json"
    write_text(path, path.read_text(encoding="utf-8").replace('"duration_s": 0.25', '"duration_s": 9.0'))
    assert "length as planned: 0.25 s" in closed(filmed, "final")


# --- documents that cannot be read ---------------------------------------------------------------------------------


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
