"""Secrets do not pass; prose and counts do."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.redaction import HIDDEN, redact, redact_text, secret_values


@pytest.mark.parametrize(
    "secret",
    [
        "Authorization: Bearer abcdefghijklmnop",
        "authorization: Key 12345678:abcdefgh",
        "sk-0123456789abcdef0123",
        "AIzaSyA0123456789abcdefghijk",
        "ya29.a0AfH6SMBxxxxxxxx",
        "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSM",
        "https://x.example/v.mp4?Expires=1&OSSAccessKeyId=LTAIabcdefgh&Signature=abc%3D",
        "https://x.example/v?key=abcdef",
        "https://x.example/v?X-Goog-Signature=abcdef&X-Amz-Credential=zzz",
        "https://user:password@proxy.example/",
    ],
)
def test_known_forms_of_secrets_are_hidden(secret: str) -> None:
    """Guards against a key of an unknown variable reaching a log, an error or the viewer."""
    clean = redact_text(f"failed: {secret} (400)", ())
    assert HIDDEN in clean
    for part in ("abcdef", "0123456789", "AfH6", "SflK", "password"):
        assert part not in clean


def test_what_a_person_needs_stays_readable() -> None:
    """Guards against prompts and figures being eaten by eager patterns."""
    prose = "The key turns slowly; basic training-ground, a task-force token. Expires=1. 钥匙 token count 5."
    assert redact_text(prose, ()) == prose
    counts = {
        "max_tokens": 5,
        "completion_tokens": 7,
        "keyframes": ["a"],
        "policy": "transient",
        "path": Path("a/b"),
    }
    assert redact(counts, ()) == {**counts, "path": "a/b"}


def test_values_of_the_environment_are_hidden_wherever_they_stand() -> None:
    """Guards against a key inside an exception's text or a file's name."""
    secrets = secret_values(
        {"ARK_API_KEY": "0b9f-ark-uuid-key", "VERTEX_ACCESS_TOKEN": "plain-words", "HOME": "/root"}
    )
    assert redact({"a": ["x0b9f-ark-uuid-keyx", {"b": "plain-words"}]}, secrets) == {
        "a": [f"x{HIDDEN}x", {"b": HIDDEN}]
    }


def test_inlined_files_are_only_counted() -> None:
    """Guards against logs and job folders that hold every reference picture once more for each take."""
    told = {"bytesBase64Encoded": "iVBORw0KGgo/" * 90, "prompt": "a " * 600}
    assert redact(told, ()) == {"bytesBase64Encoded": "[1080 characters of base64]", "prompt": "a " * 600}


def test_fields_that_name_a_secret_are_hidden_whole() -> None:
    """Guards against unknown key formats in well-named fields."""
    data = {
        "api_key": "x",
        "X-Goog-Api-Key": "y",
        "headers": {"Cookie": "z"},
        "access_token": ["t"],
        "secretRef": "q",
    }
    assert redact(data, ()) == {
        "api_key": HIDDEN,
        "X-Goog-Api-Key": HIDDEN,
        "headers": {"Cookie": HIDDEN},
        "access_token": HIDDEN,
        "secretRef": HIDDEN,
    }


def test_files_inside_requests_are_told_by_their_size() -> None:
    """Guards against a log of hundreds of megabytes of base64."""
    assert redact({"image": "data:image/png;base64," + "A" * 500}, ()) == {
        "image": "data:image/png;base64,[500 characters]"
    }
    assert redact(b"abc", ()) == "[3 bytes]"
    deep: object = "end"
    for _ in range(20):
        deep = [deep]
    assert "[deeper levels left out]" in str(redact(deep, ()))
