"""How Google spells things: errors of HTTP answers and of operations. No rule of a model lives here."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from tests.simulators.frame import Refusal

# Status names with what is said when nothing more is known (wire document 1.5).
_USUAL: dict[int, tuple[str, str]] = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: (
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token or another valid credential.",
    ),
    402: ("FAILED_PRECONDITION", "The prepaid balance of this project is used up."),
    403: ("PERMISSION_DENIED", "The caller does not have permission."),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    500: ("INTERNAL", "Internal error encountered."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "The request timed out."),
}

MODERATED_PROMPT = (
    "The prompt could not be submitted. This prompt contains words that violate Google's Responsible AI practices. "
    "Try rephrasing the prompt. If you think this was an error, send feedback. Support codes: 42237218"
)
FILTERED = (
    "Veo could not generate videos because the generated content violates Google's Responsible AI practices. "
    "Support codes: 64151117"
)
# Numeric google.rpc codes of operations that failed (section 1.3).
FAILED_OPERATION = {
    3: "The request could not be processed: invalid argument.",
    4: "Deadline exceeded while generating the video.",
    8: "Resource exhausted: no capacity for video generation at the moment.",
    13: "Internal error. Please try again later.",
    14: "The service is currently unavailable.",
}
INTERNAL = 13


def error(status: int, code: str, message: str, details: list[dict[str, Any]] | None = None) -> Response:
    """Google's error document; `code` is the status name."""
    usual_code, usual_message = _USUAL.get(status, _USUAL[500])
    told: dict[str, Any] = {"code": status, "message": message or usual_message, "status": code or usual_code}
    if details:
        told["details"] = details
    return JSONResponse({"error": told}, status_code=status)


def reason(name: str, domain: str = "googleapis.com") -> list[dict[str, Any]]:
    """Details of an error that carries a machine-readable reason."""
    return [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": name, "domain": domain}]


def invalid(message: str) -> Refusal:
    """A request that does not fit its model or surface."""
    return Refusal(400, "INVALID_ARGUMENT", message)
