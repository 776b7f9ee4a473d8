"""Reading a chat answer off the wire, whole or streamed, within bounds of size and time. Sends nothing, retries nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from resources.errors import ProviderError
from resources.failures import ADVICE, Policy, classify_answer
from resources.llm.chat import TokenUsage
from resources.redaction import redact_text
from resources.wire.answers import json_or_raise
from resources.wire.events import event_data

_KEPT_HEADERS = ("content-type", "retry-after")
_HTTP_ERRORS = range(400, 600)
_LONGEST_TOLD = 500


@dataclass(frozen=True)
class Bounds:
    """The most that one answer may take.

    Args:
        seconds: For the whole answer; DashScope itself gives up after 300.
        silence_s: Longest pause between two pieces of a streamed answer.
        bytes: Of the answer on the wire; a streamed token takes about 300.
        characters_per_token: More than this times `max_tokens` was never asked for.
        prompt_characters: Longest question, pictures not counted: about 100,000 tokens of English.
    """

    seconds: float = 300.0
    silence_s: float = 90.0
    bytes: int = 32 * 1024 * 1024
    characters_per_token: int = 16
    prompt_characters: int = 400_000


@dataclass
class Reply:
    """What was read so far."""

    text: str = ""
    refusal: str = ""
    model: str = ""
    finish: str = ""
    usage: TokenUsage | None = None


@dataclass(frozen=True)
class Reader:
    """Reads one answer.

    Args:
        provider: For the failure taxonomy.
        bounds: Of the answer.
        max_characters: Of its text.
        seconds_left: Time that is left for it.
    """

    provider: str
    bounds: Bounds
    max_characters: int
    seconds_left: Callable[[], float]

    def read(self, response: httpx.Response) -> Reply:
        """The answer behind an open response.

        Raises:
            ProviderError: A refusal, an answer that no chat service gives, or one that does not end.
            httpx.HTTPError: The connection broke.
        """
        if response.is_success and "event-stream" in response.headers.get("content-type", ""):
            return self._streamed(response)
        whole = httpx.Response(
            response.status_code,
            headers={name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
            content=b"".join(self._pieces(response)),
            request=response.request,
        )
        document = json_or_raise(whole, provider=self.provider, phase="submit", read_error=read_error)
        reply = Reply()
        self._take(document, reply, "message")
        return self._checked(reply)

    def _streamed(self, response: httpx.Response) -> Reply:
        reply = Reply()
        for event in event_data(self._pieces(response)):
            if event.strip() == "[DONE]":
                break
            try:
                document = json.loads(event)
            except ValueError:
                raise self._error(Policy.AMBIGUOUS, "a piece of the streamed answer is not JSON") from None
            self._take(document, reply, "delta")
            if len(reply.text) > self.max_characters:
                raise self._endless(f"{self.max_characters} characters")
        else:
            if not reply.finish:
                raise self._error(Policy.AMBIGUOUS, "the streamed answer broke off in the middle")
        return self._checked(reply)

    def _take(self, document: Any, reply: Reply, field: str) -> None:
        """Add one document of the wire to what was read."""
        if not isinstance(document, dict):
            raise self._error(Policy.AMBIGUOUS, "the answer is JSON, but not a chat answer")
        if document.get("error") or ("code" in document and "choices" not in document):
            raise self._refused(document)
        reply.model = str(document.get("model") or reply.model)
        reply.usage = TokenUsage.of(document.get("usage")) or reply.usage
        choices = document.get("choices")
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            if field == "message":
                raise self._error(Policy.AMBIGUOUS, "the answer has no choices")
            return
        told = choices[0].get(field)
        if isinstance(told, dict):
            reply.text += _text_of(told.get("content"))
            reply.refusal += _text_of(told.get("refusal"))
        reply.finish = str(choices[0].get("finish_reason") or reply.finish)

    def _checked(self, reply: Reply) -> Reply:
        # Pieces of a stream may part a surrogate pair; what is left alone after joining is in no text.
        reply.text = reply.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if reply.finish == "content_filter":
            raise self._error(Policy.MODERATION, "the service's content filter stopped the answer")
        if reply.refusal and not reply.text:
            raise self._error(Policy.MODERATION, f"the model refused: {reply.refusal[:_LONGEST_TOLD]}")
        if not reply.text.strip():
            reason = "its token limit was reached before the first word" if reply.finish == "length" else "no word"
            raise self._error(Policy.AMBIGUOUS, f"the model answered nothing ({reason})")
        return reply

    def _pieces(self, response: httpx.Response) -> Iterator[bytes]:
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self.bounds.bytes:
                raise self._endless(f"{self.bounds.bytes} bytes")
            if self.seconds_left() <= 0:
                raise self._endless(f"{self.bounds.seconds:g} s")
            yield piece

    def _refused(self, document: dict[str, Any]) -> ProviderError:
        """A service that reports a failure inside an HTTP 200."""
        code, message = read_error(document)
        status = int(code) if code.isdecimal() and int(code) in _HTTP_ERRORS else None
        policy = classify_answer(self.provider, status, code, message, phase="submit")
        told = f"{code + ': ' if code else ''}{message or 'no reason given'}"[:_LONGEST_TOLD]
        return self._error(policy, f"the service answered with an error: {told}")

    def _endless(self, bound: str) -> ProviderError:
        return self._error(
            Policy.PERMANENT,
            f"the answer was cut off after {bound}: it does not end",
            "ask another model (SPARK_VIDEO_LLM_MODEL), or for less at once",
        )

    def _error(self, policy: Policy, problem: str, next_command: str | None = None) -> ProviderError:
        return ProviderError(
            redact_text(problem), failure=policy, where=self.provider, next_command=next_command or ADVICE[policy]
        )


def read_error(body: Any) -> tuple[str, str]:
    """Code and message of a refusal: OpenAI's form, a bare text, or DashScope's native one."""
    if not isinstance(body, dict):
        return "", ""
    inner = body.get("error") or body
    if isinstance(inner, str):
        return "", inner
    if not isinstance(inner, dict):
        return "", ""
    return str(inner.get("code") or ""), str(inner.get("message") or "")


def _text_of(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
