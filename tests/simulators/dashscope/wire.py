"""How DashScope spells things on the wire: errors of both surfaces, times, text length. No rule of a model lives here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from starlette.responses import JSONResponse, Response

from tests.simulators.frame import Call, Refusal, new_id

ModelT = TypeVar("ModelT")

NATIVE = "/api/v1"
COMPATIBLE = "/compatible-mode/v1"
_BEIJING = dt.timezone(dt.timedelta(hours=8))
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

# What it says with a status when nothing more is known; wording of the error catalogue.
_USUAL = {
    400: ("InvalidParameter", "The request is missing required parameters or in a wrong format."),
    401: ("InvalidApiKey", "Invalid API-key provided."),
    403: ("AccessDenied", "Access denied."),
    404: ("ModelNotFound", "Model can not be found."),
    429: ("Throttling.RateQuota", "Requests rate limit exceeded, please try again later."),
    500: (
        "InternalError",
        "An internal error has occured, please try again later or contact service support.",
    ),
    503: ("ModelUnavailable", "Model is unavailable, please try again later."),
}
MODERATED_INPUT = ("DataInspectionFailed", "Input data may contain inappropriate content.")
MODERATED_OUTPUT = ("DataInspectionFailed", "Output data may contain inappropriate content.")
TIMED_OUT = ("InternalError.Timeout", "An internal timeout error has occured during execution.")

# The compatible surface has its own spellings; everything else is turned from CamelCase into snake_case.
_COMPATIBLE_CODES = {
    "Throttling": "limit_requests",
    "Throttling.RateQuota": "limit_requests",
    "Throttling.BurstRate": "limit_burst_rate",
    "Throttling.AllocationQuota": "insufficient_quota",
    "InvalidParameter": "invalid_parameter_error",
    "InvalidParameter.DataInspection": "invalid_parameter_error",
    "Arrearage": "Arrearage",
}


def native_error(status: int, code: str, message: str) -> Response:
    """The flat document of the native surface."""
    usual_code, usual_message = _USUAL.get(status, _USUAL[500])
    body = {"code": code or usual_code, "message": message or usual_message, "request_id": new_id()}
    return JSONResponse(body, status_code=status)


def compatible_error(status: int, code: str, message: str) -> Response:
    """The nested document of the OpenAI-compatible surface."""
    usual_code, usual_message = _USUAL.get(status, _USUAL[500])
    native = code or usual_code
    snake = _COMPATIBLE_CODES.get(native) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", native).replace(".", "_").lower()
    if status == 401:
        message = "Incorrect API key provided. "
    kind = {429: snake, 500: "internal_error", 503: "internal_error"}.get(status, "invalid_request_error")
    error = {"message": message or usual_message, "type": kind, "param": None, "code": snake}
    return JSONResponse({"error": error, "request_id": new_id()}, status_code=status)


def json_object(call: Call) -> dict[str, Any]:
    """The body of a native call.

    Raises:
        Refusal: It is no JSON object.
    """
    body = call.json()
    if body is None:
        raise Refusal(400, "BadRequest.IllegalInput", "The input parameter requires json format.")
    return body


def named_model(body: dict[str, Any], models: Mapping[str, ModelT]) -> ModelT:
    """The model that a body names.

    Raises:
        Refusal: It names none, or one that this endpoint does not serve.
    """
    name = body.get("model")
    if not name:
        raise Refusal(400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')
    if name not in models:
        raise Refusal(404, "ModelNotFound", "Model can not be found.")
    return models[name]


def input_of(body: dict[str, Any]) -> dict[str, Any]:
    """The `input` of a body.

    Raises:
        Refusal: There is none.
    """
    told = body.get("input")
    if not isinstance(told, dict) or not told:
        raise Refusal(400, "BadRequest.EmptyInput", 'Required parameter "input" missing from request.')
    return told


def parameters_of(body: dict[str, Any]) -> dict[str, Any]:
    """The `parameters` of a body, which may be left out.

    Raises:
        Refusal: They are no object.
    """
    parameters = body.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise invalid("parameters must be an object")
    return parameters


def invalid(message: str) -> Refusal:
    """A request that does not fit its model."""
    return Refusal(400, "InvalidParameter", message)


def beijing_time(seconds: float) -> str:
    """`YYYY-MM-DD HH:mm:ss.SSS` in Beijing, as task times are written."""
    return dt.datetime.fromtimestamp(seconds, _BEIJING).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def from_list_time(text: str) -> float:
    """Seconds since 1970 of the `YYYYMMDDhhmmss` of the task list, in Beijing."""
    try:
        return dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=_BEIJING).timestamp()
    except ValueError:
        raise invalid(f"Invalid time format: {text}") from None


def prompt_weight(text: str) -> int:
    """Length as HappyHorse counts: a Chinese character is two."""
    return len(text) + len(_CHINESE.findall(text))


def cut_prompt(text: str, limit: int, *, chinese_counts_twice: bool) -> str:
    """The start of a prompt that is within the limit; what is beyond it is dropped without a word."""
    if not chinese_counts_twice:
        return text[:limit]
    left = limit
    for at, character in enumerate(text):
        left -= prompt_weight(character)
        if left < 0:
            return text[:at]
    return text


def text_tokens(text: str) -> int:
    """About as many tokens as the vendor counts: one a Chinese character, one for four others."""
    chinese = len(_CHINESE.findall(text))
    return chinese + (len(text) - chinese + 3) // 4


def chosen(values: dict[str, Any], name: str, allowed: tuple[Any, ...], default: Any) -> Any:
    """One of the allowed values of a parameter, or its default.

    Raises:
        Refusal: Another value was sent.
    """
    value = values.get(name)
    if value is None:
        return default
    if value not in allowed or isinstance(value, bool) is not isinstance(default, bool):
        raise invalid(f"The {name} is not valid: {value!r}, allowed: {', '.join(map(str, allowed))}")
    return value


def whole_number(values: dict[str, Any], name: str, low: int, high: int, default: int) -> int:
    """An integer parameter within its limits, or its default.

    Raises:
        Refusal: Not an integer, or outside.
    """
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise invalid(f"The {name} is not valid: {value!r}, must be an integer in [{low}, {high}]")
    return value


def number(values: dict[str, Any], name: str, low: float, high: float, default: float) -> float:
    """A number parameter within its limits, or its default.

    Raises:
        Refusal: Not a number, or outside.
    """
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise invalid(f"The {name} is not valid: {value!r}, must be in [{low:g}, {high:g}]")
    return float(value)


def flag(values: dict[str, Any], name: str, *, default: bool) -> bool:
    """A boolean parameter, or its default.

    Raises:
        Refusal: Not a boolean.
    """
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise invalid(f"The {name} is not valid: {value!r}, must be a boolean")
    return value
