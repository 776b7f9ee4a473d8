"""Reading a service's answer: JSON, or one `ProviderError` with the policy of what went wrong. Sends nothing."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from resources.errors import ProviderError
from resources.failures import Phase, Policy, classify_answer, provider_error

ErrorReader = Callable[[Any], tuple[str, str]]
"""Takes the decoded body of a refusal, gives the service's code and message, empty where it has none."""

_LONGEST_TOLD = 500


def json_or_raise(response: httpx.Response, *, provider: str, phase: Phase, read_error: ErrorReader) -> Any:
    """The decoded body of a success.

    Args:
        response: Whole, already read.
        provider: Name as in the brief, for the taxonomy.
        phase: What was being done.
        read_error: Reads this service's form of an error.

    Raises:
        ProviderError: A refusal, or an answer that this service cannot have given.
    """
    where = f"{provider}, {response.request.method} {response.request.url.copy_with(query=None)}"
    body = _decoded(response)
    if response.is_success and body is not None:
        return body
    if response.is_success and response.request.method == "DELETE" and not response.content.strip():
        return {}  # nothing is left to be told of what was deleted
    code, message = read_error(body) if body is not None else ("", "")
    if response.is_success or response.is_redirect:
        raise _not_the_service(response, where, phase)
    if body is None and not response.is_server_error and _looks_like_a_page(response):
        raise _not_the_service(response, where, phase)
    policy = classify_answer(provider, response.status_code, code, message, phase=phase)
    told = message or response.text[:_LONGEST_TOLD].strip() or response.reason_phrase
    raise provider_error(
        policy,
        f"HTTP {response.status_code}{f' {code}' if code else ''}: {told[:_LONGEST_TOLD]}",
        where=where,
        retry_after_s=retry_after_s(response),
    )


def plain_usage(told: Any) -> dict[str, float | int | str]:
    """What a job used, as the service counted it; only plain values that a record can hold."""
    if not isinstance(told, dict):
        return {}
    return {
        str(name): value
        for name, value in told.items()
        if isinstance(value, int | str) or (isinstance(value, float) and math.isfinite(value))
    }


def retry_after_s(response: httpx.Response, now: dt.datetime | None = None) -> float | None:
    """Seconds that the service asks to wait, told as a number or as a date; None when it does not say."""
    told = response.headers.get("retry-after", "").strip()
    if not told:
        return None
    try:
        seconds = float(told)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        date = parsedate_to_datetime(told)
    except ValueError:
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=dt.UTC)
    return max(0.0, (aware - (now or dt.datetime.now(dt.UTC))).total_seconds())


def _decoded(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        return None


def _looks_like_a_page(response: httpx.Response) -> bool:
    return "html" in response.headers.get("content-type", "") or response.content.lstrip()[:1] == b"<"


def _not_the_service(response: httpx.Response, where: str, phase: Phase) -> ProviderError:
    """A page or a redirect comes from something else at this address; a broken JSON success leaves the job in doubt."""
    if response.is_redirect or _looks_like_a_page(response):
        kind = "a redirect" if response.is_redirect else "a web page"
        return ProviderError(
            f"HTTP {response.status_code}: {kind} instead of JSON: something else answers at this address",
            failure=Policy.AUTH,
            where=where,
            next_command="spark-video doctor   # check the base URL and any proxy",
        )
    policy = Policy.AMBIGUOUS if phase == "submit" else Policy.TRANSIENT
    return provider_error(policy, f"HTTP {response.status_code}: the answer is not JSON", where=where)
