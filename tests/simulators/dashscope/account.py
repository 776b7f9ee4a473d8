"""Who may ask and how often: keys, the headers that choose a mode, and the rate limits of the account."""

from __future__ import annotations

import math
from fnmatch import fnmatchcase

from tests.simulators.clock import TaskClock, TokenBucket
from tests.simulators.frame import Call, Refusal

# (pattern of the model, requests a second, requests at once): the lower figure where the vendor's pages differ.
SUBMIT_RATES: tuple[tuple[str, float, float], ...] = (
    ("happyhorse-1.0-*", 5, 5),
    ("wan2.6-t2i", 1, 5),
    ("wan*", 5, 5),
    ("qwen-image-2.0-pro", 2 / 60, 2),
    ("qwen-image-edit-max", 2 / 60, 2),
    ("qwen-image*", 2, 2),
    ("cosyvoice-*", 3, 3),
    ("qwen3-tts*", 3, 3),
    ("qwen-tts*", 10 / 60, 10),
    ("qwen3.5-omni-*", 1, 60),
    ("qwen3-vl-plus", 50, 250),
    ("*", 500, 500),
)
TASK_RATE = 20
POLICY_RATE = 100
OMNI_TOKENS_PER_MINUTE = 100_000


class Account:
    """Keys and limits.

    Args:
        keys: Keys that are accepted; None = every one that begins with `sk-`. Each key is an account of its own as
            far as uploads go.
        limited: False lets everything through, for tests of something else at high speed.
    """

    def __init__(self, clock: TaskClock, *, keys: frozenset[str] | None = None, limited: bool = True) -> None:
        self._clock = clock
        self.keys = keys
        self.limited = limited
        self._buckets: dict[str, TokenBucket] = {}

    def key_of(self, call: Call) -> str:
        """The key of a request.

        Raises:
            Refusal: None was sent, or one that nobody has.
        """
        scheme, _, key = call.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not key:
            raise Refusal(401, "InvalidApiKey", "No API-key provided.")
        if not key.startswith("sk-") if self.keys is None else key not in self.keys:
            raise Refusal(401, "InvalidApiKey", "Invalid API-key provided.")
        return key

    def asked_async(self, call: Call) -> bool:
        """Whether the request wants a task rather than a result."""
        return call.headers.get("x-dashscope-async", "").lower() == "enable"

    def require_async(self, call: Call) -> None:
        """Refuse a request that waits for its result where there are only tasks."""
        if not self.asked_async(call):
            raise Refusal(403, "AccessDenied", "current user api does not support synchronous calls.")

    def refuse_async(self, call: Call) -> None:
        """Refuse a request for a task where there are none."""
        if self.asked_async(call):
            raise Refusal(403, "AccessDenied", "Current user api does not support asynchronous calls.")

    def count_submit(self, model: str) -> None:
        """One more submit of a model; refused when they come too fast."""
        rate, burst = next((rate, burst) for name, rate, burst in SUBMIT_RATES if fnmatchcase(model, name))
        self._take(f"submit {model}", rate, burst)

    def count_task_call(self) -> None:
        """One more query, list or cancel, which share one limit."""
        self._take("tasks", TASK_RATE, TASK_RATE)

    def count_policy(self, key: str, model: str) -> None:
        """One more upload policy."""
        self._take(f"policy {key} {model}", POLICY_RATE, POLICY_RATE)

    def count_tokens(self, model: str, tokens: int) -> None:
        """Tokens that a judge call is worth; refused when a minute's worth is used up."""
        if not self.limited or "omni" not in model:
            return
        bucket = self._bucket(f"tokens {model}", OMNI_TOKENS_PER_MINUTE / 60, OMNI_TOKENS_PER_MINUTE)
        if bucket.take(min(tokens, OMNI_TOKENS_PER_MINUTE)) > 0:
            raise Refusal(
                429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit."
            )

    def _take(self, name: str, rate: float, burst: float) -> None:
        if self.limited and self._bucket(name, rate, burst).take() > 0:
            raise Refusal(429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.")

    def _bucket(self, name: str, rate: float, burst: float) -> TokenBucket:
        return self._buckets.setdefault(name, TokenBucket(self._clock, rate, math.ceil(burst)))
