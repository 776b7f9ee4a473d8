"""Media by address: a `.url` file in place of a picture, sound or clip. Ark reaches assets and clips in no other way."""

from __future__ import annotations

import configparser
from urllib.parse import urlsplit

from resources.failures import Policy, provider_error
from resources.video.base import MediaRef

SUFFIX = ".url"
_SECTION, _FIELD = "InternetShortcut", "URL"
_SCHEMES = ("https", "asset")
"""`asset://` names a file kept at Ark: a verified portrait of a real person goes in no other way."""


def address_in(item: MediaRef) -> str | None:
    """The address that an internet shortcut holds; None for a file that is sent itself.

    Raises:
        ProviderError: PERMANENT: a shortcut without an address that Ark may be given.
    """
    if item.path.suffix.lower() != SUFFIX:
        return None
    shortcut = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        shortcut.read_string(item.path.read_text("utf-8-sig"))
        address = shortcut.get(_SECTION, _FIELD, fallback="").strip()
    except (configparser.Error, UnicodeDecodeError):
        address = ""
    parts = urlsplit(address)
    if parts.scheme not in _SCHEMES or not parts.netloc or parts.username:
        raise provider_error(
            Policy.PERMANENT,
            f"holds no address: a section [{_SECTION}] with {_FIELD}= and an address of {' or '.join(_SCHEMES)}",
            where=f"{item.role} {item.path.name}",
        )
    return address
