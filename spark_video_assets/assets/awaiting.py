"""What a person is awaited for, in the words of run tags, notices and the producer's ticks. Decided in `story.steps`."""

from spark_video_assets.story.steps import Step

FINISHED = "the episode is finished"


def awaited(step: Step) -> str:
    """A step that no program can carry out, as a line that says whose turn it is and why."""
    return {
        "wait": f"{step.label} waits for a sign-off{_why(step)}",
        "blocked": f"{step.label} {_closed(step)}",
        "escalated": f"shots {', '.join(step.shots)} are out of takes and director rewrites: reshoot or accept them",
        "done": FINISHED,
    }[step.state]


def _closed(step: Step) -> str:
    """Rejected by whom and for what, or what its verifier found."""
    told = "; ".join(step.reasons[:3])
    return f"was {told}" if told.startswith("rejected") else f"is closed: {told}"


def _why(step: Step) -> str:
    """What changed since it was signed; nothing where it was never signed."""
    changed = [reason for reason in step.reasons if reason.startswith("changed")]
    return f" again, {'; '.join(changed)}" if changed else ""
