"""Asking for an answer of a given form: found, checked, sent back with its faults at most twice. Nothing is made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from resources.errors import ProviderError
from resources.failures import Policy
from resources.llm.chat import ChatAnswer, ChatRequest, Message
from resources.llm.client import ChatClient
from resources.llm.json_finding import find_documents, unwrapped
from resources.redaction import redact_text

MAX_REPAIRS = 2
_FAULTS_TOLD = 12
_FAULT_CHARACTERS = 300
_ANSWER_CHARACTERS = 24_000
"""How much of a faulty answer goes back with its faults; more would pay for the same junk again."""

Form = TypeVar("Form", bound=BaseModel)
Check = Callable[[Form], list[str]]
"""Faults of an answer that has the right form, one sentence each; empty = it may be used."""


@dataclass(frozen=True)
class Structured(Generic[Form]):
    """A usable answer.

    Args:
        value: The answer.
        answers: Everything that the model wrote on the way, the last one being `value`.
        faults: What was wrong with each answer but the last.
    """

    value: Form
    answers: tuple[ChatAnswer, ...]
    faults: tuple[tuple[str, ...], ...] = ()

    @property
    def cost(self) -> Decimal | None:
        """Of all answers together; None when the price of one is unknown."""
        costs = [answer.cost for answer in self.answers]
        return sum((cost for cost in costs if cost is not None), Decimal(0)) if None not in costs else None


def ask_structured(
    chat: ChatClient,
    request: ChatRequest,
    form: type[Form],
    *,
    check: Check[Form] | None = None,
    repairs: int = MAX_REPAIRS,
    shot: str | None = None,
    take: int | None = None,
) -> Structured[Form]:
    """Ask until the answer has the form and passes the check, at most `1 + repairs` times.

    Args:
        chat: Who is asked.
        request: The question; how the answer must look is added to its last message.
        form: What the answer must be. It is as strict as the model's own configuration.
        check: Faults that the form cannot tell; they go back to the model like faults of form.
        repairs: How often an answer is sent back, 0..2.
        shot: For the log; with `take`.
        take: For the log.

    Raises:
        ProviderError: The service failed, or no answer could be used: PERMANENT, with the last one's faults.
    """
    told = request.model_copy(update={"messages": _with_form(request.messages, form), "json_object": True})
    asked: list[ChatRequest] = []
    answers: list[ChatAnswer] = []
    faults: list[tuple[str, ...]] = []
    for _ in range(1 + min(repairs, MAX_REPAIRS)):
        answer = chat.ask(told, shot=shot, take=take)
        asked.append(told)
        answers.append(answer)
        value, wrong = read_answer(answer.text, form, cut_short=answer.cut_short)
        if value is not None and check is not None:
            wrong = check(value)
        if value is not None and not wrong:
            return Structured(value, tuple(answers), tuple(faults))
        faults.append(tuple(wrong))
        told = told.model_copy(update={"messages": _sent_back(told.messages, request, answer, wrong)})
    chat.disown(asked, shot=shot)
    raise _unusable(request, answers, faults)


def read_answer(text: str, form: type[Form], *, cut_short: bool = False) -> tuple[Form | None, list[str]]:
    """The one document in a text that fits a form.

    Args:
        text: What a model wrote.
        form: What it was asked for.
        cut_short: It ran into its token limit: nothing is completed then.

    Returns:
        The value and no faults, or None and what is wrong, in sentences that can be sent back.
    """
    documents = find_documents(text, whole=not cut_short)
    fitting: list[Form] = []
    faults: list[str] = []
    for document in documents:
        for layer in reversed(unwrapped(document)):
            value, wrong = _fitted(layer, form)
            if value is not None:
                if value not in fitting:
                    fitting.append(value)
                break
            # A wrapper lacks every field; the faults worth telling are those of what it wraps.
            faults = wrong if not faults or len(wrong) < len(faults) else faults
    if len(fitting) == 1:
        return fitting[0], []
    if fitting:
        return None, [f"There are {len(fitting)} different answers in it; give exactly one."]
    if cut_short:
        return None, ["The answer was cut off by its length limit. Give the whole of it, much shorter.", *faults]
    return None, faults or ["There is no complete JSON object in it."]


def _fitted(document: Any, form: type[Form]) -> tuple[Form | None, list[str]]:
    try:
        return form.model_validate(document), []
    except ValidationError as error:
        return None, [_fault(detail) for detail in error.errors(include_url=False)]
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        # A validator of the form met a value that it does not know how to refuse.
        return None, [f"{type(error).__name__}: {error}"[:_FAULT_CHARACTERS]]


def _fault(detail: Any) -> str:
    place = ".".join(str(step) for step in detail["loc"]) or "the whole answer"
    given = "" if detail["type"] == "missing" else f" (given: {repr(detail['input'])[:80]})"
    return f"{place}: {detail['msg']}{given}"[:_FAULT_CHARACTERS]


def _with_form(messages: tuple[Message, ...], form: type[BaseModel]) -> tuple[Message, ...]:
    ask = (
        f"Answer with exactly one JSON object, without any other text, that fits this JSON schema:\n{_schema(form)}"
    )
    last = messages[-1]
    if isinstance(last.content, str):
        content: str | tuple[dict[str, Any], ...] = f"{last.content}\n\n{ask}"
    else:
        content = (*last.content, {"type": "text", "text": ask})
    return (*messages[:-1], last.model_copy(update={"content": content}))


@cache
def _schema(form: type[BaseModel]) -> str:
    """Kept, because working it out takes longer than all other handling of a question."""
    return json.dumps(form.model_json_schema(), ensure_ascii=False, separators=(",", ":"))


def _sent_back(
    messages: tuple[Message, ...], request: ChatRequest, answer: ChatAnswer, faults: list[str]
) -> tuple[Message, ...]:
    """The first question, the latest answer, and what is wrong with it; older answers are left out."""
    listed = "\n".join(f"- {fault}" for fault in faults[:_FAULTS_TOLD])
    more = f"\n- and {len(faults) - _FAULTS_TOLD} more" if len(faults) > _FAULTS_TOLD else ""
    return (
        *messages[: len(request.messages)],
        Message(role="assistant", content=answer.text[:_ANSWER_CHARACTERS]),
        Message(
            role="user",
            content=f"This answer cannot be used:\n{listed}{more}\n"
            "Mend exactly this and answer again with the whole JSON object and nothing else.",
        ),
    )


def _unusable(request: ChatRequest, answers: list[ChatAnswer], faults: list[tuple[str, ...]]) -> ProviderError:
    said = redact_text(" ".join(answers[-1].text.split()))[:200]
    return ProviderError(
        f"{answers[-1].model} gave no usable answer in {len(answers)} tries: "
        f"{' '.join(faults[-1][:3])[:600]} It wrote: {said!r}",
        failure=Policy.PERMANENT,
        where=request.role,
        next_command=f"run it again, or choose another model with SPARK_VIDEO_LLM_MODEL_{request.role.upper()}",
    )
