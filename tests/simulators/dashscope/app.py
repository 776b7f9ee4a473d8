"""The simulated DashScope as one server: which part answers what. What each answers is in the modules beside it."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response
from starlette.routing import BaseRoute

from tests.simulators.clock import TaskClock
from tests.simulators.dashscope.account import Account
from tests.simulators.dashscope.chat import ChatService
from tests.simulators.dashscope.images import ImageService
from tests.simulators.dashscope.media_input import MediaInput
from tests.simulators.dashscope.speech import SpeechService
from tests.simulators.dashscope.speech_rules import is_speech_model
from tests.simulators.dashscope.tasks import TaskBoard
from tests.simulators.dashscope.uploads import Uploads
from tests.simulators.dashscope.video import VideoService
from tests.simulators.dashscope.video_rules import VideoRules
from tests.simulators.dashscope.wire import COMPATIBLE, NATIVE, compatible_error, native_error
from tests.simulators.files import SignedFiles, storage_error
from tests.simulators.frame import Call, Refusal, Simulator

STORAGE = "/_oss/"
RESULTS = f"{STORAGE}dashscope-result-bj/"
_SHARED = f"{NATIVE}/services/aigc/multimodal-generation/generation"


class DashScopeSimulator(Simulator):
    """Beijing's Model Studio.

    Args:
        keys: Keys that are accepted; None = every one that begins with `sk-`, each an account of its own.
        limited: Whether the rate limits hold, in simulated time.
    """

    name: ClassVar[str] = "dashscope"
    currency: ClassVar[str] = "CNY"

    def __init__(
        self,
        clock: TaskClock | None = None,
        *,
        render_s: float | None = None,
        seconds_per_request: float = 0.0,
        keys: frozenset[str] | None = None,
        limited: bool = True,
    ) -> None:
        super().__init__(clock, render_s=render_s, seconds_per_request=seconds_per_request)
        self.account = Account(self.clock, keys=keys, limited=limited)
        self.results = SignedFiles(self.clock, RESULTS)
        self.uploads = Uploads(self, self.account)
        self.tasks = TaskBoard(self, self.account)
        self.media = MediaInput(self.uploads, self.results, RESULTS)
        self.images = ImageService(self, self.account, self.tasks, self.media, self.results)
        self.speech = SpeechService(self, self.account, self.results)
        self.chat = ChatService(self, self.account, self.media)
        self.video = VideoService(self, self.account, self.tasks, VideoRules(self.media), self.results)

    def routes(self) -> list[BaseRoute]:
        """All routes of the provider."""
        return [
            *self.video.routes(),
            *self.images.routes(),
            *self.speech.routes(),
            self.operation(_SHARED, self._shared_name, self._shared, method="POST"),
            *self.chat.routes(),
            *self.tasks.routes(),
            *self.uploads.routes(),
            self.operation(f"{RESULTS}{{key:path}}", _download_name, self.results.download),
        ]

    def _shared_name(self, call: Call) -> str:
        return "speech.submit" if is_speech_model((call.json() or {}).get("model")) else "image.submit"

    async def _shared(self, call: Call) -> Response:
        return await (self.speech.qwen if call.operation == "speech.submit" else self.images.generate)(call)

    def settle(self) -> None:
        """Bill what succeeded by now."""
        self.tasks.settle()

    def error(self, status: int, code: str, message: str) -> Response:
        """The flat error document of the native surface."""
        return native_error(status, code, message)

    def refuse(self, call: Call, refusal: Refusal) -> Response:
        """The error document of the surface that was asked."""
        if call.request.url.path.startswith(STORAGE):
            return storage_error(refusal.status, refusal.code, refusal.message)
        spell = compatible_error if call.request.url.path.startswith(COMPATIBLE) else native_error
        return spell(refusal.status, refusal.code, refusal.message)

    def environment(self, base_url: str) -> dict[str, str]:
        """What makes spark-video use this server."""
        return {"DASHSCOPE_BASE_URL": base_url, "DASHSCOPE_API_KEY": "sk-simulated"}


def _download_name(call: Call) -> str:
    kind = {"mp4": "video", "png": "image"}.get(call.path("key").rpartition(".")[2], "speech")
    return f"{kind}.download"
