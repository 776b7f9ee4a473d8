"""Telling people: a line in the log, and a message to a webhook when one is set. What is worth telling is not known here."""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import dagster as dg
import httpx

from resources.atomic import append_json, read_json_lines
from resources.episode_store import EpisodeStore
from resources.errors import StorageError
from resources.redaction import redact_text
from resources.wire.access import is_loopback

WEBHOOK_VARIABLE = "SPARK_VIDEO_WEBHOOK_URL"
TRIES = 3
TIMEOUT_S = 5.0
"""A tick must not hang on a chat server."""
REMEMBERED = 5000
"""Notices of which a repetition is recognised."""
_log = logging.getLogger("spark_video.notify")


@dataclass(frozen=True)
class Notice:
    """Something a person should know.

    Args:
        kind: What happened, in one or two words.
        episode: `project/episode`.
        text: The message.
        edge: Names the very occasion; the same one is told once. Empty = the text itself.
    """

    kind: str
    episode: str
    text: str
    edge: str = ""


class Notifier(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Tells each notice once, over restarts of the daemon too.

    Args:
        store: Where projects are; what was told is remembered beside them.
    """

    store: dg.ResourceDependency[EpisodeStore]

    def tell(self, notice: Notice) -> bool:
        """Tell a notice; False when it was told before. A webhook that does not answer is logged, never raised."""
        mark = [notice.kind, notice.episode, notice.edge or notice.text]
        if mark in self._told():
            return False
        _log.info("%s: %s", notice.episode, notice.text)
        url = os.environ.get(WEBHOOK_VARIABLE, "").strip()
        delivered = not url or post(url, notice)
        try:
            append_json(self._memory, {"schema_version": 1, "mark": mark, "delivered": delivered})
        except StorageError as error:
            _log.warning("%s", error)
        return True

    @property
    def _memory(self) -> Path:
        return self.store.root.path / ".ledger" / "notices.jsonl"

    def _told(self) -> list[list[str]]:
        return [line["mark"] for line in read_json_lines(self._memory)[-REMEMBERED:] if "mark" in line]


def post(url: str, notice: Notice, opened: Callable[[], httpx.Client] | None = None) -> bool:
    """Send a notice to a webhook in the form that Slack and its likes read; the address is a secret and never logged.

    Args:
        url: https, or http on loopback.
        notice: What to say.
        opened: Gives the client; the default follows no redirect.

    Returns:
        True when it was taken.
    """
    parsed = httpx.URL(url)
    if parsed.scheme != "https" and not is_loopback(parsed.host):
        _log.warning("%s is not https: nothing is sent there", WEBHOOK_VARIABLE)
        return False
    body = {"text": redact_text(f"[{notice.kind}] {notice.episode}: {notice.text}"), **_fields(notice)}
    with opened() if opened else httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
        for _ in range(TRIES):
            try:
                answer = client.post(parsed, content=json.dumps(body, ensure_ascii=False).encode(), headers=_JSON)
            except httpx.HTTPError as error:
                _log.warning("the webhook does not answer: %s", type(error).__name__)
                continue
            if answer.is_success:
                return True
            _log.warning("the webhook answered HTTP %s", answer.status_code)
            if answer.is_client_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return False
    return False


_JSON = {"content-type": "application/json; charset=utf-8"}


def _fields(notice: Notice) -> dict[str, str]:
    """For receivers that are programs rather than chats."""
    return {f"spark_video_{name}": redact_text(value) for name, value in asdict(notice).items() if name != "edge"}
