"""The deterministic verifier of each gate: what must be true before a person is asked. Sign-offs are not judged here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from resources.errors import InvalidDocument, NotFound
from resources.sound.music_moods import MOODS
from resources.video.registry import capabilities_of, setting_fault
from spark_video_assets.episode.critiques import standing_critique
from spark_video_assets.episode.playable import plays
from spark_video_assets.episode.reference_pictures import limits_of
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import freshness, qc_record
from spark_video_assets.episode.trust import kept_calibration
from spark_video_assets.story.critique import Critique
from spark_video_assets.story.document import Part
from spark_video_assets.story.gates import Gate
from spark_video_assets.story.given_lines import lines_to_hear, quoted_lines
from spark_video_assets.story.post import QcReport
from spark_video_assets.story.render_plan import RenderPlan
from spark_video_assets.story.rules import Facts, Finding, check_manifests, check_script, check_storyboard
from spark_video_assets.story.scene_page import compile_script
from spark_video_assets.story.staleness import is_stale
from spark_video_assets.story.steps import Stage
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.takes import ShotState
from spark_video_assets.story.vfx_report import VfxReport
from spark_video_assets.story.wording import one_line

FILM_LENGTH_TOLERANCE_S = 0.25
"""How far the film may differ from what its cut planned; the cut itself is exact to the frame."""


class Verdict(Part):
    """One check of a gate. Only a failed ERROR keeps the gate closed; `mend` is the next thing to do."""

    name: str
    ok: bool
    detail: str = ""
    severity: Literal["ERROR", "WARN"] = "ERROR"
    mend: str = ""


def ready_checks(gate: Gate, sources: Sources) -> list[Verdict]:
    """All checks of a gate, cheap ones first. A document that cannot be read is a failed check, not an exception."""
    checks = {"script": _script, "storyboard": _storyboard, "render": _render, "final": _final}[gate]
    done: list[Verdict] = []
    try:
        done.extend(checks(sources))
    except (InvalidDocument, NotFound) as error:
        done.append(
            Verdict(name="documents can be read", ok=False, detail=str(error), mend=error.next_command or "")
        )
    return done


def problems(verdicts: Iterable[Verdict]) -> list[str]:
    """What keeps the gate closed, one line each."""
    return [f"{v.name}: {v.detail}" if v.detail else v.name for v in verdicts if not v.ok and v.severity == "ERROR"]


def rule_facts(s: Sources) -> Facts:
    """Everything that the rules of script and storyboard may lean on.

    Raises:
        NotFound, InvalidDocument: a lore or manifest that is not there or cannot be read.
    """
    tracks = [p.stem for home in (s.folder.bgm, s.folder.project_bgm) if home.is_dir() for p in home.iterdir()]
    return Facts(
        cast=s.episode.manifest("cast"),
        sets=s.episode.manifest("set"),
        props=s.episode.manifest("prop"),
        lore=s.episode.lore(),
        limits=limits_of(capabilities_of(s.provider)),
        target_s=s.brief.target_duration_s,
        tracks=frozenset([*tracks, *MOODS]),
        narrator_rate=s.settings.narrator_rate,
    )


def _fresh(sources: Sources, *stages: Stage) -> Iterator[Verdict]:
    for stage in stages:
        state = freshness(sources, stage)
        yield Verdict(name=f"{stage} is up to date", ok=state == "fresh", detail=state, mend="spark-video produce")


def _findings(name: str, findings: list[Finding]) -> Iterator[Verdict]:
    """Errors one by one, warnings as one line."""
    errors = [f for f in findings if f.severity == "ERROR"]
    yield Verdict(name=name, ok=not errors, detail=f"{len(errors)} errors" if errors else "no errors")
    for finding in errors:
        detail = f"{finding.place}: {finding.message}"
        yield Verdict(name=finding.code, ok=False, detail=detail, mend=finding.mend)
    warned = [f for f in findings if f.severity == "WARN"]
    if warned:
        shown = "; ".join(f"{f.code} at {f.place}" for f in warned[:6])
        yield Verdict(name="lint", ok=False, severity="WARN", detail=f"{len(warned)} warnings: {shown}")


def _script(s: Sources) -> Iterator[Verdict]:
    numbers = s.episode.page_numbers()
    told = f"{len(numbers)} pages" if numbers or not s.told_by_board else "told by its storyboard"
    yield Verdict(name="scene pages exist", ok=bool(numbers) or s.told_by_board, detail=told)
    if not numbers and not s.told_by_board:
        return
    script = s.episode.pages()
    compiled = compile_script(script, s.episode.key.project, s.episode.key.episode)
    current = s.folder.script.is_file() and s.folder.script.read_text(encoding="utf-8") == compiled
    yield Verdict(name="script.md is compiled from these pages", ok=current, mend="spark-video produce")
    facts = rule_facts(s)
    if numbers:
        with_lines = replace(facts, user_lines=_lines_of_the_premise(s))
        yield from _findings("script rules", check_script(script, with_lines))
    yield from _findings("manifest rules", check_manifests(facts))
    yield from _fresh(s, "script")


def _lines_of_the_premise(s: Sources) -> tuple[str, ...]:
    """What the premise wants said word for word; pages that a person brought follow no premise."""
    if s.brief.source != "premise":
        return ()
    lines = dict.fromkeys(words for words, _, _ in quoted_lines(s.brief.premise))
    return tuple(lines_to_hear(list(lines), s.episode.lore().forbidden, s.brief.target_duration_s))


def _storyboard(s: Sources) -> Iterator[Verdict]:
    exists = s.folder.storyboard.is_file()
    yield Verdict(name="storyboard.json exists", ok=exists)
    if not exists:
        return
    board = s.episode.storyboard()
    pages, fragments = s.episode.page_numbers(), s.episode.fragment_numbers()
    matching = not pages or pages == fragments
    yield Verdict(
        name="every page has its fragment", ok=matching, detail=f"{len(pages)} pages, {len(fragments)} fragments"
    )
    plan = s.episode.render_plan()
    findings = check_storyboard(board, rule_facts(s))
    yield from _findings("storyboard rules", findings)
    yield from _fresh(s, "storyboard", "storyboard_critique", "render_plan")
    fault = setting_fault(s.provider)
    yield Verdict(
        name="provider is set up", ok=fault is None, detail=fault or s.provider, mend="spark-video doctor"
    )
    yield from _money(s, plan)
    yield from _critique(s, board)
    if s.brief.vfx_review:
        report = s.episode.load(VfxReport, s.folder.vfx_review)
        yield Verdict(name="VFX review", ok=report.verdict != "BLOCK", detail=report.verdict)
        yield from _fresh(s, "vfx_review")


def _critique(s: Sources, board: Storyboard) -> Iterator[Verdict]:
    """What the critic still wants changed in the best plan there is; the person decides."""
    path = standing_critique(s.episode, board)
    if not path.is_file():
        return
    told = s.episode.load(Critique, path)
    mark = "not judged" if told.overall is None else f"{told.overall} of 10"
    wish = f": {one_line(told.instructions)[:300]}" if told.must_revise else ""
    yield Verdict(
        name="the critic is content",
        ok=not told.must_revise,
        severity="WARN",
        detail=f"{mark} by {told.critic}{wish}" + (f" ({told.degraded})" if told.degraded else ""),
    )


def _money(s: Sources, plan: RenderPlan) -> Iterator[Verdict]:
    known = plan.price is not None
    price = f"{plan.price:g} {plan.currency}" if plan.price is not None else "unknown"
    yield Verdict(name="price is known", ok=known, detail=price)
    if s.brief.budget is None or plan.price is None:
        return
    if plan.price and plan.currency != s.brief.currency:
        yield Verdict(
            name="within the budget",
            ok=False,
            detail=f"the budget is in {s.brief.currency}, {plan.provider} charges {plan.currency}",
            mend=f"give budget and currency in {plan.currency} in brief.yaml",
        )
        return
    within = plan.price <= s.brief.budget
    yield Verdict(name="within the budget", ok=within, detail=f"{price} of {s.brief.budget:g} {s.brief.currency}")


def _render(s: Sources) -> Iterator[Verdict]:
    exists = s.board is not None and bool(s.board.shots)
    yield Verdict(name="storyboard has shots", ok=exists)
    if not exists or s.board is None:
        return
    yield Verdict(name="shots_state.json exists", ok=s.folder.shots_state.is_file())
    for shot in s.board.shots:
        yield from _winner(s, shot)
    waiting = s.episode.escalation().shots
    yield Verdict(
        name="no shot waits for the director", ok=not waiting, detail=", ".join(waiting), mend="spark-video produce"
    )
    unknown = [shot for shot in waiting if s.board.shot(shot) is None]
    yield Verdict(
        name="escalated shots are in the storyboard",
        ok=not unknown,
        detail=", ".join(unknown),
        mend=f"take them out of {s.folder.needs_director_rewrite.name}",
    )
    low = [i for i, score in ((t.id, _winner_score(s, t)) for t in s.board.shots) if score < s.settings.threshold]
    yield Verdict(name="winners reach the threshold", ok=not low, severity="WARN", detail=", ".join(low))
    yield from _trusted(s, s.board)
    yield from _fresh(s, "dailies")


def _trusted(s: Sources, board: Storyboard) -> Iterator[Verdict]:
    """A judge that failed its calibration still decides by arithmetic: then a person has to look at what it chose.

    Says nothing about a judge that nobody held against a person, and about winners that a person chose.
    """
    states = [s.states.of(shot.id) for shot in board.shots]
    chosen = [state.winner for state in states if not _chosen_by_person(state)]
    for judge in sorted({take.review.judge for take in chosen if take and take.review and take.review.judge}):
        name, again = f"judge {judge} may decide", f"spark-video judge calibrate FOLDER   # {judge}"
        try:
            found = kept_calibration(s.folder.root, judge)
        except InvalidDocument as error:
            yield Verdict(name=name, ok=False, severity="WARN", detail=str(error), mend=again)
            continue
        if found is None:
            continue
        told = f"the judge {judge} is advisory: {'; '.join(found.reasons)}; look at every winner"
        yield Verdict(
            name=name,
            ok=not found.advisory,
            severity="WARN",
            detail=told if found.advisory else f"kappa {found.verdict.kappa:.2f} over {found.verdict.count} clips",
            mend=again if found.advisory else "",
        )


def _chosen_by_person(state: ShotState) -> bool:
    return state.accepted_by not in (None, "review", "best-of-n")


def _winner(s: Sources, shot: Shot) -> Iterator[Verdict]:
    """The winner is there, is the right take, plays, was looked at, and is what is asked for now."""
    state = s.states.of(shot.id)
    take = state.winner
    where = f"winner of {shot.id}"
    if take is None:
        yield Verdict(name=where, ok=False, detail="none yet", mend="spark-video produce")
        return
    clip = s.folder.winner_clip(shot.id)
    if not clip.is_file():
        yield Verdict(
            name=where,
            ok=False,
            detail=f"{clip.name} is missing",
            mend=f"spark-video accept ... --take {take.version}",
        )
        return
    right = take.clip_digest is None or s.file(clip) == take.clip_digest
    yield Verdict(name=f"{where} is take {take.version}", ok=right, detail=clip.name)
    yield Verdict(name=f"{where} plays", ok=plays(s.folder, clip), detail=clip.name)
    looked_at = take.scored or _chosen_by_person(state)
    yield Verdict(
        name=f"{where} was reviewed", ok=looked_at, detail=take.review.verdict if take.review else "no review"
    )
    digest = s.shot_digests.get(shot.id)
    current = digest is None or not is_stale(state, digest)
    yield Verdict(
        name=f"{where} is up to date", ok=current, detail="" if current else "asked for something else since"
    )


def _winner_score(s: Sources, shot: Shot) -> float:
    winner = s.states.of(shot.id).winner
    return (winner.review.score if winner and winner.review else None) or 0.0


def _final(s: Sources) -> Iterator[Verdict]:
    film = s.folder.final_film
    yield Verdict(name="the film exists", ok=film.is_file(), detail=film.name)
    if not film.is_file():
        return
    whole = plays(s.folder, film)
    yield Verdict(name="the film plays", ok=whole, detail=film.name)
    if not whole:
        return
    yield from _fresh(s, "final_cut", "delivery", "viewer")
    report = s.episode.load(QcReport, qc_record(s))
    yield Verdict(name="QC report is of this film", ok=report.film_digest == s.file(film))
    for check in report.checks:
        yield Verdict(name=f"QC {check.name}", ok=check.ok, detail=check.detail, severity=check.severity)
    from resources.media.probe import probe

    seconds = probe(film).duration_s
    off = abs(seconds - report.duration_s)
    yield Verdict(name="length as planned", ok=off <= FILM_LENGTH_TOLERANCE_S, detail=f"{seconds:.2f} s")
