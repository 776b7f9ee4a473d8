"""How every role words its question to a language model: its prompt file, and foreign text as fenced material."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from resources.failures import Policy
from resources.llm.chat import ChatRequest, Message
from resources.llm.fencing import RULE, fenced

PROMPTS = Path(__file__).with_name("prompts")
OF_THE_ACCOUNT = frozenset({Policy.AUTH, Policy.QUOTA, Policy.ARREARS})
"""Failures that end the whole work of a role. Any other is about one question, and a role may have an answer to that."""


@cache
def prompt_text(name: str) -> str:
    """The text of `prompts/NAME.md`.

    Raises:
        FileNotFoundError: There is no such prompt; a program error.
    """
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8").strip()


def question(role: str, prompt: str, material: Mapping[str, str], task: str, *, temperature: float) -> ChatRequest:
    """One question of a role.

    Args:
        role: Names the call in the log and chooses model and temperature, see `ChatRequest`.
        prompt: Name of the prompt file; the rule about fenced material is added to it.
        material: What other people and models wrote, by name; empty texts are left out.
        task: What to do with it, in our own words.
        temperature: Unless the environment sets another one for the role.
    """
    parts = [fenced(name, text) for name, text in material.items() if text.strip()]
    return ChatRequest(
        role=role,
        messages=(
            Message(role="system", content=f"{prompt_text(prompt)}\n\n{RULE}"),
            Message(role="user", content="\n\n".join([*parts, task])),
        ),
        temperature=temperature,
    )
