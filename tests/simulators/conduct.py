"""What a client did that a good one would not, read from a simulator's records. Nothing is answered here."""

from __future__ import annotations

from collections import Counter

from tests.simulators.frame import Simulator
from tests.simulators.recording import RecordedRequest

_KEY_HEADERS = ("authorization", "x-goog-api-key")
_KEY_PARAMETERS = ("key", "api_key", "access_token")


def leaked_keys(simulator: Simulator) -> list[str]:
    """Requests that carry a key to a house that needs none: a storage or content network in reality."""
    return [
        f"{request.method} {request.headers.get('host', '')}{request.path} carries {name}"
        for request in simulator.requests.all()
        if request.operation in simulator.keyless
        for name in (
            *(name for name in _KEY_HEADERS if name in request.headers),
            *(name for name in _KEY_PARAMETERS if name in request.query),
        )
    ]


def hasty_polls(simulator: Simulator, least_s: float = 5.0) -> list[str]:
    """Looks at one job that follow each other sooner than `least_s` simulated seconds."""
    found = []
    last: dict[str, float] = {}
    for request in simulator.requests.all("task.poll"):
        job = _job_of(request)
        waited_s = request.at - last.get(job, float("-inf"))
        if waited_s < least_s:
            found.append(f"{job} was polled again after {waited_s:g} s")
        last[job] = request.at
    return found


def double_payments(simulator: Simulator) -> list[str]:
    """Requests with an equal body of which more than one was accepted and not waived."""
    paid = Counter(
        (charge.operation, charge.detail["body"])
        for charge in simulator.billing.charges()
        if charge.state != "free" and "body" in charge.detail
    )
    return [
        f"{operation} of body {body} was accepted {times} times"
        for (operation, body), times in paid.items()
        if times > 1
    ]


def _job_of(request: RecordedRequest) -> str:
    """What a poll asks after: Vertex names the operation in the body, the others in the path."""
    if isinstance(request.body, dict) and "operationName" in request.body:
        return str(request.body["operationName"])
    return request.path.removesuffix("/result")
