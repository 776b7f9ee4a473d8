"""Our paid line beside the vendor's SDK's for the same words: equal in every field that matters."""

from __future__ import annotations

import asyncio
import logging

import pytest

from resources.tts.dashscope import DashScopeSpeech
from resources.tts.dashscope_models import chosen_model
from resources.video.base import SpeechRequest
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.recording import differences
from tests.simulators.server import serving

dashscope = pytest.importorskip("dashscope", reason="the vendor's SDK is not installed: pip install '.[sdk]'")

from dashscope.api_entities.http_request import close_shared_sync_session  # noqa: E402

# The SDK names itself, and sends an object of parameters that these models have none for.
IGNORED = ("headers.x-dashscope-sdk-client", "headers.x-dashscope-sdk-session-id", "parameters")
KEY = "sk-planted-speech-0123456789"


def test_a_qwen_line_is_asked_for_as_the_sdk_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a client and a simulator that are only true to each other."""
    simulator = DashScopeSimulator(limited=False)
    monkeypatch.setattr(logging.getLogger("dashscope"), "disabled", True)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(simulator) as url:
        environ = {
            "DASHSCOPE_API_KEY": KEY,
            "DASHSCOPE_BASE_URL": url,
            "SPARK_VIDEO_NARRATOR_TTS_MODEL": "qwen3-tts-flash",
        }

        async def ours() -> None:
            maker = DashScopeSpeech(chosen_model(environ), environ)
            request = SpeechRequest(shot_id="line-1", text="The tide is out.", voice="Cherry", language="en")
            await maker.submit(await maker.prepare(request))
            await maker.aclose()

        asyncio.run(ours())
        monkeypatch.setattr(dashscope, "base_http_api_url", f"{url}/api/v1")
        told = dashscope.MultiModalConversation.call(
            model="qwen3-tts-flash",
            api_key=KEY,
            text="The tide is out.",
            voice="Cherry",
            language_type="English",
        )
        assert told.output.audio.url
        close_shared_sync_session()
    first, second = (record for record in simulator.requests.all() if record.method == "POST")
    assert differences(first, second, ignore=IGNORED) == []
