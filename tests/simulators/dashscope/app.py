"""The simulated DashScope as one server: which route leads where. What each answers is in the modules beside it."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from tests.simulators.frame import Simulator, new_id


class DashScopeSimulator(Simulator):
    """Beijing's Model Studio with one account."""

    name: ClassVar[str] = "dashscope"
    currency: ClassVar[str] = "CNY"

    def routes(self) -> list[BaseRoute]:
        """All routes of the provider."""
        return []

    def error(self, status: int, code: str, message: str) -> Response:
        """The flat error document of the native API."""
        return JSONResponse({"code": code, "message": message, "request_id": new_id()}, status_code=status)

    def environment(self, base_url: str) -> dict[str, str]:
        """What makes spark-video use this server."""
        return {"DASHSCOPE_BASE_URL": base_url, "DASHSCOPE_API_KEY": "sk-simulated"}
