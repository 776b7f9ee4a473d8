"""Where each service is and with which key: read from the environment, checked, never shown. Nothing is called here."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from resources.errors import UsageError

ServiceName = Literal["dashscope", "ark", "gemini", "vertex", "gcs", "wavespeed", "llm"]


@dataclass(frozen=True)
class Service:
    """A house that sells calls.

    Args:
        base_variable: Environment variable of its address.
        base: Address when that is not set; `{location}` stands for the Google location. Empty = there is no usual one.
        key_variables: Environment variables of its key, the first that is set counts.
    """

    base_variable: str
    base: str
    key_variables: tuple[str, ...]


SERVICES: dict[ServiceName, Service] = {
    "dashscope": Service(
        "DASHSCOPE_BASE_URL", "https://dashscope.aliyuncs.com", ("DASHSCOPE_API_KEY", "BAILIAN_API_KEY")
    ),
    "ark": Service("ARK_BASE_URL", "https://ark.cn-beijing.volces.com/api/v3", ("ARK_API_KEY",)),
    "gemini": Service(
        "GEMINI_BASE_URL", "https://generativelanguage.googleapis.com", ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    ),
    "vertex": Service("VERTEX_BASE_URL", "https://{location}-aiplatform.googleapis.com", ("VERTEX_ACCESS_TOKEN",)),
    # Films that Vertex puts into a bucket; opened with Vertex's login.
    "gcs": Service("STORAGE_EMULATOR_HOST", "https://storage.googleapis.com", ("VERTEX_ACCESS_TOKEN",)),
    "wavespeed": Service("WAVESPEED_BASE_URL", "https://api.wavespeed.ai", ("WAVESPEED_API_KEY",)),
    # Any OpenAI-compatible chat service: a key is never sent to an address that nobody named.
    "llm": Service("SPARK_VIDEO_LLM_BASE_URL", "", ("SPARK_VIDEO_LLM_API_KEY",)),
}
_SINGAPORE = "https://dashscope-intl.aliyuncs.com"


@dataclass(frozen=True)
class Access:
    """An address with the key that opens it; the key is in no representation of this object.

    Args:
        base_url: Without a slash at the end.
        key: Empty where the service is opened otherwise.
    """

    service: ServiceName
    base_url: str
    key: str = field(default="", repr=False)

    @property
    def bearer(self) -> dict[str, str]:
        """The usual header of authorization."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def has_key(service: ServiceName, environ: Mapping[str, str] = os.environ) -> bool:
    """True when a key of this service is set."""
    return any(environ.get(name, "").strip() for name in SERVICES[service].key_variables)


def base_url_of(service: ServiceName, environ: Mapping[str, str] = os.environ) -> str:
    """Address of a service, without a slash at the end.

    Raises:
        UsageError: It is not https (plain http is for loopback only), or holds a user name, a query or a fragment.
    """
    known = SERVICES[service]
    told = environ.get(known.base_variable, "").strip()
    if not told and service == "dashscope" and environ.get("VIDEOGEN_REGION", "").strip().lower() == "singapore":
        told = _SINGAPORE
    location = environ.get("GOOGLE_CLOUD_LOCATION", "").strip() or "us-central1"
    # Google's location `global` has no name of its own in the host.
    usual = known.base.replace("{location}-", "") if location == "global" else known.base.format(location=location)
    url = (told or usual).rstrip("/")
    if service == "dashscope":
        # The vendor's own variables hold one of its surfaces; ours names the house, where both are.
        url = url.removesuffix("/api/v1").removesuffix("/compatible-mode/v1")
    parts = urlsplit(url)
    trusted = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not (trusted and parts.hostname) or parts.username or parts.query or parts.fragment:
        raise UsageError(
            f"{known.base_variable} is not an address that a key may be sent to",
            where="environment",
            allowed=f"https://host[/path]{known.base and f', such as {known.base}'}; http only for loopback",
        )
    return url


def access(service: ServiceName, environ: Mapping[str, str] = os.environ) -> Access:
    """Address and key of a service.

    Raises:
        UsageError: No key is set, a key that cannot be one, or an address that a key must not go to.
    """
    known = SERVICES[service]
    name, key = next(
        ((name, environ[name].strip()) for name in known.key_variables if environ.get(name, "").strip()), ("", "")
    )
    if not key:
        raise UsageError(
            f"no key for {service}: {known.key_variables[0]} is not set",
            where="environment or .env",
            next_command=f"set {known.key_variables[0]}, then: spark-video doctor",
        )
    if not key.isascii() or any(character.isspace() for character in key):
        raise UsageError(
            f"{name} holds a space, a line break or a letter that no key has",
            where="environment or .env",
            next_command="copy the key again, then: spark-video doctor",
        )
    return Access(service, base_url_of(service, environ), key)


def is_loopback(host: str) -> bool:
    """True for this machine's own addresses."""
    if host.removesuffix(".") == "localhost":
        return True
    address = _numeric(host)
    return address is not None and address.is_loopback


def is_inside(host: str) -> bool:
    """True for this machine and for addresses of a private network, as far as the name itself tells."""
    if is_loopback(host):
        return True
    address = _numeric(host)
    return address is not None and not address.is_global


def _numeric(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host's name spells, None for a name that has to be looked up."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        # The system reads `127.1`, `0x7f.1` and `2130706433` as addresses too.
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None
