"""Looking at a language model without asking it: what `doctor` tells before the first question costs anything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from resources.errors import ProviderError
from resources.llm.checking import look_at_service
from resources.llm.settings import LlmSettings

KEY = "sk-~planted~look~0123456789"


class _Service(BaseHTTPRequestHandler):
    """Lists two models to the right key; other paths answer as bad services do."""

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        if self.path == "/page/models":
            self._send(200, b"<!doctype html><title>Sign in</title>", "text/html")
        elif self.path != "/v1/models":
            self._send(404, b"Not Found", "text/plain")
        elif self.headers.get("authorization") != f"Bearer {KEY}":
            self._send(401, b'{"error": {"code": "invalid_api_key", "message": "Incorrect API key"}}')
        else:
            self._send(200, json.dumps({"data": [{"id": "small"}, {"id": "large"}]}).encode())

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def _look(base: str, model: str = "small", key: str = KEY) -> str:
    settings = LlmSettings.from_environment(
        {"SPARK_VIDEO_LLM_BASE_URL": base, "SPARK_VIDEO_LLM_API_KEY": key, "SPARK_VIDEO_LLM_MODEL": model}
    )
    assert settings is not None
    return look_at_service(settings)


def test_a_model_that_is_there_is_told(url: str) -> None:
    """Guards against a doctor that only reads variables."""
    assert _look(f"{url}/v1") == "small answers"
    assert "lists no models" in _look(f"{url}/other")


@pytest.mark.parametrize(
    ("path", "model", "key", "told"),
    [
        ("/v1", "huge", KEY, "no model huge"),
        ("/v1", "small", "sk-wrong-0123456789", "invalid_api_key"),
        ("/page", "small", KEY, "something else answers"),
    ],
)
def test_what_is_wrong_is_told_before_it_costs(url: str, path: str, model: str, key: str, told: str) -> None:
    """Guards against a wrong key, model or address that comes out at the first scene."""
    with pytest.raises(ProviderError, match=told) as error:
        _look(f"{url}{path}", model, key)
    assert error.value.failure == "auth"
    assert key not in str(error.value)


def test_a_server_that_was_not_started_is_told() -> None:
    """Guards against a traceback for a local model that does not run."""
    with pytest.raises(ProviderError, match=r"nobody answers at http://127\.0\.0\.1:9/v1"):
        _look("http://127.0.0.1:9/v1")
