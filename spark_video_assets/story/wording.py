"""Small facts about written text in any script: one-line form, quotes, lists of names, CJK counting. No story rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

QUOTE_PAIRS: tuple[tuple[str, str], ...] = (
    ('"', '"'), ("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"), ("＂", "＂"),
)  # fmt: skip
"""Opening and closing marks that hold spoken words. Single marks need more care: they are apostrophes too."""
_NAME_BREAKS = re.compile(r"\s*[,，、;；]\s*")
_NOBODY = {"", "none", "nobody", "n/a", "-", "—", "无", "没有"}
_ALPHABET = r"0-9A-Za-z_\u00c0-\u024f\u0370-\u052f"
_CJK = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002a6df\u3000-\u303f]")


def one_line(text: str) -> str:
    """The text with every run of white space as one space, trimmed."""
    return " ".join(text.split())


def unquoted(text: str) -> str:
    """The text without one pair of quotes around it; text without such a pair stays as it is."""
    trimmed = text.strip()
    return trimmed[1:-1].strip() if is_quoted(trimmed) else trimmed


def is_quoted(text: str) -> bool:
    """True when one pair of quotes surrounds the text."""
    trimmed = text.strip()
    pairs = (*QUOTE_PAIRS, ("'", "'"), ("‘", "’"))
    return any(len(trimmed) >= 2 and trimmed.startswith(a) and trimmed.endswith(b) for a, b in pairs)


def name_list(text: str) -> list[str]:
    """Names of a comma list in any script, each once; remarks in brackets after a name are left out."""
    bare = (
        re.sub(r"\s*[（(][^()（）]*[)）]\s*$", "", part).strip(" *") for part in _NAME_BREAKS.split(text.strip())
    )
    return unique(name for name in bare if name.lower() not in _NOBODY)


def unique(names: Iterable[str]) -> list[str]:
    """The names in order, each once."""
    return list(dict.fromkeys(names))


def is_cjk(sign: str) -> bool:
    """True for a sign of the ranges that the narration estimate counts (source: lint rule 5 of the origin)."""
    return _CJK.match(sign) is not None


def cjk_count(text: str) -> int:
    """How many signs of the text are CJK."""
    return len(_CJK.findall(text))


def mostly_cjk(text: str) -> bool:
    """True when at least half of the visible signs are CJK: such text is measured by Chinese limits."""
    visible = len("".join(text.split()))
    return visible > 0 and cjk_count(text) * 2 >= visible


def same_words(text: str) -> str:
    """Form for comparing spoken lines: letters and digits only, lower case. Punctuation is free to differ."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def whole_word(term: str) -> str:
    """Pattern of a term: a whole word where it begins and ends in an alphabet, anywhere in scripts without spaces."""
    before = f"(?<![{_ALPHABET}])" if re.match(f"[{_ALPHABET}]", term) else ""
    after = f"(?![{_ALPHABET}])" if re.search(f"[{_ALPHABET}]$", term) else ""
    return before + re.escape(term) + after


def mentions(text: str, term: str) -> bool:
    """True when the term stands in the text; case does not count."""
    wanted = term.strip()
    return bool(wanted) and re.search(whole_word(wanted), text, re.IGNORECASE) is not None
