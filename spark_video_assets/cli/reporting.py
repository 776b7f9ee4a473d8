"""The command `issue`: report what is wrong in a film, see who is suspected, confirm. Who finds the cause: `crew`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from spark_video_assets.cli.options import (
    AsJson,
    EpisodeName,
    ProjectName,
    look_at,
    open_episode,
    shot_of,
    user_name,
)
from spark_video_assets.cli.speak import give, give_json, give_table, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spark_video_assets.episode.episode import Episode
    from spark_video_assets.story.attribution import Blame, Issue
    from spark_video_assets.story.gates import Gate, SignOff

_KINDS = "visual-continuity, timing, dialogue-audio or narrative-structure."
_STAGES = "script, looks, storyboard, frames, prompt, music or cut."


def issue(
    project: ProjectName,
    episode: EpisodeName,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=_KINDS)] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="SECONDS", help="Place in the film: seconds or m:ss.")
    ] = None,
    shot: Annotated[str | None, typer.Option("--shot", metavar="ID", help="The shot, instead of --at.")] = None,
    note: Annotated[str, typer.Option("--note", help="What is wrong, in your words.")] = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Send it to the suspected stage: its gate is rejected with the note.")
    ] = False,
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="STAGE", help=f"Confirm another one: {_STAGES}")
    ] = None,
    issue_id: Annotated[
        str | None, typer.Option("--id", metavar="ISSUE", help="An issue reported earlier, e.g. issue-001.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Report an issue of the film: which stage caused it, what redoing it costs. Alone: issues so far."""
    from spark_video_assets.crew.feedback.issues import issue_named, issues_of

    details = {"--at": at, "--shot": shot, "--note": note, "--confirm": confirm, "--stage": stage}
    _require_one_meaning(details, kind, issue_id)
    found = open_episode(project, episode)
    if kind is None and issue_id is None:
        _list(issues_of(found), as_json=as_json)
        return
    blame = _blame(stage)
    reported = issue_named(found, issue_id) if issue_id else _report(found, kind or "", at, shot, note)
    if confirm or blame is not None:
        reported = _confirmed(found, reported, blame)
    if as_json:
        give_json(reported.to_data())
    else:
        _show(found, reported)


def _require_one_meaning(details: Mapping[str, object], kind: str | None, issue_id: str | None) -> None:
    """Refuse details of no issue, and options that exclude each other. Raises `UsageError`."""
    from resources.errors import UsageError

    given = [option for option, value in details.items() if value]
    if given and kind is None and issue_id is None:
        raise UsageError(
            f"{', '.join(given)} of which issue?", allowed=f"--kind for a new one ({_KINDS}) or --id ISSUE"
        )
    if kind is not None and issue_id is not None:
        raise UsageError("--kind and --id given", allowed="--kind for a new issue, --id for one reported earlier")
    if {"--at", "--shot"} <= set(given):
        raise UsageError("--at and --shot given", allowed="one of them: the place in the film, or the shot")


def _report(episode: Episode, kind: str, at: str | None, shot: str | None, note: str) -> Issue:
    from resources.errors import UsageError
    from spark_video_assets.crew.feedback.attributor import attributor_for
    from spark_video_assets.crew.feedback.issues import report_issue
    from spark_video_assets.story.attribution import KINDS

    if kind not in KINDS:
        raise UsageError(f"there is no kind {kind!r} of issue", allowed=", ".join(KINDS))
    sources = look_at(episode)
    return report_issue(
        sources,
        attributor_for(sources),
        kind=kind,
        note=note,
        by=user_name(),
        at=dt.datetime.now(dt.UTC),
        at_s=_seconds(at) if at else None,
        shot_id=shot_of(episode, shot) if shot else None,
    )


def _confirmed(episode: Episode, reported: Issue, blame: Blame | None) -> Issue:
    from spark_video_assets.cli.runner import Runner
    from spark_video_assets.crew.feedback.issues import confirm_issue

    def say_no(gate: Gate, words: str) -> SignOff:
        Runner().sign(episode.key, gate, "reject", words, user_name())
        record = episode.sign_off(gate)
        assert record is not None
        return record

    return confirm_issue(look_at(episode), reported, say_no, blame=blame, by=user_name())


def _seconds(text: str) -> float:
    """`12.5` or `1:05`. Raises `UsageError`."""
    from resources.errors import UsageError

    minutes, colon, seconds = text.rpartition(":")
    try:
        return 60 * int(minutes or 0) * bool(colon) + float(seconds)
    except ValueError:
        raise UsageError(f"--at {text!r} is no time", allowed="seconds (12.5) or m:ss (1:05)") from None


def _blame(stage: str | None) -> Blame | None:
    from resources.errors import UsageError
    from spark_video_assets.story.attribution import BLAMES

    if stage is None:
        return None
    if stage not in BLAMES:
        raise UsageError(f"there is no stage {stage!r} to blame", allowed=", ".join(BLAMES))
    return stage


def _list(issues: list[Issue], *, as_json: bool) -> None:
    if as_json:
        give_json([one.to_data() for one in issues])
    elif not issues:
        give("no issue was reported")
    else:
        rows = [(i.id, i.shot, i.kind, i.suspects[0].blame, i.confirmed or "waits", i.note[:60]) for i in issues]
        give_table(("issue", "shot", "kind", "suspected", "confirmed", "note"), rows)


def _show(episode: Episode, reported: Issue) -> None:
    give(f"{reported.id}: {reported.kind} in {reported.shot} (by {reported.attributed_by})")
    rows = [(one.blame, f"{one.confidence:.0%}", one.reason) for one in reported.suspects]
    give_table(("stage", "confidence", "why"), rows)
    redo = reported.redo
    cost = "an unknown price" if redo.cost is None else f"{redo.cost:g} {redo.currency}"
    shots = ", ".join(redo.shots) or "no shot"
    say(f"redoing {reported.confirmed or reported.suspects[0].blame}: {shots} again, {cost} for one take of each;")
    say(f"  then {', '.join(redo.stages)}; gates that ask again: {', '.join(redo.gates)}")
    for line in (*reported.routed, reported.unrouted):
        if line:
            say(f"  {line}")
    if reported.confirmed is None:
        say(f"next: spark-video issue {episode.key.typed} --id {reported.id} --confirm [--stage STAGE]")
    else:
        say(f"next: spark-video produce {episode.key.typed}")
