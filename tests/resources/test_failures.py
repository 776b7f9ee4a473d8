"""One taxonomy for all providers."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest

from resources.errors import BudgetStop, ProviderError
from resources.failures import ADVICE, Phase, Policy, classify_answer, classify_exception, classify_failed_job


@pytest.mark.parametrize(
    ("provider", "http", "code", "message", "policy"),
    [
        ("bl", 400, "InvalidParameter", "The size is not match", "permanent"),
        ("bl", 400, "DataInspectionFailed", "Input data may contain inappropriate content.", "moderation"),
        ("wan27", 400, "IPInfringementSuspect", "", "moderation"),
        ("bl", 400, "InvalidParameter.DataInspection", "Unable to download", "transient"),
        ("bl", 400, "InvalidURL.Timeout", "Download x timeout", "transient"),
        ("bl", 400, "InvalidImage.Resolution", "", "permanent"),
        ("bl", 400, "Arrearage", "", "arrears"),
        ("bl", 429, "PostpaidBillOverdue", "", "arrears"),
        ("bl", 401, "InvalidApiKey", "", "auth"),
        ("dashscope", 401, "invalid_api_key", "", "auth"),
        ("bl", 403, "AccessDenied.Unpurchased", "", "auth"),
        ("bl", 403, "AccessDenied", "Invalid according to Policy: Policy expired.", "transient"),
        ("bl", 409, "FileAlreadyExists", "", "transient"),
        ("bl", 403, "AllocationQuota.FreeTierOnly", "", "quota"),
        ("bl", 404, "ModelNotFound", "", "auth"),
        ("bl", 429, "Throttling.RateQuota", "", "transient"),
        ("bl", 400, "Throttling.AllocationQuota", "", "quota"),
        ("bl", 500, "InternalError.Algo", "", "transient"),
        ("bl", 503, "ModelUnavailable", "", "transient"),
        ("bl", 500, "RequestTimeOut", "Request timed out, please try again later.", "ambiguous"),
        ("veo", 504, "DEADLINE_EXCEEDED", "", "ambiguous"),
        ("veo", 400, "INVALID_ARGUMENT", "API key not valid. API_KEY_INVALID", "auth"),
        ("veo", 400, "INVALID_ARGUMENT", "violates usage guidelines. Support codes: 58061214", "moderation"),
        ("veo", 400, "INVALID_ARGUMENT", "durationSeconds must be 4, 6 or 8", "permanent"),
        ("veo", 429, "RESOURCE_EXHAUSTED", "Quota exceeded for requests per minute", "transient"),
        ("veo", 429, "RESOURCE_EXHAUSTED", "You exceeded your daily limit", "quota"),
        ("veo", 402, "", "", "arrears"),
        ("veo", 402, "FAILED_PRECONDITION", "The prepaid balance is used up.", "arrears"),
        ("veo", 404, "NOT_FOUND", "This model models/veo-3.1-generate-preview is no longer available.", "auth"),
        ("veo", 404, "NOT_FOUND", "Publisher Model `projects/p/models/m` was not found", "auth"),
        ("veo", 403, "PERMISSION_DENIED", "", "auth"),
        ("veo", 503, "UNAVAILABLE", "", "transient"),
        ("seedance", 400, "InputImageSensitiveContentDetected.PrivacyInformation", "", "moderation"),
        ("seedance", 403, "AccountOverdueError", "", "arrears"),
        ("seedance", 404, "ModelNotOpen", "", "auth"),
        ("seedance", 429, "QuotaExceeded", "", "quota"),
        ("seedance", 429, "RateLimitExceeded.EndpointRPMExceeded", "", "transient"),
        ("seedance", 500, "InternalServiceError", "", "transient"),
        ("talking_head", 402, "", "Insufficient credits", "arrears"),
        ("unheard_of", 418, "Teapot", "", "permanent"),
    ],
)
def test_documented_answers(provider: str, http: int, code: str, message: str, policy: str) -> None:
    """Guards against retrying what cannot succeed and giving up on what passes."""
    assert classify_answer(provider, http, code, message, phase="submit") == policy


@pytest.mark.parametrize(
    ("http", "phase", "policy"),
    [
        (504, "submit", "ambiguous"),
        (502, "submit", "ambiguous"),
        (524, "submit", "ambiguous"),
        (524, "poll", "transient"),
        (503, "submit", "transient"),
        (502, "poll", "transient"),
        (408, "submit", "transient"),
        (404, "submit", "permanent"),
        (404, "poll", "lost"),
        (403, "fetch", "lost"),
        (403, "poll", "auth"),
    ],
)
def test_answers_without_a_code(http: int, phase: Phase, policy: str) -> None:
    """Guards against a gateway's answer being taken for the provider's own refusal and paid for twice."""
    assert classify_answer("bl", http, "", "<html>", phase=phase) == policy


@pytest.mark.parametrize(
    ("error", "submit", "poll"),
    [
        (httpx.ConnectError("x"), "transient", "transient"),
        (httpx.ConnectTimeout("x"), "transient", "transient"),
        (httpx.PoolTimeout("x"), "transient", "transient"),
        (httpx.ReadTimeout("x"), "ambiguous", "transient"),
        (httpx.WriteError("x"), "ambiguous", "transient"),
        (httpx.RemoteProtocolError("x"), "ambiguous", "transient"),
        (httpx.UnsupportedProtocol("x"), "permanent", "permanent"),
        (ConnectionRefusedError(), "transient", "transient"),
        (ConnectionResetError(), "ambiguous", "transient"),
        (TimeoutError(), "ambiguous", "transient"),
        (KeyError("a bug"), "ambiguous", "permanent"),
        (BudgetStop("x"), "permanent", "permanent"),
        (ProviderError("x", failure="quota"), "quota", "quota"),
    ],
)
def test_exceptions(error: Exception, submit: str, poll: str) -> None:
    """Guards against resubmitting after a lost answer, and against a blip while polling ending a job."""
    assert classify_exception(error, phase="submit") == submit
    assert classify_exception(error, phase="poll") == poll


def test_failed_jobs() -> None:
    """Guards against a failed job without a code, or with Google's number, being misread."""
    assert classify_failed_job("bl", "", "") is Policy.PERMANENT
    assert classify_failed_job("veo", "13", "internal") is Policy.TRANSIENT
    assert classify_failed_job("veo", "3", "blocked for safety") is Policy.MODERATION
    assert classify_failed_job("seedance", "OutputVideoSensitiveContentDetected", "") is Policy.MODERATION
    assert classify_failed_job("talking_head", "", "NSFW content") is Policy.MODERATION
    assert classify_failed_job("seedance", "expired", "the task is expired") is Policy.TRANSIENT
    assert classify_failed_job("seedance", "cancelled", "the task is cancelled") is Policy.PERMANENT


def test_a_forgotten_operation_is_no_retired_model() -> None:
    """Guards against a lost job of Google's being closed as never accepted, because its name holds the model's."""
    gone = "Operation models/veo-3.1-generate-001/operations/1 not found."
    assert classify_answer("veo", 404, "NOT_FOUND", gone, phase="poll") is Policy.LOST


def test_every_policy_tells_what_to_do() -> None:
    """Guards against a failure that leaves the user without a next step."""
    assert set(ADVICE) == set(Policy)


def test_the_table_loads_without_httpx() -> None:
    """Guards against a slow start of the command line."""
    code = "import sys, resources.failures; print('httpx' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
