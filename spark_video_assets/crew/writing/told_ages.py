"""How old a premise says that somebody is, from the words beside a mention. Whom it mentions: `premise_people`."""

from __future__ import annotations

import re

_FROM_SIX = "six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: number for number, word in enumerate(f"one two three four five {_FROM_SIX}".split()[:9], 1)}
_ENGLISH = {word: number for number, word in enumerate(_FROM_SIX.split(), 6)} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), 2)
}
_DIGITS = "零一二三四五六七八九"
_NUMBER = (
    rf"(?P<number>[1-9]\d?|(?:{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})(?:-(?:{'|'.join(_ONES)}))?)"
)
_YEARS_OLD = r"[- ]years?[- ]old"
_BEFORE = re.compile(rf"(?<![\w.,]){_NUMBER}{_YEARS_OLD}(?:\s+[\w-]+){{0,2}}\s+$", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:\s+(?:is|was|turns|turned)|\s*,|\s*\()\s*(?:(?:now|already|about|almost|nearly|only|just|aged?)\s+)*"
    rf"{_NUMBER}(?:{_YEARS_OLD}|\b(?!\s+\w)|(?=\s+(?:and|but|or|years old)\b))",
    re.IGNORECASE,
)
_CHINESE_NUMBER = rf"(?P<number>[1-9]\d?|[{_DIGITS}十]{{1,3}})"
_CHINESE_BEFORE = re.compile(rf"{_CHINESE_NUMBER}(?:来|多)?岁的?[^，,。；;、岁]{{0,4}}$")
_CHINESE_AFTER = re.compile(rf"(?:，|,|、|（|\()?(?:今年|已经|已|才|刚|刚满|是)*{_CHINESE_NUMBER}(?:来|多)?岁")


def age_told(before: str, after: str, *, chinese: bool) -> int | None:
    """Years of somebody, told right before or after a name or role; None when nothing is.

    Understood are `a 60-year-old baker`, `Rosa is 60`, `Rosa, sixty-two,`, `Rosa (60)`; 六十岁的老陈, 老陈今年六十岁.

    Args:
        before: The text up to the mention.
        after: The text behind it.
        chinese: Which language is read.
    """
    if chinese:
        found = _CHINESE_BEFORE.search(before) or _CHINESE_AFTER.match(after)
        return _chinese_number(found["number"]) if found else None
    found = _BEFORE.search(before) or _AFTER.match(after)
    return _english_number(found["number"].casefold()) if found else None


def _english_number(told: str) -> int:
    if told.isdigit():
        return int(told)
    tens, _, ones = told.partition("-")
    return _ENGLISH[tens] + _ONES.get(ones, 0)


def _chinese_number(told: str) -> int | None:
    if told.isdigit():
        return int(told)
    tens, ten, ones = told.rpartition("十")
    if not ten:
        return _DIGITS.index(told) if len(told) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)
