"""Which language model is asked, where, and with which temperature: read from the environment. Nothing is called here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from resources.errors import UsageError
from resources.wire.access import SERVICES, Access, access, base_url_of, has_key

DASHSCOPE_MODEL = "qwen-plus"
"""Asked when only a DashScope key is set (the origin's rewrite model)."""
COMPATIBLE_MODE = "compatible-mode/v1"
"""Path of DashScope's OpenAI-compatible surface, under its host."""
OFF = "off"
"""Value of SPARK_VIDEO_LLM_MODEL that keeps the offline crew although a key is set."""

_MODEL = "SPARK_VIDEO_LLM_MODEL"
_TEMPERATURE = "SPARK_VIDEO_LLM_TEMPERATURE"


@dataclass(frozen=True)
class LlmSettings:
    """Where to ask, and what the environment says of single roles.

    Args:
        provider: `dashscope` or `llm`; the price table and the failure taxonomy know services by it.
        access: Address, up to and without `/chat/completions`, and key.
        model: For roles without their own.
        models: By role in capital letters.
        temperatures: By role in capital letters.
    """

    provider: Literal["dashscope", "llm"]
    access: Access
    model: str
    models: Mapping[str, str] = field(default_factory=dict)
    temperatures: Mapping[str, float] = field(default_factory=dict)

    def model_for(self, role: str) -> str:
        """The model that a role asks."""
        return self.models.get(role.upper(), self.model)

    def temperature_for(self, role: str, usual: float | None) -> float | None:
        """The environment's temperature for a role, else the usual one."""
        return self.temperatures.get(role.upper(), usual)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> LlmSettings | None:
        """What is configured; None when nothing is, or `SPARK_VIDEO_LLM_MODEL=off`: the crew works offline then.

        An address of its own needs no key (servers on this machine have none); a key needs its address. With nothing
        but a DashScope key, DashScope's compatible surface is asked.

        Raises:
            UsageError: Half a configuration, a number that is none, or an address that a key must not go to.
        """
        model = environ.get(_MODEL, "").strip()
        if model.lower() == OFF:
            return None
        own = SERVICES["llm"]
        has_address = bool(environ.get(own.base_variable, "").strip())
        if has_address or has_key("llm", environ):
            return cls._at_own_address(model, environ, has_address=has_address)
        if has_key("dashscope", environ):
            return cls.at_dashscope(environ)
        return None

    @classmethod
    def at_dashscope(cls, environ: Mapping[str, str] = os.environ) -> LlmSettings:
        """DashScope's compatible surface, whatever else is configured: the clip judge needs its models.

        Raises:
            UsageError: No key, or an unsafe address.
        """
        house = access("dashscope", environ)
        there = Access("dashscope", f"{house.base_url}/{COMPATIBLE_MODE}", house.key)
        model = environ.get(_MODEL, "").strip() or DASHSCOPE_MODEL
        return cls("dashscope", there, model, _by_role(_MODEL, environ), _temperatures(environ))

    @classmethod
    def _at_own_address(cls, model: str, environ: Mapping[str, str], *, has_address: bool) -> LlmSettings:
        own = SERVICES["llm"]
        if not has_address:
            raise UsageError(
                f"{own.key_variables[0]} is set, but not where the key belongs",
                where="environment or .env",
                next_command=f"set {own.base_variable} to the service's address, which ends in /v1 with most",
            )
        if not model:
            raise UsageError(
                f"{own.base_variable} is set, but no model to ask there",
                where="environment or .env",
                next_command=f"set {_MODEL} to a model of this service, or to {OFF!r}",
            )
        url = base_url_of("llm", environ).removesuffix("/chat/completions")
        there = access("llm", environ) if has_key("llm", environ) else Access("llm", url)
        is_dashscope = re.match(r"dashscope[\w-]*\.aliyuncs\.com$", urlsplit(url).hostname or "") is not None
        return cls(
            "dashscope" if is_dashscope else "llm",
            Access("llm", url, there.key),
            model,
            _by_role(_MODEL, environ),
            _temperatures(environ),
        )


def _by_role(variable: str, environ: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{variable}_"
    return {
        name.removeprefix(prefix): value.strip()
        for name, value in environ.items()
        if name.startswith(prefix) and value.strip()
    }


def _temperatures(environ: Mapping[str, str]) -> dict[str, float]:
    temperatures: dict[str, float] = {}
    for role, told in _by_role(_TEMPERATURE, environ).items():
        try:
            value = float(told)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 2:
            raise UsageError(
                f"{_TEMPERATURE}_{role} is {told!r}", where="environment or .env", allowed="a number from 0 to 2"
            )
        temperatures[role] = value
    return temperatures
