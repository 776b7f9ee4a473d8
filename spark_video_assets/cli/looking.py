"""Commands that only look: status, check, estimate, graph, validate. They change nothing and need no Dagster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from spark_video_assets.cli.options import AsJson, EpisodeName, ProjectName, gate_of, look_at, open_episode
from spark_video_assets.cli.speak import give, give_json, give_table

if TYPE_CHECKING:
    from spark_video_assets.episode.sources import Sources
    from spark_video_assets.story.estimate import Estimate
    from spark_video_assets.story.rules import Finding


def status(
    project: ProjectName,
    episode: EpisodeName,
    as_json: AsJson = False,
    as_csv: Annotated[
        bool,
        typer.Option("--csv", help="Print what each shot cost against its estimate, as CSV, and nothing else."),
    ] = False,
) -> None:
    """Where the episode stands: next step, gates, shots with their takes, film and cost."""
    from resources.errors import UsageError
    from spark_video_assets.episode.status import cost_csv, costs_of, status_of

    if as_csv and as_json:
        raise UsageError("--json and --csv given", allowed="one of them: each prints one document on stdout")
    sources = look_at(open_episode(project, episode))
    if as_csv:
        give(cost_csv(sources).rstrip("\n"))
        return
    document = status_of(sources)
    if as_json:
        give_json(document)
        return
    step = document["step"]
    give(f"{document['project']}/{document['episode']}: next is {step['label']} ({step['state']})")
    for reason in step["reasons"][:6]:
        give(f"  {reason}")
    give_table(("gate", "ready", "signed off", "by"), [_gate_row(*item) for item in document["gates"].items()])
    if document["shots"]:
        give_table(("shot", "winner", "takes", "score", "state"), [_shot_row(shot) for shot in document["shots"]])
    paid = [row for row in costs_of(sources).rows if row.actual]
    if paid:
        rows = [
            (r.shot, r.takes, "unknown" if r.estimated is None else f"{r.estimated:g}", f"{r.actual:g}")
            for r in paid
        ]
        give_table(("paid for", "takes", "estimated", "actual"), rows)
    cost = document["cost"]
    estimated = "unknown" if cost["estimated"] is None else f"{cost['estimated']:g}"
    give(f"cost: {cost['actual']:g} {cost['currency']} (estimated {estimated})")
    give(f"film: {document['final'] or 'not yet'}")


def check(
    project: ProjectName,
    episode: EpisodeName,
    gate: Annotated[
        str, typer.Argument(metavar="GATE", help="script, storyboard, render, final (or 1-4), or all.")
    ] = "all",
    as_json: AsJson = False,
) -> None:
    """Verify what can be verified without a person: exit 0 when the gate is ready, 1 when something must be mended."""
    from spark_video_assets.episode.readiness import problems, ready_checks
    from spark_video_assets.episode.snapshot import view_gate
    from spark_video_assets.story.gates import GATES

    gates = GATES if gate.strip().lower() == "all" else (gate_of(gate),)
    sources = look_at(open_episode(project, episode))
    verdicts = {name: ready_checks(name, sources) for name in gates}
    passed = not any(problems(found) for found in verdicts.values())
    if as_json:
        told = [
            {
                "gate": name,
                "passed": not problems(found),
                "signed_off": view_gate(name, sources).signed,
                "checks": [verdict.model_dump(mode="json") for verdict in found],
            }
            for name, found in verdicts.items()
        ]
        key = sources.episode.key
        give_json(
            {"project": key.project, "episode": key.episode, "requested": gate, "passed": passed, "gates": told}
        )
    else:
        for name, found in verdicts.items():
            rows = [(v.name, "ok" if v.ok else v.severity, v.detail, "" if v.ok else v.mend) for v in found]
            signed = view_gate(name, sources).signed
            give_table(("check", "result", "detail", "what to do"), rows, title=f"gate {name}: sign-off {signed}")
    if not passed:
        raise typer.Exit(1)


def estimate(project: ProjectName, episode: EpisodeName, as_json: AsJson = False) -> None:
    """What shooting the storyboard will take: seconds, parallelism, pictures, money. Nothing is sent."""
    sources = look_at(open_episode(project, episode))
    made = estimate_of(sources)
    if as_json:
        key = sources.episode.key
        give_json({"project": key.project, "episode": key.episode, **made.model_dump(mode="json")})
        return
    unknown = "unknown" + (f" ({', '.join(made.unknown_prices)})" if made.unknown_prices else "")
    money = [("one take of every shot", made.price.video), ("everything once", made.price.total)]
    basis = "as in this project so far" if made.retry_rate_measured else "assumed"
    money.append((f"with {made.retry_rate:.0%} further takes ({basis})", made.expected_price))
    give(
        f"{made.shots} shots, {made.total_clip_seconds:g} s of film, provider {made.provider} at {made.resolution}"
    )
    give(
        f"about {made.estimated_render_seconds_with_concurrency_cap:.0f} s of rendering, {made.parallel_groups} chain groups"
    )
    by_kind = ", ".join(f"{kind} {seconds:g} s" for kind, seconds in sorted(made.duration_by_kind.items()))
    give(f"seconds by kind: {by_kind}")
    for what, amount in money:
        give(f"{what}: {unknown if amount is None else f'{amount:g} {made.currency}'}")
    if made.long_confirm:
        give(f"longer than {made.long_confirm_threshold_s} s: look twice before approving the storyboard")


def estimate_of(sources: Sources) -> Estimate:
    """The estimate of an episode's storyboard for its provider. Raises `NotFound` before there is a storyboard."""
    from resources.video.registry import capabilities_of
    from spark_video_assets.episode.experience import measured_retry_rate
    from spark_video_assets.episode.reference_pictures import limits_of
    from spark_video_assets.story.estimate import estimate_episode
    from spark_video_assets.story.render_plan import plan_render

    episode = sources.episode
    board = episode.storyboard()
    capabilities = capabilities_of(sources.provider)
    prices = sources.unit_prices(board)
    cast, sets, props = episode.manifest("cast"), episode.manifest("set"), episode.manifest("prop")
    plan = plan_render(board, cast, sets, props, limits_of(capabilities), prices)
    measured = measured_retry_rate(episode, capabilities.name)
    missing = sum(entry.picture is None for manifest in (cast, sets, props) for entry in manifest.entries.values())
    return estimate_episode(
        board,
        plan,
        prices,
        images=missing,
        concurrency=sources.settings.max_concurrency,
        long_confirm_s=round(sources.settings.long_confirm_s),
        measured_rate=measured,
    )


def graph(project: ProjectName, episode: EpisodeName, as_json: AsJson = False) -> None:
    """Chain groups: shots of a group are shot one after the other, groups side by side."""
    from spark_video_assets.story.chains import chain_groups

    groups = chain_groups(open_episode(project, episode).storyboard())
    if as_json:
        give_json(groups)
        return
    for number, group in enumerate(groups, start=1):
        give(f"{number}: {' -> '.join(group)}")


def validate(project: ProjectName, episode: EpisodeName, as_json: AsJson = False) -> None:
    """Hold manifests, script and storyboard against every rule: exit 1 when one is broken; warnings never count."""
    sources = look_at(open_episode(project, episode))
    found = findings_of(sources)
    errors = sum(finding.severity == "ERROR" for finding in found)
    if as_json:
        key = sources.episode.key
        told = [finding.model_dump(mode="json") for finding in found]
        give_json(
            {
                "project": key.project,
                "episode": key.episode,
                "valid": not errors,
                "errors": errors,
                "findings": told,
            }
        )
    else:
        rows = [(f.severity, f.code, f.place, f.message, f.mend) for f in found]
        give_table(("severity", "rule", "place", "finding", "what to do"), rows)
        give(f"{errors} errors, {len(found) - errors} warnings and notes")
    if errors:
        raise typer.Exit(1)


def findings_of(sources: Sources) -> list[Finding]:
    """Findings about everything that is there already. Raises `NotFound` when nothing is there to be validated."""
    from resources.errors import NotFound
    from spark_video_assets.episode.readiness import rule_facts
    from spark_video_assets.story.rules import check_manifests, check_script, check_storyboard

    facts = rule_facts(sources)
    found = list(check_manifests(facts))
    script = sources.episode.pages()
    if script.pages:
        found += check_script(script, facts)
    if sources.board is not None:
        found += check_storyboard(sources.board, facts)
    if not script.pages and sources.board is None:
        key = sources.episode.key
        raise NotFound(
            "there is neither script nor storyboard yet",
            where=str(key),
            next_command=f"spark-video produce {key.typed} --until development",
        )
    return found


def _gate_row(name: str, view: dict[str, Any]) -> tuple[str, str, str, str]:
    ready = "yes" if view["ready"] else f"no: {len(view['problems'])} to mend"
    return name, ready, view["signed_off"], view["by"] or ""


def _shot_row(shot: dict[str, Any]) -> tuple[object, ...]:
    winner = next((take for take in shot["takes"] if take["ver"] == shot["winner"]), None)
    state = "escalated" if shot["escalated"] else "stale" if shot["stale"] else "ok" if winner else "to be shot"
    return shot["id"], shot["winner"], len(shot["takes"]), winner and winner["score"], state
