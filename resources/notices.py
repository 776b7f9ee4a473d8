"""Telling people: a line in the log, and a message to a webhook when one is set. What is worth telling is not known here."""

import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import dagster as dg
import httpx

from resources.atomic import append_json, read_json_lines, write_json
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
TRIED_LATER = 240
"""Ticks over which a notice that nobody took is offered again: two hours at the usual thirty seconds."""
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
    """Tells each notice once, over restarts of the daemon and of the receiver too.

    Args:
        store: Where projects are; what was told is remembered beside them.
    """

    store: dg.ResourceDependency[EpisodeStore]

    def tell(self, notice: Notice) -> bool:
        """Tell a notice; False when it was told before. A webhook that does not answer is logged, never raised."""
        mark = [notice.kind, notice.episode, redact_text(notice.edge or notice.text)]
        if mark in self._told():
            return False
        _log.info("%s: %s", notice.episode, notice.text)
        url = os.environ.get(WEBHOOK_VARIABLE, "").strip()
        delivered = not url or post(url, notice)
        try:
            if not delivered:
                name = hashlib.sha256(json.dumps(mark).encode()).hexdigest()[:16]
                self._keep(self._undelivered / f"{name}.json", notice, tried=0)
            append_json(self._memory, {"schema_version": 1, "mark": mark, "delivered": delivered})
        except StorageError as error:
            _log.warning("%s", error)
        return True

    def tell_again(self) -> int:
        """Offer what the webhook did not take before, oldest first, until one fails again. Returns how many it took."""
        url = os.environ.get(WEBHOOK_VARIABLE, "").strip()
        taken = 0
        for path in (
            sorted(self._undelivered.glob("*.json"), key=lambda kept: kept.stat().st_mtime_ns) if url else []
        ):
            kept = json.loads(path.read_text("utf-8"))
            notice, tried = Notice(**kept["notice"]), kept["tried"] + 1
            delivered = post(url, notice, tries=1)
            if delivered or tried >= TRIED_LATER:
                path.unlink(missing_ok=True)
            else:
                self._keep(path, notice, tried)
            if not delivered:
                break
            taken += 1
        return taken

    def _keep(self, path: Path, notice: Notice, tried: int) -> None:
        told = {name: redact_text(value) for name, value in asdict(notice).items()}
        write_json(path, {"schema_version": 1, "notice": told, "tried": tried})

    @property
    def _memory(self) -> Path:
        return self.store.root.path / ".ledger" / "notices.jsonl"

    @property
    def _undelivered(self) -> Path:
        return self.store.root.path / ".ledger" / "undelivered"

    def _told(self) -> list[list[str]]:
        return [line["mark"] for line in read_json_lines(self._memory)[-REMEMBERED:] if "mark" in line]


def post(url: str, notice: Notice, *, tries: int = TRIES) -> bool:
    """Send a notice to a webhook in the form that Slack and its likes read; the address is a secret and never logged.

    Args:
        url: https, or http on loopback.
        notice: What to say.
        tries: Attempts in a row where the receiver is busy or does not answer.

    Returns:
        True when it was taken.
    """
    parsed = httpx.URL(url)
    if parsed.scheme != "https" and not is_loopback(parsed.host):
        _log.warning("%s is not https: nothing is sent there", WEBHOOK_VARIABLE)
        return False
    body = {"text": redact_text(f"[{notice.kind}] {notice.episode}: {notice.text}"), **_fields(notice)}
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
        for _ in range(tries):
            try:
                answer = client.post(parsed, content=json.dumps(body, ensure_ascii=False).encode(), headers=_JSON)
            except httpx.HTTPError as error:
                _log.warning("the webhook does not answer to %r: %s", notice.kind, type(error).__name__)
                continue
            if answer.is_success:
                return True
            _log.warning("the webhook answered HTTP %s to %r", answer.status_code, notice.kind)
            if answer.is_client_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return False
    return False


_JSON = {"content-type": "application/json; charset=utf-8"}


def _fields(notice: Notice) -> dict[str, str]:
    """For receivers that are programs rather than chats."""
    return {f"spark_video_{name}": redact_text(value) for name, value in asdict(notice).items() if name != "edge"}
