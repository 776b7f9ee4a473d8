"""What all simulated providers share: the app, its operations with their faults, and the control pages `/_sim/...`.

A provider is a subclass of `Simulator` that names its routes and its error shape. Nothing here knows a provider.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, cast

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.simulators.billing import BillingBook
from tests.simulators.clock import TaskClock, VirtualClock
from tests.simulators.faults import Fault, FaultBook, FaultKind
from tests.simulators.recording import RequestLog, form_parts, record_request

GATEWAY_PAGE = (
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
)


@dataclass
class Call:
    """One request at an operation, read to its end.

    Args:
        fault: What of the second group of `FaultKind` it meets; the operation acts it out.
    """

    request: Request
    operation: str
    body: bytes
    fault: Fault | None = None

    @property
    def headers(self) -> Headers:
        """Headers of the request, by any spelling."""
        return self.request.headers

    @property
    def query(self) -> Mapping[str, str]:
        """Query parameters."""
        return self.request.query_params

    @property
    def digest(self) -> str:
        """Tells requests with other bodies apart, in the details of a charge."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @property
    def base_url(self) -> str:
        """The address that the client reached us by, without a slash at the end."""
        return str(self.request.base_url).rstrip("/")

    def path(self, name: str) -> str:
        """A named piece of the path."""
        return str(self.request.path_params[name])

    def json(self) -> dict[str, Any] | None:
        """The body as a JSON object; None when it is none."""
        return self._document

    @cached_property
    def _document(self) -> dict[str, Any] | None:
        # Bodies with films inside take a while to read, and are asked for more than once.
        try:
            document = json.loads(self.body)
        except ValueError:
            return None
        return document if isinstance(document, dict) else None

    def form(self) -> list[tuple[str, str | None, bytes]]:
        """Name, file name and bytes of the fields of a multipart form, in the order sent."""
        return list(form_parts(self.headers.get("content-type", ""), self.body))

    def meets(self, *kinds: FaultKind) -> Fault | None:
        """The fault of this call when it is one of `kinds`."""
        return self.fault if self.fault is not None and self.fault.kind in kinds else None


Handler = Callable[[Call], Awaitable[Response]]


class Refusal(Exception):
    """Raised anywhere inside an operation that the provider would refuse; answered by `Simulator.refuse`.

    Args:
        status, code, message: As in `Simulator.error`.
        param: The offending field, for providers that name it in the error.
    """

    def __init__(self, status: int, code: str = "", message: str = "", *, param: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.param = param


class Simulator(ABC):
    """One provider: its state, which lives as long as the object, and the app that serves it.

    Args:
        clock: The time that jobs live in; one that stands still until it is moved, when not given.
        render_s: Simulated seconds that every job takes; None = as long as this provider's jobs really take.
        seconds_per_request: Simulated seconds that pass with every request, for clients that wait in real time.

    Operations are named `<thing>.<verb>`, with `submit` for what costs money and `download` for results, so that a
    fault script fits every provider: `video.submit`, `image.submit`, `speech.submit`, `task.poll`, `task.list`,
    `task.cancel`, `video.download`, `chat.complete`, `upload.policy`, `upload.file`.
    """

    name: ClassVar[str]
    currency: ClassVar[str]
    keyless: ClassVar[frozenset[str]] = frozenset({"video.download"})
    """Operations that are at another house in reality: a client must not send its key there."""

    def __init__(
        self, clock: TaskClock | None = None, *, render_s: float | None = None, seconds_per_request: float = 0.0
    ) -> None:
        self.clock: TaskClock = clock or VirtualClock()
        self.render_s = render_s
        self.seconds_per_request = seconds_per_request
        self.faults = FaultBook()
        self.billing = BillingBook(self.currency, before_reading=self.settle)
        self.requests = RequestLog()
        self.background: set[asyncio.Task[None]] = set()
        """What goes on between calls; ended with the server."""

    @cached_property
    def app(self) -> Starlette:
        """The application; made when it is first served, after a subclass has set itself up."""
        return Starlette(routes=[*self.routes(), *self._control_routes()])

    @abstractmethod
    def routes(self) -> list[BaseRoute]:
        """The provider's own routes, each made by `operation`."""

    @abstractmethod
    def error(self, status: int, code: str, message: str) -> Response:
        """An error in the provider's shape; empty code and message mean what it usually says with this status."""

    def settle(self) -> None:  # noqa: B027 - a provider that bills at once has nothing to book later
        """Book what came due by now; called before every operation and before the book is read.

        For providers whose jobs end by themselves, whether or not a client asks.
        """

    def refuse(self, call: Call, refusal: Refusal) -> Response:
        """The answer to a call that is refused; for a provider whose surfaces spell errors differently."""
        del call
        return self.error(refusal.status, refusal.code, refusal.message)

    @abstractmethod
    def environment(self, base_url: str) -> dict[str, str]:
        """The variables that make spark-video use this server, with a key that it accepts."""

    def operation(
        self, path: str, name: str | Callable[[Call], str], handler: Handler, *, method: str = "GET"
    ) -> Route:
        """A route whose requests are recorded and meet the fault script.

        Args:
            path: As Starlette writes them.
            name: Of the operation; a function of the call where one path serves several.
            handler: What answers.
            method: The only one that is served.
        """

        async def serve(request: Request) -> Response:
            call = Call(request, "", await request.body())
            call.operation = name if isinstance(name, str) else name(call)
            if self.seconds_per_request:
                self.clock.advance(self.seconds_per_request)
            self.requests.add(record_request(call.operation, request, call.body, self.clock.time()))
            call.fault = self.faults.take(
                call.operation, lambda: f"{request.url} {call.body.decode('utf-8', 'replace')}"
            )
            return await self._answer(call, handler)

        return Route(path, serve, methods=[method])

    async def _answer(self, call: Call, handler: Handler) -> Response:
        fault = call.fault
        if fault is None:
            return await self._handled(call, handler)
        match fault.kind:
            case FaultKind.DROP_BEFORE_ACCEPT:
                return _hang_up(call)
            case FaultKind.HTTP_ERROR:
                return self.refuse(call, Refusal(fault.status, fault.code, fault.message))
            case FaultKind.RATE_LIMITED:
                answer = self.refuse(call, Refusal(429, fault.code, fault.message))
                if fault.retry_after_s is not None:
                    answer.headers["Retry-After"] = f"{fault.retry_after_s:g}"
                return answer
            case FaultKind.HTML:
                return HTMLResponse(GATEWAY_PAGE, status_code=fault.status)
            case FaultKind.SLOW:
                await asyncio.sleep(fault.seconds)
        answer = await self._handled(call, handler)
        if fault.kind is FaultKind.DROP_AFTER_ACCEPT:
            return _hang_up(call)
        if fault.kind is FaultKind.TRUNCATED:
            return _CutOff(answer)
        if fault.kind is FaultKind.CUT_SHORT:
            half = bytes(answer.body)[: len(answer.body) // 2]
            return Response(half, status_code=answer.status_code, media_type=answer.media_type)
        return answer

    async def _handled(self, call: Call, handler: Handler) -> Response:
        try:
            return await handler(call)
        except Refusal as refusal:
            return self.refuse(call, refusal)

    def _control_routes(self) -> list[BaseRoute]:
        return [
            Route("/_sim/faults", self._control_faults, methods=["GET", "POST", "DELETE"]),
            Route("/_sim/billing", self._control_billing),
            Route("/_sim/requests", self._control_requests, methods=["GET", "DELETE"]),
            Route("/_sim/clock", self._control_clock, methods=["GET", "POST"]),
        ]

    async def _control_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.faults.clear()
        if request.method == "POST":
            told = await request.json()
            try:
                for line in told if isinstance(told, list) else [told]:
                    self.faults.add(**line)
            except (ValidationError, TypeError) as error:
                return JSONResponse({"error": str(error)}, status_code=422)
        return JSONResponse(
            {
                "pending": [fault.model_dump(mode="json") for fault in self.faults.pending()],
                "happened": [fault.model_dump(mode="json") for fault in list(self.faults.happened)],
            }
        )

    async def _control_billing(self, _request: Request) -> Response:
        return JSONResponse(self.billing.as_json())

    async def _control_requests(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.requests.clear()
        found = self.requests.all(request.query_params.get("operation"))
        return JSONResponse([record.model_dump(mode="json") for record in found])

    async def _control_clock(self, request: Request) -> Response:
        if request.method == "POST":
            self.clock.advance(float((await request.json())["advance"]))
        return JSONResponse({"time": self.clock.time()})


def new_id() -> str:
    """An id such as providers give to requests and jobs."""
    return str(uuid.uuid4())


def _hang_up(call: Call) -> Response:
    """Close the connection without a word; the client sees a reset."""
    transport = cast("asyncio.Transport", call.request.state.transport)
    transport.abort()
    return Response()


class _CutOff(Response):
    """Promises a whole body, sends half of it, and closes the connection."""

    def __init__(self, whole: Response) -> None:
        super().__init__(status_code=whole.status_code)
        self._whole = whole

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sent: list[MutableMapping[str, Any]] = []

        async def keep(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await self._whole(scope, receive, keep)
        start, *parts = sent
        body = b"".join(part.get("body", b"") for part in parts)
        await send(start)
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        # A close after what was written, not an abort: the first half must arrive.
        scope["state"]["transport"].close()
