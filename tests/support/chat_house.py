"""A simulated model service over a real socket, and the chat client beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from resources.call_log import CallLog
from resources.llm.chat import ChatRequest, Message
from resources.llm.client import ChatClient
from resources.llm.reading import Bounds
from resources.llm.settings import LlmSettings
from tests.simulators.dashscope.app import DashScopeSimulator

KEY = "sk-~planted~chat~0123456789"
"""Of a form that no pattern of the redaction knows: it must be hidden because it is the key."""


@dataclass
class House:
    """A simulated service, and a client whose pauses are only noted."""

    simulator: DashScopeSimulator
    url: str
    log: CallLog
    pauses: list[float] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        return {"DASHSCOPE_API_KEY": KEY, "DASHSCOPE_BASE_URL": self.url}

    def client(self, bounds: Bounds | None = None, **environ: str) -> ChatClient:
        settings = LlmSettings.from_environment({**self.environ, **environ})
        assert settings is not None
        return ChatClient(settings, self.log, bounds=bounds, pause=self.pauses.append)

    def asked(self) -> list[dict[str, Any]]:
        return [record.body for record in self.simulator.requests.all("chat.complete")]


def question(text: str = "Write one line.", **more: Any) -> ChatRequest:
    return ChatRequest(role="director", messages=(Message(role="user", content=text),), **more)
