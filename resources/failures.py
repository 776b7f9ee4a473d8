"""The one failure taxonomy: what an answer or exception means for the job. Carries out no retry: see `render_ledger`."""

from __future__ import annotations

import re
import socket
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from resources.errors import BudgetStop, ProviderError, SparkVideoError
from resources.redaction import redact_text

Phase = Literal["prepare", "submit", "poll", "fetch"]


class Policy(StrEnum):
    """What is to be done about a failure.

    Attributes:
        TRANSIENT: Certainly not accepted, or only looking failed: the same thing may be tried again after a pause.
        PERMANENT: The request itself is wrong; the same request would fail again.
        AMBIGUOUS: A submit whose fate is unknown; it may run and be billed. Never sent again by itself.
        MODERATION: The content was refused; the prompt has to change.
        AUTH: Key, region or access right; nothing goes until a person mends it.
        QUOTA: An allowance is used up; nothing goes until it is raised or renewed.
        ARREARS: The account is not paid for.
        LOST: The provider does not know the job or does not keep its result. One such answer may be a mistake: the
            render ledger believes it when it lasts.
    """

    TRANSIENT = "transient"
    PERMANENT = "permanent"
    AMBIGUOUS = "ambiguous"
    MODERATION = "moderation"
    AUTH = "auth"
    QUOTA = "quota"
    ARREARS = "arrears"
    LOST = "lost"


STOPS_EPISODE = frozenset({Policy.AUTH, Policy.QUOTA, Policy.ARREARS})
"""Every further job would fail alike: the whole episode stops with one message."""


def stops_all(error: BaseException) -> bool:
    """True when every further job of an episode would end alike: over a cap, wrong key, no quota, unpaid account."""
    return isinstance(error, BudgetStop) or (isinstance(error, ProviderError) and error.failure in STOPS_EPISODE)


ADVICE: dict[Policy, str] = {
    Policy.TRANSIENT: "run the same command again later; a job that was accepted is picked up, not paid again",
    Policy.PERMANENT: "change what the message names, then run the same command again",
    Policy.AMBIGUOUS: "spark-video jobs   # look the job up at the provider, then adopt, resubmit or drop it",
    Policy.MODERATION: "rewrite the prompt or replace the picture that was refused",
    Policy.AUTH: "spark-video doctor   # check key, region and model access of this provider",
    Policy.QUOTA: "raise the quota in the provider's console or wait until it renews",
    Policy.ARREARS: "settle the account at the provider",
    Policy.LOST: "spark-video jobs   # look in the provider's console, then look-again, adopt, resubmit or drop the job",
}


def provider_error(
    policy: Policy, problem: str, *, where: str | None = None, retry_after_s: float | None = None
) -> ProviderError:
    """What a provider, judge or model did wrong, with what a person does about it; secrets are taken out of the words."""
    return ProviderError(
        redact_text(problem),
        failure=policy,
        where=where,
        next_command=ADVICE[policy],
        retry_after_s=retry_after_s,
    )


WIRES: dict[str, str] = {
    "bl": "dashscope",
    "wan27": "dashscope",
    "dashscope": "dashscope",
    # The snake-case codes of the table are those of the OpenAI-compatible surface, wherever it is.
    "llm": "dashscope",
    "veo": "google",
    "seedance": "ark",
    "talking_head": "wavespeed",
}
"""Which family of error codes a provider speaks; an unknown provider has only the general rules."""


@dataclass(frozen=True)
class Rule:
    """One line of the table; the first that fits counts.

    Args:
        wire: Family of codes, see `WIRES`.
        code: Regular expression for the whole code, without case.
        policy: What it means.
        http: Only for this status; None = any, also a job that failed inside an HTTP 200.
        message: Regular expression found anywhere in the message, without case; None = any message.
    """

    wire: str
    code: str
    policy: Policy
    http: int | None = None
    message: str | None = None

    def fits(self, wire: str, http: int | None, code: str, message: str) -> bool:
        """True when this line speaks of that answer."""
        return (
            self.wire == wire
            and (self.http is None or self.http == http)
            and re.fullmatch(self.code, code, re.IGNORECASE) is not None
            and (self.message is None or re.search(self.message, message, re.IGNORECASE) is not None)
        )


# Numbers in Vertex messages that stand for a safety category (Google's responsible-AI page).
_SAFETY_NUMBERS = (
    "58061214|17301594|29310472|15236754|64151117|42237218|62263041|57734940|22137204|74803281|29578790|42876398"
    "|89371032|49114662|72817394|60599140|90789179|43188360|63429089|78610348|61493863|56562880|32635315|35561574"
    "|35561575"
)
_SAFETY_WORDS = rf"safety|responsible ai|usage guidelines|sensitive words|blocked|violat|{_SAFETY_NUMBERS}"
_LASTING_LIMIT = r"per day|daily|spend|billing|free.?tier|monthly"

RULES: tuple[Rule, ...] = (
    # DashScope: error-code page, snapshot 2026-05-30; snake case is the spelling of its OpenAI-compatible surface.
    Rule("dashscope", r"InvalidParameter\.DataInspection", Policy.TRANSIENT),
    Rule("dashscope", r"(data_?inspection_?failed|IPInfringementSuspect)(\..*)?", Policy.MODERATION),
    Rule("dashscope", r"Arrearage|PrepaidBillOverdue|PostpaidBillOverdue|CommodityNotPurchased", Policy.ARREARS),
    Rule("dashscope", r"invalid_?api_?key", Policy.AUTH),
    Rule("dashscope", r"AllocationQuota\.FreeTierOnly", Policy.QUOTA),
    Rule("dashscope", r"(Throttling\.AllocationQuota|insufficient_quota)", Policy.QUOTA),
    Rule("dashscope", r"Throttling(\..*)?|limit_requests|limit_burst_rate", Policy.TRANSIENT),
    # Uploads: a policy lives for 300 s, a name is taken once; the next try has a new one of both.
    Rule("dashscope", r"AccessDenied", Policy.TRANSIENT, message=r"policy expired"),
    Rule("dashscope", r"FileAlreadyExists", Policy.TRANSIENT),
    Rule("dashscope", r"((Model|Workspace)\.)?AccessDenied(\..*)?|access_denied", Policy.AUTH),
    Rule("dashscope", r"model_?not_?found|model_not_supported", Policy.AUTH),
    Rule(
        "dashscope",
        r"InvalidURL(\.(Timeout|ConnectionRefused))?|BadRequest\.InputDownloadFailed",
        Policy.TRANSIENT,
        message=r"timeout|timed out|refused|download",
    ),
    Rule("dashscope", r"Invalid.*|BadRequest.*|UnsupportedOperation", Policy.PERMANENT),
    Rule(
        "dashscope",
        r"internal_?error(\..*)?|SystemError|ModelServiceFailed|ModelServingError|ModelUnavailable"
        r"|RequestTimeOut|ResponseTimeout",
        Policy.TRANSIENT,
    ),
    # Google: HTTP status names on the surface, numeric google.rpc codes inside an operation.
    Rule("google", r".*", Policy.ARREARS, http=402),
    Rule("google", r"INVALID_ARGUMENT|3", Policy.AUTH, message=r"API_KEY_INVALID|api key not valid"),
    Rule("google", r"INVALID_ARGUMENT|3", Policy.MODERATION, message=_SAFETY_WORDS),
    Rule("google", r"RAI.*|SAFETY.*", Policy.MODERATION),
    Rule("google", r"INVALID_ARGUMENT|3", Policy.PERMANENT),
    Rule("google", r"FAILED_PRECONDITION|9", Policy.ARREARS, message=r"billing"),
    Rule("google", r"FAILED_PRECONDITION|9", Policy.PERMANENT),
    # A model that is retired or not opened; an operation that is gone is another thing.
    Rule("google", r"NOT_FOUND", Policy.AUTH, http=404, message=r"^(?!.*operations/).*\bmodels?\b"),
    Rule("google", r"UNAUTHENTICATED|PERMISSION_DENIED|7|16", Policy.AUTH),
    Rule("google", r"RESOURCE_EXHAUSTED|8", Policy.QUOTA, message=_LASTING_LIMIT),
    Rule("google", r"RESOURCE_EXHAUSTED|8", Policy.TRANSIENT),
    Rule(
        "google",
        r"UNKNOWN|DEADLINE_EXCEEDED|ABORTED|INTERNAL|UNAVAILABLE|2|4|10|13|14",
        Policy.TRANSIENT,
    ),
    # Volcengine Ark: moderation arrives at submit (400) and inside a failed task (200) alike.
    Rule("ark", r".*SensitiveContent.*", Policy.MODERATION),
    Rule("ark", r"AccountOverdueError", Policy.ARREARS),
    Rule("ark", r"AuthenticationError|AccessDenied|ModelNotOpen|InvalidEndpoint(OrModel)?\.NotFound", Policy.AUTH),
    Rule("ark", r"QuotaExceeded(\..*)?", Policy.QUOTA),
    Rule("ark", r"RateLimitExceeded.*|ModelAccount(Rpm|Tpm)RateLimitExceeded", Policy.TRANSIENT),
    Rule("ark", r"ServerOverloaded|ModelLoadingError|InternalServiceError", Policy.TRANSIENT),
    Rule("ark", r"MissingParameter|InvalidParameter.*", Policy.PERMANENT),
    # A task that waited too long was never made: not a code but a state of Ark's.
    Rule("ark", r"expired", Policy.TRANSIENT),
    # WaveSpeed: a failed prediction has only a message.
    Rule("wavespeed", r".*", Policy.MODERATION, message=r"nsfw|sensitive|content policy|safety"),
    Rule("wavespeed", r".*", Policy.ARREARS, message=r"insufficient (credit|balance)|top.?up"),
)


_GATEWAYS = frozenset({502, 504, 520, 522, 524, 598, 599})
"""Beside the standard's two: what Cloudflare and other proxies say when the house behind them gave no whole answer."""
_GAVE_UP = re.compile(r"RequestTimeOut|ResponseTimeout|DEADLINE_EXCEEDED", re.IGNORECASE)
"""Codes of a house that stopped waiting for itself: it does not say that nothing was begun."""


def _by_status(http: int | None, code: str, phase: Phase) -> Policy:
    """The rule for an answer that the table does not know."""
    if http in _GATEWAYS and not code and phase == "submit":
        # A gateway speaks, not the provider: the job may have been accepted behind it.
        return Policy.AMBIGUOUS
    if http in {408, 425, 429} or (http is not None and http >= 500):
        return Policy.TRANSIENT
    if http == 402:
        return Policy.ARREARS
    if http in {404, 410} and phase in {"poll", "fetch"}:
        return Policy.LOST
    if http == 403 and phase == "fetch":
        return Policy.LOST
    if http in {401, 403}:
        return Policy.AUTH
    return Policy.PERMANENT


def classify_answer(provider: str, http: int | None, code: str, message: str = "", *, phase: Phase) -> Policy:
    """What an explicit refusal means.

    Args:
        provider: Name as in the brief, e.g. `bl`.
        http: HTTP status.
        code: The provider's own code; empty when the body had none.
        message: The provider's own words.
        phase: What was being done; a 404 means different things while submitting and while polling.
    """
    if phase == "submit" and _GAVE_UP.fullmatch(code):
        return Policy.AMBIGUOUS
    wire = WIRES.get(provider, provider)
    for rule in RULES:
        if rule.fits(wire, http, code, message):
            return rule.policy
    return _by_status(http, code, phase)


def classify_failed_job(provider: str, code: str, message: str = "") -> Policy:
    """What a job that the provider itself reports as failed means; such a job is over and not billed."""
    wire = WIRES.get(provider, provider)
    for rule in RULES:
        if rule.fits(wire, None, code, message):
            return rule.policy
    return Policy.PERMANENT


def classify_exception(error: BaseException, *, phase: Phase) -> Policy:
    """What an exception of a provider's call means.

    Never delivered (no connection, no free connection) is TRANSIENT everywhere. Anything that leaves open whether the
    provider read the request is AMBIGUOUS while submitting, and only a blip while polling or fetching.
    """
    if isinstance(error, ProviderError):
        return Policy(error.failure)
    if isinstance(error, SparkVideoError):
        return Policy.PERMANENT
    undelivered: tuple[type[BaseException], ...] = (ConnectionRefusedError, socket.gaierror)
    malformed: tuple[type[BaseException], ...] = ()
    broken: tuple[type[BaseException], ...] = (OSError, TimeoutError)
    httpx = sys.modules.get("httpx")
    if httpx is not None:
        undelivered += (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
        malformed += (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)
        broken += (httpx.HTTPError,)
    if isinstance(error, undelivered):
        return Policy.TRANSIENT
    if isinstance(error, malformed):
        return Policy.PERMANENT
    if phase == "submit":
        return Policy.AMBIGUOUS
    return Policy.TRANSIENT if isinstance(error, broken) else Policy.PERMANENT
