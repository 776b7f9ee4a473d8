"""Notices while the chat is away: kept, offered again one by one, told once, given up in the end; no secret on disk."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from chat_room import Chat

from resources import notices
from resources.episode_store import EpisodeStore
from resources.notices import Notice, Notifier

WAITING = Notice("gate waiting", "hf/001", "gate script waits", edge="abc")
DONE = Notice("episode finished", "hf/002", "the film is there")
AWAY = [503] * notices.TRIES


@pytest.fixture
def notifier(tmp_path: Path) -> Notifier:
    """Of an empty projects folder."""
    return Notifier(store=EpisodeStore(projects_root=str(tmp_path)))


def test_what_a_chat_did_not_take_is_told_when_it_is_back(notifier: Notifier, chat: Chat) -> None:
    """A chat that is down for a minute would leave a gate waiting for ever without anybody knowing."""
    chat.answers = [*AWAY, *AWAY, 503]
    assert notifier.tell(WAITING)
    assert notifier.tell(DONE)
    assert notifier.tell_again() == 0
    assert chat.heard == []
    assert notifier.tell_again() == 2
    assert sorted(message["spark_video_text"] for message in chat.heard) == [
        "gate script waits",
        "the film is there",
    ]
    assert notifier.tell_again() == 0
    assert not notifier.tell(WAITING)
    assert len(chat.heard) == 2


def test_a_notice_that_nobody_takes_is_given_up(
    notifier: Notifier, chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong address would be asked on every tick of the years to come, each time for longer."""
    monkeypatch.setattr(notices, "TRIED_LATER", 2)
    chat.answers = [404] * 9
    notifier.tell(WAITING)
    kept = list(tmp_path.rglob("undelivered/*.json"))
    assert len(kept) == 1
    assert [notifier.tell_again() for _ in range(3)] == [0, 0, 0]
    assert len(chat.answers) == 9 - 1 - 2
    assert not kept[0].exists()


def test_neither_logs_nor_kept_notices_hold_a_secret(
    notifier: Notifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The address of a webhook lets anybody write into the chat."""
    monkeypatch.setenv(notices.WEBHOOK_VARIABLE, "http://127.0.0.1:9/hook/T0PSECRET")
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-0123456789abcdef0123456789abcdef")
    with caplog.at_level(logging.INFO):
        notifier.tell(Notice("run failed", "hf/001", "refused: sk-0123456789abcdef0123456789abcdef"))
    (kept,) = tmp_path.rglob("undelivered/*.json")
    written = kept.read_text("utf-8") + "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.jsonl"))
    assert "T0PSECRET" not in written + caplog.text
    assert "0123456789abcdef" not in written
