"""The chat client: one question, one answer, tried again within bounds, every try written down. Formats: `reading`.

Synchronous and safe to share between threads: the crew's roles are plain functions that run in threads.
"""

from __future__ import annotations

import os
import random
import time
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import httpx

from resources.call_log import CallKind, CallLog, CallNotes
from resources.errors import ProviderError
from resources.failures import ADVICE, Policy, classify_exception, provider_error
from resources.llm.chat import ChatAnswer, ChatRequest
from resources.llm.dialects import Dialect
from resources.llm.kept_answers import AnswerShelf, KeptAnswer
from resources.llm.meter import Bill, Meter
from resources.llm.reading import Bounds, Reader, Reply
from resources.llm.settings import LlmSettings
from resources.prices.tokens import token_cost
from resources.redaction import HIDDEN, redact_text
from resources.render_ledger.retrying import RetryRules
from resources.wire.tls import trusted

CHAT_RETRIES = RetryRules(submit_tries=6, first_pause_s=3.0, longest_pause_s=45.0)
"""A minute and a half at most: DashScope's limits a minute recover in one."""
DOUBTFUL_TRIES = 2
"""Tries of a question that may have been answered, and billed, without our hearing of it."""
LONGEST_ASKED_PAUSE_S = 120.0
"""A service that asks to wait longer than this is told to the person instead."""
PATH = "chat/completions"


class ChatClient:
    """Asks one service.

    Args:
        settings: Where, with which models.
        log: Of the episode; None only where there is no episode (calibration, doctor).
        meter: Books what is asked in the episode's budget; None = nothing is booked.
        shelf: Keeps answers until the work that asks is recorded; None = nothing is kept.
        bounds: Of each answer.
        rules: Tries and pauses.
        transport: Injected by tests; None = the network.
        pause: Waits so many seconds.
        monotonic: Seconds that never jump.
    """

    def __init__(
        self,
        settings: LlmSettings,
        log: CallLog | None,
        *,
        meter: Meter | None = None,
        shelf: AnswerShelf | None = None,
        bounds: Bounds | None = None,
        rules: RetryRules = CHAT_RETRIES,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._log = log
        self._meter = meter
        self._shelf = shelf
        self._bounds = bounds or Bounds()
        self._rules = rules
        self._pause = pause
        self._monotonic = monotonic
        self._dice = random.Random()
        self._dialect = Dialect()
        self._http = httpx.Client(transport=transport, verify=trusted(), follow_redirects=False)
        # Roles and judges live as long as a run and have no end of their own; a script that forgets leaks nothing.
        weakref.finalize(self, self._http.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(
        self, request: ChatRequest, *, kind: CallKind = "llm", shot: str | None = None, take: int | None = None
    ) -> ChatAnswer:
        """Put a question; again when the service was busy or certainly did not hear it.

        What an interrupted run of the same work was answered is not asked again.

        Args:
            request: The question.
            kind: Of the lines in the call log.
            shot: What it is about, for the log; with `take`.
            take: Number of the take it is about.

        Raises:
            ProviderError: Refused, out of tries, too long, or an answer that cannot be one. Holds the policy.
            BudgetStop: The episode's budget has no room for it; nothing was sent.
            StorageError: The log cannot be written.
        """
        length = sum(len(message.text) for message in request.messages)
        if length > self._bounds.prompt_characters:
            raise ProviderError(
                f"the question has {length} characters, more than {self._bounds.prompt_characters}",
                failure=Policy.PERMANENT,
                where=request.role,
                next_command="shorten the text that it is made of (premise, script, lore), then run it again",
            )
        key = self._key(request) if self._shelf else ""
        kept = self._shelf.take(shot, key) if self._shelf else None
        if kept is not None:
            return self._kept(kept, request, kind, shot, take)
        began = self._monotonic()
        tries = doubts = 0
        while True:
            known = self._dialect.learned
            call = uuid.uuid4().hex
            try:
                with (
                    self._noted(request, kind, shot, take, call) as notes,
                    self._booked(request, shot, call) as bill,
                ):
                    answer = self._answer(request, notes, began)
                    bill(answer.cost)
                    if self._shelf:
                        self._shelf.keep(shot, KeptAnswer(key=key, call=call, answer=answer))
            except (ProviderError, httpx.HTTPError, OSError) as error:
                if self._dialect.learns(error, self._body(request), known):
                    continue
                tries += 1
                policy = classify_exception(error, phase="submit")
                # A broken answer was perhaps written and billed: nobody can tell, so it is asked for once more only.
                doubts += policy is Policy.AMBIGUOUS
                more = policy is Policy.TRANSIENT or (policy is Policy.AMBIGUOUS and doubts < DOUBTFUL_TRIES)
                pause_s = self._rules.pause_s(tries, error, self._dice)
                if not more or tries >= self._rules.submit_tries or pause_s > LONGEST_ASKED_PAUSE_S:
                    raise self._told(error, policy) from None
                self._pause(pause_s)
            else:
                return answer

    def disown(self, requests: Iterable[ChatRequest], *, shot: str | None = None) -> None:
        """Say that nothing could be made of the answers to these questions: failed work asks them anew."""
        if self._shelf:
            for request in requests:
                self._shelf.spoil(shot, self._key(request))

    def _kept(
        self, kept: KeptAnswer, request: ChatRequest, kind: CallKind, shot: str | None, take: int | None
    ) -> ChatAnswer:
        """An answer of the interrupted run: settled and logged with its cost, if that run did not come to it."""
        if self._meter:
            self._meter.settle(request, kept.call, kept.answer.cost)
        known = self._log is not None and any(
            isinstance(call.extra, dict) and call.extra.get("call") == kept.call for call in self._log.calls()
        )
        with self._noted(request, kind, shot, take, kept.call) as notes:
            _note(notes, kept.answer)
            notes.extra["kept"] = True
            if known:
                notes.cost, notes.usage = Decimal(0), {}
        return kept.answer

    def _key(self, request: ChatRequest) -> str:
        return request.key(self.settings.access.base_url, self._body(request))

    def _answer(self, request: ChatRequest, notes: CallNotes, began: float) -> ChatAnswer:
        model = self._model(request)
        deadline = self._monotonic() + self._bounds.seconds
        reader = Reader(
            self.settings.provider,
            self._bounds,
            request.max_tokens * self._bounds.characters_per_token,
            lambda: deadline - self._monotonic(),
        )
        silence = self._bounds.silence_s if request.stream else self._bounds.seconds
        with self._http.stream(
            "POST",
            f"{self.settings.access.base_url}/{PATH}",
            json=self._dialect.said(self._body(request)),
            headers={**self.settings.access.bearer, **request.headers},
            timeout=httpx.Timeout(silence, connect=15.0, pool=60.0),
        ) as response:
            try:
                reply = reader.read(response)
            except ProviderError as error:
                raise self._without_key(error) from None
        cost, currency = self._cost(model, reply)
        answer = ChatAnswer(
            text=reply.text,
            model=reply.model or model,
            finish=reply.finish or "stop",
            usage=reply.usage,
            cost=cost,
            currency=currency,
            seconds=round(self._monotonic() - began, 3),
        )
        _note(notes, answer)
        return answer

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        return request.body(self._model(request), self.settings.temperature_for(request.role, request.temperature))

    def _cost(self, model: str, reply: Reply) -> tuple[Decimal | None, str]:
        used = reply.usage
        if used is None:
            return None, ""
        found = token_cost(
            self.settings.provider,
            model,
            text_in=used.prompt - used.audio,
            audio_in=used.audio,
            text_out=used.completion,
        )
        return found or (None, "")

    def _model(self, request: ChatRequest) -> str:
        return request.model or self.settings.model_for(request.role)

    def _booked(self, request: ChatRequest, shot: str | None, call: str) -> AbstractContextManager[Bill]:
        """The purse for one try."""
        if self._meter is None:
            return nullcontext(lambda _cost: None)
        return self._meter.booked(self.settings.provider, self._model(request), request, shot, call)

    @contextmanager
    def _noted(
        self, request: ChatRequest, kind: CallKind, shot: str | None, take: int | None, call: str
    ) -> Iterator[CallNotes]:
        """A line in the call log for one try."""
        if self._log is None:
            yield CallNotes()
            return
        asked = {
            "digest": request.digest,
            "temperature": self.settings.temperature_for(request.role, request.temperature),
            "max_tokens": request.max_tokens,
            "messages": [{"role": message.role, "text": message.text} for message in request.messages],
        }
        with self._log.call(
            kind,
            provider=self.settings.provider,
            model=self._model(request),
            request=asked,
            endpoint=PATH,
            phase=request.role,
            shot=shot,
            take=take,
        ) as notes:
            notes.extra["call"] = call
            yield notes

    def _without_key(self, error: ProviderError) -> ProviderError:
        """A service may quote the key that it refuses; neither the log nor a person may see it."""
        key = self.settings.access.key
        if key and key in error.problem:
            error.problem = error.problem.replace(key, HIDDEN)
        return error

    def _told(self, error: Exception, policy: Policy) -> ProviderError:
        """The failure as a person may see it; an answer has no job that could be looked up."""
        if not isinstance(error, ProviderError):
            problem = redact_text(f"{type(error).__name__}: {error}")
            error = provider_error(policy, problem, where=self.settings.provider)
        if policy is Policy.AMBIGUOUS:
            error.failure, error.next_command = Policy.TRANSIENT, ADVICE[Policy.TRANSIENT]
        return error


def _note(notes: CallNotes, answer: ChatAnswer) -> None:
    notes.response = answer.text
    notes.usage = answer.usage.model_dump() if answer.usage else {}
    notes.cost, notes.currency = answer.cost, answer.currency
    notes.extra["finish"] = answer.finish


def open_chat(
    log: CallLog | None,
    environ: Mapping[str, str] = os.environ,
    *,
    meter: Meter | None = None,
    shelf: AnswerShelf | None = None,
) -> ChatClient | None:
    """A client of the language model that the environment names; None when none is: the crew works offline then.

    Args:
        log: Of the episode.
        environ: See `LlmSettings.from_environment`.
        meter: The episode's purse.
        shelf: Of the work that asks.

    Raises:
        UsageError: Half a configuration.
    """
    settings = LlmSettings.from_environment(environ)
    return ChatClient(settings, log, meter=meter, shelf=shelf) if settings else None
