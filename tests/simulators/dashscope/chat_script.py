"""What the simulated language models say: rules set by tests, and good answers where no rule fits. No protocol lives here."""

from __future__ import annotations

import hashlib
import json
import threading
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tests.simulators.dashscope.schema_sample import sample_of, schema_in

AXES = ("logic", "proportion", "physics", "style", "cast_match", "dialog_attribution")
REFUSAL_WORDS = "I'm sorry, but I can't help with that."


class AnswerKind(StrEnum):
    """The shapes in which a model answers, good and bad."""

    TEXT = "text"  # `content` as it is
    JSON = "json"  # `content` as a JSON document
    FENCED = "fenced"  # the same between ```json fences, with a sentence before it
    VERDICT = "verdict"  # six axes; `content` overrides some, a None leaves the axis out
    TRUNCATED = "truncated"  # the JSON or text stops half way, finish_reason "length"
    MALFORMED = "malformed"  # JSON that no parser takes
    REFUSAL = "refusal"  # the model declines politely, with HTTP 200
    EMPTY = "empty"  # no content at all
    ERROR_IN_200 = "error_in_200"  # HTTP 200 with an error document inside
    ENDLESS = "endless"  # goes on for ever, or never answers when not streamed


class ChatRule(BaseModel):
    """When a call gets which answer. The first rule that fits counts.

    Args:
        model: Pattern of the model name.
        system: Text that the system prompt must hold.
        contains: Text that some message must hold, the system prompt included.
        skip: Fitting calls that this rule lets through first, to hit the second or third call.
        times: How often it answers; 0 = always.
        answer: Shape of the answer.
        content: Text, or a JSON document, for the shapes that have one.
    """

    model_config = ConfigDict(extra="forbid")

    model: str = "*"
    system: str = ""
    contains: str = ""
    skip: int = Field(default=0, ge=0)
    times: int = Field(default=0, ge=0)
    answer: AnswerKind = AnswerKind.TEXT
    content: Any = ""


class Conversation(BaseModel):
    """What a call says, as far as answers depend on it.

    Args:
        texts: All texts of all messages.
        asks_json: `response_format` wants a JSON object.
        shows_film: A film or frames of one are among the parts.
    """

    model: str
    system: str
    texts: list[str]
    asks_json: bool
    shows_film: bool


class Answer(BaseModel):
    """What comes back."""

    kind: AnswerKind
    text: str
    finish_reason: str = "stop"


class ChatScript:
    """The rules, and how often each kind of call came; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[ChatRule] = []

    def add(self, **rule: object) -> ChatRule:
        """Put a rule behind the others; see `ChatRule`."""
        made = ChatRule.model_validate(rule)
        with self._lock:
            self._rules.append(made)
        return made

    def clear(self) -> None:
        """Back to good answers."""
        with self._lock:
            self._rules.clear()

    def rules(self) -> list[ChatRule]:
        """The rules that are left."""
        with self._lock:
            return list(self._rules)

    def answer(self, call: Conversation) -> Answer:
        """What the model says to this call; uses up the rule that it follows."""
        rule = self._take(call)
        return _good_answer(call) if rule is None else _scripted(rule, call)

    def _take(self, call: Conversation) -> ChatRule | None:
        with self._lock:
            for rule in self._rules:
                if not _fits(rule, call):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                if rule.times == 1:
                    self._rules.remove(rule)
                elif rule.times > 1:
                    rule.times -= 1
                return rule
        return None


def _fits(rule: ChatRule, call: Conversation) -> bool:
    return (
        fnmatchcase(call.model, rule.model)
        and rule.system in call.system
        and any(rule.contains in text for text in [call.system, *call.texts])
    )


def verdict(call: Conversation, overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Six axes between 8.0 and 9.5 that depend on the words of the call alone; an override of None removes its key."""
    digest = hashlib.sha256("\n".join(call.texts).encode()).digest()
    made: dict[str, Any] = {axis: 8.0 + digest[at] % 4 * 0.5 for at, axis in enumerate(AXES)}
    made |= {"critique": "", "verdict": "ACCEPT", **(overrides or {})}
    return {name: value for name, value in made.items() if value is not None}


def malformed(call: Conversation) -> Answer:
    """A verdict that no JSON parser takes."""
    return Answer(kind=AnswerKind.MALFORMED, text=json.dumps(verdict(call)).replace(":", "=").replace('"', "'"))


def _good_answer(call: Conversation) -> Answer:
    wanted = " ".join([call.system, *call.texts])
    if call.shows_film or "dialog_attribution" in wanted:
        return Answer(kind=AnswerKind.VERDICT, text=_document(verdict(call)))
    if call.asks_json:
        schema = schema_in(call.texts)
        return Answer(kind=AnswerKind.JSON, text=_document(sample_of(schema) if schema else {}))
    # An echo of the longest line: to whoever has a prompt mended, the prompt itself.
    lines = [line.strip() for text in call.texts[-1:] for line in text.splitlines()]
    return Answer(kind=AnswerKind.TEXT, text=max(lines, key=len, default="") or "Noted.")


def _scripted(rule: ChatRule, call: Conversation) -> Answer:
    content = rule.content if isinstance(rule.content, str) else _document(rule.content)
    match rule.answer:
        case AnswerKind.VERDICT:
            overrides = rule.content if isinstance(rule.content, dict) else None
            return Answer(kind=rule.answer, text=_document(verdict(call, overrides)))
        case AnswerKind.FENCED:
            return Answer(kind=rule.answer, text=f"Here is the result:\n```json\n{content or '{}'}\n```")
        case AnswerKind.TRUNCATED:
            whole = content or _document(verdict(call))
            return Answer(kind=rule.answer, text=whole[: len(whole) // 2], finish_reason="length")
        case AnswerKind.MALFORMED:
            return malformed(call)
        case AnswerKind.REFUSAL:
            return Answer(kind=rule.answer, text=content or REFUSAL_WORDS)
        case AnswerKind.EMPTY:
            return Answer(kind=rule.answer, text="")
    return Answer(kind=rule.answer, text=content)


def _document(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
