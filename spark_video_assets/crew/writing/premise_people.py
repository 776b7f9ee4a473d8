"""Whom a premise speaks of: names, and the role that stands beside each. Looks are `cast_inventor`'s."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from spark_video_assets.crew.writing.premise_things import THING_KINDS
from spark_video_assets.crew.writing.premise_words import Tongue, premise_words, words_used
from spark_video_assets.crew.writing.told_ages import age_told

MOST_NAMES = MOST_PLAYERS = 3
_NEAR = 40
"""Characters before a mention that may still speak of it."""
_SURNAMES = "".join(premise_words("zh", "surnames"))
_AFTER_NAME = (
    "的，。、,.!！?？是在和与想要把被去来"
    "每也都又却只正就没不终常总说发找：:到打赌丢对用给为开卖带拿救捡遇问听看走回进出从决必送做修写种教偷骗爱恨等敲继养收“"
)
_END = rf"(?=[{_AFTER_NAME}\d]|今年|[一二三四五六七八九十]{{1,3}}岁|$)"
"""What may stand behind a name; a numeral alone may be the end of it, as in 王小二."""
_NEVER_A, _NEVER_XIAO = ("".join(premise_words("zh", f"never after {sign}")) for sign in "阿小")
_DAILY_NAME = rf"阿[^{_NEVER_A}\W]|小[^{_NEVER_XIAO}\W]|老[{_SURNAMES}]"
"""Such as 阿海, 小米, 老王."""
_ROLES = "|".join(sorted(premise_words("zh", "roles"), key=len, reverse=True))
_CHINESE_NAME = re.compile(
    rf"(?:名叫|叫做|叫|名为)([\u4e00-\u9fff]{{2,3}}?){_END}"
    rf"|(?:(?<![\u4e00-\u9fff])|(?:{_ROLES}))([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_END}"
    rf"|(?:(?<![\u4e00-\u9fff])|(?<=[和与跟])|(?:{_ROLES}))({_DAILY_NAME}){_END}"
    rf"|((?:阿|小|老)[{_SURNAMES}福宝明强红兰芳玉珍梅花丽])(?=[{_AFTER_NAME}])"
)
_CAPITAL = re.compile(r"(?<![\w'’])([A-Z][a-zà-ÿ]{2,})(?![\w])")

_OLD_BEFORE = re.compile(
    r"(?<!\w)(?:old|elderly|aged|ageing|aging)(?:\s+(?!an?\b|the\b)\w+)?\s+$|(?:老|年迈的|年老的)$", re.IGNORECASE
)
_ROLE_THEN_NAME = re.compile(r"(?:,?\s+(?:(?:called|named)\s+)?|名叫|叫做|叫|名为|[，、])?")
_NAME_THEN_ROLE = re.compile(
    r",?(?:\s+is|\s+was)?\s+(?:an?|the|his|her|their)\s+(?:(?!and\b|or\b|of\b)[\w-]+\s+){0,2}"
    r"|是(?:一[个名位])?(?:年迈的|年老的|老)?"
)

_GONE_AFTER = re.compile(
    r",?\s+(?:who\s+)?(?:had\s+)?(?:left|died|wrote|built|bequeathed|passed away|is dead|was buried|never finished)\b"
    r"|生前|留下|留给|去世|过世|死后|走了|走后|临终|的遗|[^，。是和与]{0,2}遗[物嘱书]|的[^是和与，。]{0,3}(?:铺|店|遗|旧)",
    re.IGNORECASE,
)
_GONE_BEFORE = re.compile(
    r"\b(?:late|dead|departed|deceased)\s+$|\b(?:from|by|of)\s+(?:his|her|their|my|our)\s+(?:old\s+)?$"
    r"|(?:已故|去世|过世|死去|亡故)的?$|继承了?$",
    re.IGNORECASE,
)
_TWO_BEFORE = re.compile(r"\b(?:two|both)\s+(?:[a-z]+\s+)?$|(?:两|俩)[个位名]?$", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?;。！？；])\s*$")
_IS_LIKE = re.compile(r"\s+(?:is|was)\s+(?!an?\b|the\b|his\b|her\b|their\b|\w+ing\b)|(?:很|非常|是个)")
"""What tells more of somebody than what they do."""
_NEW_BEFORE = re.compile(r"\b(?:an?|one|old|young|another|two)\s+(?:[a-z]+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """Somebody of whom a premise speaks.

    Attributes:
        name: As told, or None: "a baker".
        roles: Words of the list `roles`, in their order; "a widow, the baker" has two.
        old: The premise says so.
        age: Years, where the premise tells them.
        start: Where the premise first speaks of them.
    """

    name: str | None = None
    roles: tuple[str, ...] = ()
    old: bool = False
    age: int | None = None
    start: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class _Use:
    """Words at their place in the text."""

    words: tuple[str, ...]
    start: int
    end: int


def people_of(plain: str, *, chinese: bool) -> tuple[Mention, ...]:
    """Everybody that a premise names or tells by a role, in order of mention.

    A role beside a name is that person's ("the keeper, Ada", "Ada, an old keeper"); so is a role of the sentences before
    where the name only comes to describe somebody ("Two bakers share an oven. Rosa is 60, Theo is 24."). Any other role
    is one more person.

    Args:
        plain: The premise without quotations.
        chinese: Which language's names and roles are read.
    """
    tongue: Tongue = "zh" if chinese else "en"
    names = [_Use((name,), *_place(plain, name)) for name in _names(plain, chinese=chinese)]
    roles = _joined(words_used(plain, premise_words(tongue, "roles")))
    told: dict[_Use, _Use] = {}
    for owns in (_stands_before, _stands_after):
        told |= {role: name for role in roles for name in names if role not in told and owns(plain, role, name)}
    known = {word for role in told for word in role.words}
    known |= {word for role in roles if role not in told and _is_absent(plain, role) for word in role.words}
    nameless = [role for role in roles if not known.intersection(role.words) and not _is_vague(plain, role)]
    found = [
        (name.start, _mention(plain, name, [r for r in roles if told.get(r) == name], chinese=chinese))
        for name in names
    ]
    once = {frozenset(role.words): role for role in reversed(nameless)}
    for role in once.values():
        found += [(role.start, _mention(plain, None, [role], chinese=chinese))] * (
            2 if _TWO_BEFORE.search(plain[: role.start]) else 1
        )
    people = [mention for _, mention in sorted(found, key=lambda one: one[0])]
    return tuple(_named_later(people, plain, tongue))


def players(people: Sequence[Mention]) -> list[Mention]:
    """Whom a film shows, in order of mention: everybody with a name, of the others as many as there is room for."""
    return sorted(
        sorted(people, key=lambda person: not person.name)[:MOST_PLAYERS], key=lambda person: person.start
    )


def gender_told(person: Mention, tongue: Tongue) -> Literal["female", "male"] | None:
    """What name and roles tell; None when they tell nothing."""
    genders: tuple[Literal["female", "male"], ...] = ("female", "male")
    for gender, names in zip(genders, ("women", "men"), strict=True):
        named = person.name and (person.name[-1] if tongue == "zh" else person.name) in premise_words(tongue, names)
        if named or not set(premise_words(tongue, f"{gender} roles")).isdisjoint(person.roles):
            return gender
    # 老陈 is a man of some years; a woman would be 陈姨 or 陈婆婆.
    return "male" if tongue == "zh" and _is_old_name(person.name) else None


def _is_old_name(name: str | None) -> bool:
    return name is not None and len(name) == 2 and name[0] == "老" and name[1] in _SURNAMES


def _named_later(people: Sequence[Mention], plain: str, tongue: Tongue) -> list[Mention]:
    """The people, with those told by a role and those whom a later sentence describes by name as one."""
    unnamed = [person for person in people if not person.name]
    named = [person for person in people if person.name and not person.roles]
    pair = len(unnamed) == len(named) == 2 and unnamed[0] == unnamed[1]
    one: dict[Mention, Mention] = {}
    for person in named:
        begins = _SENTENCE_BEGINS.search(plain[: person.start]) is not None
        described = person.age is not None or _IS_LIKE.match(plain, person.start + len(person.name or ""))
        owner = next((role for role in unnamed if _may_be(role, person, tongue)), None)
        if owner and (pair or (begins and described)):
            unnamed.remove(owner)
            one[person] = replace(
                person, roles=owner.roles, old=owner.old, age=person.age or owner.age, start=owner.start
            )
    left = [one.get(person, person) for person in people if person.name or person in unnamed]
    return sorted(left, key=lambda person: person.start)


def _may_be(role: Mention, person: Mention, tongue: Tongue) -> bool:
    genders = {gender_told(role, tongue), gender_told(person, tongue)} - {None}
    return role.start < person.start and len(genders) < 2


def absent_kin(plain: str, *, chinese: bool) -> str | None:
    """Of whose kin a premise speaks without their being there: `her late father`, 外婆留下的. None when of nobody's."""
    tongue: Tongue = "zh" if chinese else "en"
    kin = [_Use((word,), start, end) for word, start, end in words_used(plain, premise_words(tongue, "lost kin"))]
    return next((use.words[0] for use in kin if _is_absent(plain, use)), None)


def _is_absent(plain: str, use: _Use) -> bool:
    """True for somebody who is told of as gone."""
    return _GONE_AFTER.match(plain, use.end) is not None or _GONE_BEFORE.search(plain[: use.start]) is not None


def _is_vague(plain: str, use: _Use) -> bool:
    """`the man` is mostly somebody who was told before; `a man` is somebody new."""
    return use.words[-1] in {"man", "woman"} and not _NEW_BEFORE.search(plain[: use.start])


def _joined(uses: Sequence[tuple[str, int, int]]) -> list[_Use]:
    """Roles that stand together are one person's, as in 少年侠客."""
    joined: list[_Use] = []
    for word, start, end in uses:
        if joined and joined[-1].end == start:
            before = joined.pop()
            joined.append(_Use((*before.words, word), before.start, end))
        else:
            joined.append(_Use((word,), start, end))
    return joined


def _stands_before(plain: str, role: _Use, name: _Use) -> bool:
    return role.end <= name.start and _ROLE_THEN_NAME.fullmatch(plain, role.end, name.start) is not None


def _stands_after(plain: str, role: _Use, name: _Use) -> bool:
    return name.end <= role.start and _NAME_THEN_ROLE.fullmatch(plain, name.end, role.start) is not None


def _mention(plain: str, name: _Use | None, roles: Sequence[_Use], *, chinese: bool) -> Mention:
    uses = [use for use in (name, *roles) if use]
    ages = [
        age_told(plain[max(0, use.start - _NEAR) : use.start], plain[use.end :], chinese=chinese) for use in uses
    ]
    return Mention(
        name.words[0] if name else None,
        tuple(word for role in roles for word in role.words),
        any(_OLD_BEFORE.search(plain, max(0, use.start - _NEAR), use.start) for use in uses)
        or (name is not None and _is_old_name(name.words[0])),
        next((age for age in ages if age is not None), None),
        min((use.start for use in uses), default=-1),
    )


def _place(plain: str, name: str) -> tuple[int, int]:
    match = re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![a-z])", plain)
    return match.span() if match else (0, 0)


def _names(plain: str, *, chinese: bool) -> Sequence[str]:
    found = _chinese_names(plain) if chinese else _english_names(plain)
    return list(dict.fromkeys(found))[:MOST_NAMES]


def _chinese_names(plain: str) -> Iterator[str]:
    sections = ("roles", "places", *(f"things/{kind}" for kind in THING_KINDS))
    known = {word for section in sections for word in premise_words("zh", section)}
    for match in _CHINESE_NAME.finditer(plain):
        name = next(group for group in match.groups() if group)
        if name not in known:
            yield name


def _english_names(plain: str) -> Iterator[str]:
    common = {*premise_words("en", "never names"), *(role.title() for role in premise_words("en", "roles"))}
    words = set(plain.split())
    for match in _CAPITAL.finditer(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        place = re.search(r"\b(?:in|at|of|from|near|to)\s+(?:[A-Z]\w+\s+)*$", before) and re.match(
            r"\s+[A-Z]", after
        )
        # "Mara Bell": the family name is no second person; "Grandmother Rosa" is one, called Rosa.
        given = re.search(r"([A-Z][a-z]+)\s+$", before)
        surname = given is not None and given[1] not in common
        if match[1] not in common and match[1].lower() not in words and not place and not surname:
            yield match[1]
