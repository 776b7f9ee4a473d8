"""Whether the configured language model is there and opens to the key, without asking it anything: costs nothing."""

from __future__ import annotations

import httpx

from resources.errors import ProviderError
from resources.failures import Policy, classify_exception, provider_error
from resources.llm.reading import read_error
from resources.llm.settings import LlmSettings
from resources.wire.answers import json_or_raise
from resources.wire.tls import trusted

_TIMEOUT_S = 15.0
_NO_LIST = frozenset({404, 405, 501})


def look_at_service(settings: LlmSettings, *, transport: httpx.BaseTransport | None = None) -> str:
    """One sentence on the service, from its list of models.

    Args:
        settings: Where to look.
        transport: Injected by tests.

    Raises:
        ProviderError: Nobody listens, the key is refused, or something else answers there.
    """
    url = f"{settings.access.base_url}/models"
    try:
        with httpx.Client(
            transport=transport, verify=trusted(), timeout=_TIMEOUT_S, follow_redirects=False
        ) as client:
            response = client.get(url, headers=settings.access.bearer)
    except (httpx.HTTPError, OSError) as error:
        policy = classify_exception(error, phase="prepare")
        raise provider_error(
            policy,
            f"nobody answers at {settings.access.base_url} ({type(error).__name__})",
            where=settings.provider,
        ) from None
    if response.status_code in _NO_LIST:
        return f"{settings.model}: the service answers and lists no models; its first question will tell"
    told = json_or_raise(response, provider=settings.provider, phase="prepare", read_error=read_error)
    rows = told.get("data") if isinstance(told, dict) else None
    names = {row.get("id") for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
    wanted = {settings.model, *settings.models.values()}
    missing = sorted(wanted - names)
    if names and missing:
        raise ProviderError(
            f"the service has no model {', '.join(missing)}",
            failure=Policy.AUTH,
            where=settings.access.base_url,
            next_command=f"set SPARK_VIDEO_LLM_MODEL to one of: {', '.join(sorted(map(str, names))[:12])}",
        )
    return f"{settings.model} answers"
