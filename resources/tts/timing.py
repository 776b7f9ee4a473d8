"""From espeak's raw events to word times and mouth shapes of a line. No audio, no process."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from resources.tts.base import TimedViseme, Viseme
from resources.video.staging import TimedWord

WordEvent = tuple[float, int]
"""Seconds, and 0-based character in the source."""
PhonemeEvent = tuple[float, str]
"""Seconds, and IPA; empty for a pause."""

_SINGLE = (
    r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # kana and hanzi
    r"\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65“”…—"  # punctuation that needs no space
)
_TOKEN = re.compile(rf"[{_SINGLE}]|[^\s{_SINGLE}]+")
_OPENING = "([{<«“‘「『（《〈【¿¡\"'"

_REST: Viseme = "rest"
_SHAPES: dict[Viseme, str] = {
    "a": "aɑɐʌæɒ",
    "e": "eɛəɜɚkɡgxhχlɾrʔɣc",
    "i": "ijɪɨɕʝçʎ",
    "o": "oɔøœ",
    "u": "uwʊyɹɻʉʍɥɯ",
    "m": "mpbɱ",
    "s": "fvszʃʒʂʐtdnŋθðɲʈɖ",
}
_VISEME_OF = {sign: viseme for viseme, signs in _SHAPES.items() for sign in signs}
_VOWELS = frozenset("aɑɐʌæɒeɛəɜɚiɪɨoɔøœuʊyʉɯ")


def tokens(text: str) -> list[tuple[int, int]]:
    """Spans of the source that are timed as one: a hanzi or kana, else a run without spaces; punctuation sticks to it.

    Spans are in order, and leave out only spaces; a sign without sound joins the token before (an opening one after).
    """
    spans: list[tuple[int, int]] = []
    opened_at: int | None = None
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if any(character.isalnum() for character in match.group()):
            spans.append((start if opened_at is None else opened_at, end))
            opened_at = None
        elif spans and match.group()[-1] not in _OPENING:
            spans[-1] = (spans[-1][0], end)
        elif opened_at is None:
            opened_at = start
    return spans


def timed_words(text: str, events: Sequence[WordEvent], phonemes: Sequence[PhonemeEvent]) -> tuple[TimedWord, ...]:
    """Snap word events to the tokens of the source.

    Espeak gives one event for a whole compound ("你好") and several for a number, and its positions wander inside digits:
    the first event in a token starts it, tokens without one share the time of their neighbour before.
    """
    spans = tokens(text)
    starts: dict[int, float] = {}
    for moment, position in events:
        index = next((number for number, (begin, end) in enumerate(spans) if begin <= position < end), None)
        if index is not None and moment >= max(starts.values(), default=0.0):
            starts.setdefault(index, moment)
    if not spans or not phonemes:
        return ()
    starts.setdefault(0, phonemes[0][0])
    anchored = sorted(starts)
    words: list[TimedWord] = []
    for place, first in enumerate(anchored):
        beyond = anchored[place + 1] if place + 1 < len(anchored) else len(spans)
        limit = starts[anchored[place + 1]] if beyond < len(spans) else phonemes[-1][0]
        end = _sound_end(phonemes, starts[first], limit)
        lengths = [spans[index][1] - spans[index][0] for index in range(first, beyond)]
        moment = starts[first]
        for offset, length in enumerate(lengths):
            begin, stop = spans[first + offset]
            until = moment + (end - starts[first]) * length / sum(lengths)
            words.append(TimedWord(text=text[begin:stop], start_s=round(moment, 3), end_s=round(until, 3)))
            moment = until
    return tuple(words)


def _sound_end(phonemes: Sequence[PhonemeEvent], start: float, limit: float) -> float:
    """When the last sounding phoneme between `start` and `limit` stops."""
    end = limit
    for (moment, name), (following, _) in itertools.pairwise(phonemes):
        if name and start <= moment < limit:
            end = following
    return max(start, min(end, limit))


def mouth_shapes(phonemes: Sequence[PhonemeEvent], end_s: float) -> tuple[TimedViseme, ...]:
    """Mouth shapes over time: a diphthong moves through its vowels, pauses close the mouth, the last shape is rest."""
    shapes: list[TimedViseme] = []

    def show(viseme: Viseme, start_s: float) -> None:
        if not shapes or shapes[-1].viseme != viseme:
            shapes.append(TimedViseme(viseme=viseme, start_s=round(start_s, 3)))

    for (moment, name), following in zip(phonemes, [*(time for time, _ in phonemes[1:]), end_s], strict=True):
        if name.startswith("("):  # a switch of language such as "(en)", not a sound
            continue
        vowels = [_VISEME_OF[sign] for sign in name if sign in _VOWELS]
        path = vowels or [_VISEME_OF[sign] for sign in name if sign in _VISEME_OF][:1] or [_REST]
        for step, viseme in enumerate(path):
            show(viseme, moment + (following - moment) * step / len(path))
    show(_REST, end_s)
    return tuple(shapes)
