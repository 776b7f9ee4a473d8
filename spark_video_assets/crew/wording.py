"""Text tools that every offline role shares: sentences, speaking time, forbidden terms. No role decides anything here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.wording import mentions, mostly_cjk, one_line

LEAD_IN_S = 0.35
"""Silence before the first word of a shot, so that a cut never swallows it."""
TAIL_S = 0.6
"""Picture after the last word of a shot, for the face to land."""
GAP_S = 0.3
"""Pause between two lines of one shot."""

_SENTENCE = re.compile(r"[^.!?。！？…\n]+(?:[.!?。！？…]+[\"”’」』)]*|\n|$)")
_CLAUSE = re.compile(r"[^,;:，；：、]+[,;:，；：、]*")
_WARDROBE = re.compile(
    r"\b(wear(s|ing)?|wore|dressed in|clad in|outfit|costume|hairstyle|haircut|make-?up|lipstick)\b"
    r"|身着|穿着|身穿|头戴|发型|妆容|化妆|口红",
    re.IGNORECASE,
)


def shot_seconds(lines: Sequence[str]) -> float:
    """Seconds of picture that lines spoken one after the other need: lead-in, gaps and tail included."""
    return LEAD_IN_S + sum(map(speech_seconds, lines)) + GAP_S * max(0, len(lines) - 1) + TAIL_S


def sentences(text: str) -> list[str]:
    """The sentences of a text with their end marks, in order; a line break ends one too."""
    return [found.strip() for found in _SENTENCE.findall(text) if re.search(r"\w", found)]


def split_line(text: str, longest_s: float) -> list[str]:
    """A line in pieces that can each be spoken within `longest_s`; put together they are the line, letter for letter.

    Cuts after sentences where that is enough, else after clauses, else between words, else anywhere.
    """
    if speech_seconds(text) <= longest_s:
        return [text]
    for pattern in (_SENTENCE, _CLAUSE, re.compile(r"\S+\s*"), re.compile(r".", re.DOTALL)):
        pieces = _covering(pattern, text)
        if len(pieces) > 1:
            packed = _packed(pieces, longest_s)
            return [part for piece in packed for part in split_line(piece, longest_s)]
    return [text]


def _covering(pattern: re.Pattern[str], text: str) -> list[str]:
    """Pieces that begin where the pattern matches and together are the whole text."""
    starts = [match.start() for match in pattern.finditer(text)]
    cuts = [0, *(start for start in starts if start > 0), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if a < b]


def _packed(pieces: Sequence[str], longest_s: float) -> list[str]:
    packed: list[str] = []
    for piece in pieces:
        if packed and speech_seconds(packed[-1] + piece) <= longest_s:
            packed[-1] += piece
        else:
            packed.append(piece)
    return packed


def shortened(text: str, limit: int) -> str:
    """The text within a limit of characters, cut after a sentence, clause or word rather than inside one."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    for marks in (".!?。！？", ",;:，；、", " "):
        cut = max(head.rfind(mark) for mark in marks)
        if cut >= limit // 2:
            return head[: cut + 1].rstrip(" ,;:，；、")
    return head.rstrip()


def terms_in(text: str, terms: Iterable[str]) -> list[str]:
    """The terms that a text names, in their own order (`story.wording.mentions`)."""
    folded = text.casefold()
    # The plain search first: a pattern for each of some hundred words would be compiled anew for every text.
    return [term for term in terms if term.strip().casefold() in folded and mentions(text, term)]


def without_terms(text: str, terms: Sequence[str]) -> str:
    """The text without its sentences that name a forbidden term."""
    if not terms_in(text, terms):
        return text
    joiner = "" if mostly_cjk(text) else " "
    return joiner.join(s for s in sentences(text) if not terms_in(s, terms))


def tells_wardrobe(text: str) -> bool:
    """True when a text speaks of clothes, hair or make-up, which reference pictures show and prompts must not."""
    return _WARDROBE.search(text) is not None


def cleaned(text: str) -> str:
    """The text on one line, without control and direction signs, and doubled spaces; letters in one spelling (NFC)."""
    visible = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else " " for c in text
    )
    return one_line(unicodedata.normalize("NFC", visible))
