"""The one registry of rules: what is checked for a storyboard, a scene, a script and the manifests. No rule lives here."""

from __future__ import annotations

from spark_video_assets.story.rules import (
    casting,
    chaining,
    identity,
    light,
    manifests,
    prompts,
    purpose,
    requests,
    screenplay,
    speech,
    whole_film,
)
from spark_video_assets.story.rules.finding import BoardRule, Facts, Finding, sorted_findings
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Fragment, Mode, Storyboard

BOARD_RULES: tuple[BoardRule, ...] = (
    *identity.RULES,
    *casting.RULES,
    *chaining.RULES,
    *requests.RULES,
    *speech.RULES,
    *prompts.RULES,
    *light.RULES,
    *whole_film.RULES,
    *purpose.RULES,
)


def check_storyboard(board: Storyboard, facts: Facts | None = None) -> list[Finding]:
    """Every finding about a storyboard, errors first.

    Args:
        board: The storyboard; the hard rules of its schema hold already.
        facts: What else is known; rules about facts that are not given stay silent.
    """
    known = facts or Facts()
    return sorted_findings(finding for rule in BOARD_RULES for finding in rule(board, known))


def check_fragment(fragment: Fragment, mode: Mode, facts: Facts | None = None) -> list[Finding]:
    """Every finding about one scene's fragment, held against the episode's mode.

    Rules about the whole film stay silent. Narration shots in drama mode are a finding here, not a schema error, so that
    the scene's other faults are told too.
    """
    known = facts or Facts()
    part = Facts(**{**vars(known), "whole": False})
    narrated = any(shot.role == "narration" for shot in fragment.shots)
    board = Storyboard(
        title=fragment.scene.name,
        scenes=[fragment.scene],
        shots=fragment.shots,
        mode="narration" if narrated else mode,
    )
    forbidden = speech.narration_in_drama(board) if narrated and mode == "drama" else ()
    return sorted_findings([*forbidden, *check_storyboard(board, part)])


def check_script(script: Script, facts: Facts | None = None) -> list[Finding]:
    """Every finding about a script, errors first."""
    known = facts or Facts()
    return sorted_findings(finding for rule in screenplay.RULES for finding in rule(script, known))


def check_manifests(facts: Facts) -> list[Finding]:
    """Every finding about the three manifests, errors first."""
    found = [
        f
        for manifest in (facts.cast, facts.sets, facts.props)
        for f in manifests.manifest_findings(manifest, facts)
    ]
    return sorted_findings([*found, *manifests.people_are_distinct(facts)])
