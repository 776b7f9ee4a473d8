"""The certificates that this process trusts, read once. Who is asked over them is not here."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """What httpx would read anew for every client, some 50 ms of processor time each.

    Honours `SSL_CERT_FILE` and `SSL_CERT_DIR` as they are at the first use.
    """
    return httpx.create_ssl_context()
