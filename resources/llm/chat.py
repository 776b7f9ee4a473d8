"""What is asked of a language model and what it answers. Nothing is sent here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from resources.video.staging import Model

Part = dict[str, Any]
"""A piece of a message as the wire has it: `{"type": "text", "text": ...}`, `image_url`, `video_url`, `video`."""


class Message(Model):
    """One turn of a conversation; `content` is text, or parts where pictures and clips go with it."""

    role: Literal["system", "user", "assistant"]
    content: str | tuple[Part, ...]

    @property
    def text(self) -> str:
        """The words of this turn, without pictures and clips."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(str(part["text"]) for part in self.content if part.get("type") == "text")


class ChatRequest(Model):
    """One question.

    Args:
        role: Who asks (`director`, `clip_review` ...): chooses model and temperature, and names the call in the log.
        messages: The conversation so far.
        model: Instead of the role's model.
        temperature: Unless the environment sets another one for the role; None = the model's own.
        max_tokens: Longest answer. 8192 is the longest that qwen-plus gives without thinking.
        json_object: Ask the service to answer with one JSON object; the word JSON must be in a message.
        stream: Receive the answer as it is written; some models answer in no other way.
        headers: Extra headers of this call, never a key.
        lent: Addresses of uploads in the messages -> digest of what lies there: the same clip gets another address
            with every upload.
    """

    role: str
    messages: tuple[Message, ...] = Field(min_length=1)
    model: str | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int = Field(default=8192, gt=0)
    json_object: bool = False
    stream: bool = False
    headers: dict[str, str] = Field(default_factory=dict)
    lent: dict[str, str] = Field(default_factory=dict)

    def key(self, url: str, body: Mapping[str, Any]) -> str:
        """sha256 (hex) of everything that decides the answer: where, whom, what and how it is asked; no secrets.

        Args:
            url: Address of the service.
            body: See `body`.
        """
        told = json.dumps([url, body, self.headers], ensure_ascii=False, sort_keys=True)
        for address, content in self.lent.items():
            told = told.replace(address, content)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def digest(self) -> str:
        """sha256 (hex) of the whole conversation, pictures and clips included."""
        told = [message.model_dump(mode="json") for message in self.messages]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def body(self, model: str, temperature: float | None) -> dict[str, Any]:
        """The document that goes over the wire."""
        body: dict[str, Any] = {
            "model": model,
            "messages": [message.model_dump(mode="json") for message in self.messages],
            "max_tokens": self.max_tokens,
        }
        if temperature is not None:
            body["temperature"] = temperature
        if self.json_object:
            body["response_format"] = {"type": "json_object"}
        if self.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        return body


class TokenUsage(Model):
    """Tokens as the service counted them; `audio` is the part of `prompt` that was sound."""

    prompt: int = 0
    completion: int = 0
    audio: int = 0

    @classmethod
    def of(cls, told: object) -> TokenUsage | None:
        """From the wire's `usage`; None when it tells nothing that can be read."""
        if not isinstance(told, dict):
            return None
        details = told.get("prompt_tokens_details")
        audio = details.get("audio_tokens") if isinstance(details, dict) else 0
        counts = (told.get("prompt_tokens"), told.get("completion_tokens"), audio or 0)
        if not all(isinstance(count, int) and count >= 0 for count in counts):
            return None
        prompt, completion, audio = counts
        return cls.model_validate({"prompt": prompt, "completion": completion, "audio": audio})


class ChatAnswer(Model):
    """What came back.

    Args:
        model: Who answered, as the service tells it.
        finish: Why it stopped: `stop`, or `length` when it ran into `max_tokens`.
        usage: None when the service did not tell.
        cost: In `currency`; None = the price of this model at this service is unknown.
        seconds: From the first byte sent to the last one read, pauses between tries included.
    """

    text: str
    model: str
    finish: str = "stop"
    usage: TokenUsage | None = None
    cost: Decimal | None = None
    currency: str = ""
    seconds: float = 0.0

    @property
    def cut_short(self) -> bool:
        """True when the answer ends where its token limit was, not where its author wanted."""
        return self.finish == "length"
