"""The call log: every call, readable later, without secrets."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from resources.atomic import append_json
from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot


class Clock:
    """Each look is a quarter of a second later."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 11, 20, tzinfo=dt.UTC)

    def monotonic(self) -> float:
        self.seconds += 0.25
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(ProjectsRoot(tmp_path).episode("hf", "001"), Clock())


def test_a_call_is_written_with_cost_and_without_keys(log: CallLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a key in the log that a producer sends along, and against calls without a cost."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", "planted-secret-value")
    request = {
        "headers": {"Authorization": "Bearer planted-secret-value"},
        "prompt": "say planted-secret-value",
        "messages": [{"content": [{"text": "字" * 9000}]}],
        "max_tokens": 100,
    }
    with log.call(
        "llm", provider="dashscope", model="qwen-plus", request=request, phase="script", shot="S01-001"
    ) as c:
        c.response = {"text": "ok", "link": "https://x.example/a.mp4?Expires=1&Signature=planted-link"}
        c.usage = {"prompt_tokens": 3, "details": {"cached": None}}
        c.cost, c.currency = Decimal("0.01"), "CNY"
    text = log.path.read_text(encoding="utf-8")
    assert "planted" not in text
    (call,) = log.calls()
    assert (call.cost, call.duration_ms, call.shot, call.error) == (Decimal("0.01"), 250, "S01-001", None)
    assert call.request["max_tokens"] == 100
    assert call.request["messages"][0]["content"][0]["text"].endswith("[1000 characters left out]")


def test_a_failed_call_is_written_too(log: CallLog) -> None:
    """Guards against failed paid calls leaving no trace."""
    with pytest.raises(RuntimeError), log.call("tts", provider="dashscope", model="cosyvoice-v3-flash"):
        raise RuntimeError("Bearer abcdefghijklmnop was refused")
    (call,) = log.calls()
    assert call.error == "RuntimeError: [hidden] was refused"


def test_parallel_shots_share_the_log(log: CallLog) -> None:
    """Guards against lost or mixed lines when chain groups run in parallel."""

    def one(number: int) -> None:
        with log.call("judge", provider="local", model="local", take=number):
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert sorted(call.take or 0 for call in log.calls()) == list(range(40))


def test_both_older_forms_are_read(log: CallLog) -> None:
    """Guards against the viewer showing empty rows for an episode made by spark-video."""
    append_json(
        log.path,
        {
            "ts": "2026-05-31T10:00:00+00:00",
            "project": "hf",
            "episode": "001",
            "shot": "S01-001",
            "phase": "render",
            "attempt": 2,
            "cmd": ["bl", "video"],
            "model": None,
            "duration_ms": 7,
            "exit_code": 1,
            "stderr_excerpt": "quota",
        },
    )
    append_json(
        log.path,
        {
            "ts": "2026-05-31T10:00:01",
            "kind": "review",
            "project_id": "hf",
            "episode_id": "001",
            "shot_id": "S01-002",
            "version": 1,
            "provider": "qwen",
            "model": "qwen3-vl-plus",
            "duration_ms": 9,
            "extra": {},
        },
    )
    append_json(log.path, ["not", "a", "call"])
    wrapper, library = log.calls()
    assert (wrapper.kind, wrapper.shot, wrapper.take, wrapper.error) == ("cli", "S01-001", 2, "quota")
    assert (library.kind, library.shot, library.take, library.model) == ("review", "S01-002", 1, "qwen3-vl-plus")
