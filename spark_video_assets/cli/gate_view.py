"""What a person judges at a gate, as a table, and the question. What is ready is decided in `episode.readiness`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from spark_video_assets.cli.page import refresh_viewer
from spark_video_assets.cli.production import Decision
from spark_video_assets.cli.speak import say, say_table
from spark_video_assets.episode.readiness import ready_checks
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import qc_record
from spark_video_assets.story.gates import GATE_NUMBER, NOBODY, SIGNED_ITSELF, Gate
from spark_video_assets.story.post import Dailies, QcReport

Table = tuple[Sequence[str], list[Sequence[Any]]]
_TEXT_WIDTH = 70
"""Characters of a premise or prompt in a table; the viewer page has all of it."""


def show_gate(gate: Gate, sources: Sources) -> None:
    """Summary table, warnings of the verifier, and where the page with everything lies."""
    header, rows = {"script": _script, "storyboard": _storyboard, "render": _render, "final": _final}[gate](sources)
    say_table(header, rows, title=f"gate {GATE_NUMBER[gate]}: {gate} of {sources.episode.key}")
    for verdict in ready_checks(gate, sources):
        if not verdict.ok:
            say(f"  {verdict.severity.lower()}: {verdict.name}: {verdict.detail}", "yellow")
    say(f"  everything on one page: {sources.folder.viewer}")


def ask_person(gate: Gate, sources: Sources) -> Decision:
    """Show the gate and ask; an empty answer stops, so that nothing is signed by accident."""
    show_gate(gate, sources)
    while True:
        answer = _answer("approve, reject or stop? [a/r/s] ").strip().lower()
        if answer in ("a", "approve"):
            return Decision("approve")
        if answer in ("", "s", "stop"):
            return Decision("stop")
        if answer in ("r", "reject"):
            return Decision("reject", _answer("what should change? ").strip())


def approving(
    gates: frozenset[Gate], itself: frozenset[Gate], otherwise: Callable[[Gate, Sources], Decision]
) -> Callable[..., Decision]:
    """Approves the gates that were named on the command line, lets others sign themselves, asks about the rest.

    The page is made for whoever is asked.
    """

    def decide(gate: Gate, sources: Sources) -> Decision:
        if gate in gates:
            return Decision("approve")
        if gate in itself:
            return Decision("approve", SIGNED_ITSELF, by=NOBODY)
        refresh_viewer(sources.episode)
        return otherwise(gate, sources)

    return decide


def nobody_to_ask(gate: Gate, sources: Sources) -> Decision:
    """Not on a terminal: the gate stays open."""
    return Decision("stop")


def _answer(question: str) -> str:
    """One line from the person; the end of input counts as no answer."""
    say(question)
    try:
        return input()
    except EOFError:
        return ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _TEXT_WIDTH else flat[: _TEXT_WIDTH - 3] + "..."


def _script(s: Sources) -> Table:
    rows: list[Sequence[Any]] = [
        (p.number, p.location, p.time, f"{p.estimated_duration_s} s", ", ".join(p.characters), _short(p.action))
        for p in s.episode.pages().pages
    ]
    return ("scene", "place", "time", "length", "who", "action"), rows


def _storyboard(s: Sources) -> Table:
    plan = s.episode.render_plan()
    prices = {shot.id: shot.price for shot in plan.shots}
    rows: list[Sequence[Any]] = [
        (
            shot.id,
            f"{shot.duration} s",
            shot.kind,
            ", ".join(shot.characters),
            prices.get(shot.id),
            _short(shot.prompt),
        )
        for shot in s.episode.storyboard().shots
    ]
    price = "unknown" if plan.price is None else f"{plan.price:g} {plan.currency}"
    rows.append(("all", f"{plan.total_seconds:g} s", "", f"{plan.provider}", price, ""))
    return ("shot", "length", "kind", "who", "price", "prompt"), rows


def _render(s: Sources) -> Table:
    dailies = s.episode.load(Dailies, s.folder.dailies)
    rows: list[Sequence[Any]] = [
        (r.shot_id, r.winner, r.takes, r.chosen_by, r.score, r.weakest_axis, f"{r.cost:g}", _short(r.critique))
        for r in dailies.rows
    ]
    return ("shot", "winner", "takes", "chosen by", "score", "weakest", "cost", "critique"), rows


def _final(s: Sources) -> Table:
    report = s.episode.load(QcReport, qc_record(s))
    rows: list[Sequence[Any]] = [(c.name, "ok" if c.ok else c.severity, c.detail) for c in report.checks]
    rows.append(("film", f"{report.duration_s:.1f} s", str(s.folder.final_film)))
    return ("check", "result", "detail"), rows
