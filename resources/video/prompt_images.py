"""How a neutral prompt becomes a provider's: its way of naming pictures, and the room there is. Nothing is cut here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from resources.failures import Policy, provider_error
from resources.video.base import Capabilities, ImageSyntax, MediaRef, RenderRequest

_FORMS: dict[ImageSyntax, str] = {
    "bracket": "[Image {}]",
    "chinese": "图{}",
    "english": "Image {}",
    "character": "character{}",
}
_BRACKET = re.compile(r"\[\s*image\s*(\d+)\s*\]", re.IGNORECASE)
# What writers used to other providers put for the same thing; prose such as `image 12` names no picture of the shot.
_FOREIGN = re.compile(r"(?<![a-z])image\s+(\d+)\b|[图圖]\s*(\d+)", re.IGNORECASE)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u3000-\u303f]")
_REFERENCE_ROLES = frozenset({"cast", "set", "prop"})
_SPOKEN = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|«[^»]*»|＂[^＂]*＂")
_ALPHABET = r"0-9A-Za-z_\u00c0-\u024f\u0370-\u052f"


def references(request: RenderRequest) -> tuple[MediaRef, ...]:
    """The pictures that `[Image N]` counts, from 1: cast, sets and props, frames not."""
    return tuple(item for item in request.media if item.role in _REFERENCE_ROLES)


def worded_prompt(
    request: RenderRequest,
    syntax: ImageSyntax,
    *,
    sent: Sequence[MediaRef] | None = None,
    in_front: int = 0,
) -> str:
    """The request's prompt with its pictures named as a provider names them.

    A picture that is not sent stands as its name in words. So does every picture of a shot that starts on a frame
    instead of references: the people of its staging are numbered alike.
    A person whose picture is sent, but whom the prompt knows by name only, gets the picture's number at the first
    mention: the model cannot know names.

    Args:
        request: Prompt and pictures.
        syntax: The provider's.
        sent: Reference pictures as they are sent, in that order; None = all of the request's.
        in_front: Pictures that the provider counts before them, such as a first frame.

    Raises:
        ProviderError: PERMANENT, the prompt names a picture that the request does not have.
    """
    known = references(request)
    going = known if sent is None else tuple(sent)
    names = [item.name for item in known]
    if not known and request.staging is not None:
        names = [figure.name for figure in request.staging.figures]

    def told(number: int) -> str | None:
        if not 1 <= number <= len(names):
            return None
        picture = known[number - 1] if known else None
        if syntax == "none" or picture not in going:
            return names[number - 1]
        return _FORMS[syntax].format(in_front + going.index(picture) + 1)

    def bracket(match: re.Match[str]) -> str:
        words = told(int(match[1]))
        if words is None:
            raise provider_error(
                Policy.PERMANENT,
                f"the prompt names {match[0]}, the request has {len(names)} pictures",
                where=f"shot {request.shot_id}, prompt",
            )
        return words

    def foreign(match: re.Match[str]) -> str:
        return told(int(match[1] or match[2])) or match[0]

    def renamed(text: str) -> str:
        return _FOREIGN.sub(foreign, text)

    pieces: list[str] = []
    end = 0
    for match in _BRACKET.finditer(request.prompt):
        pieces += [renamed(request.prompt[end : match.start()]), bracket(match)]
        end = match.end()
    prompt = "".join([*pieces, renamed(request.prompt[end:])])
    for place, item in enumerate(going, start=in_front + 1):
        if syntax != "none" and item.role == "cast" and item in known:
            prompt = _introduced(prompt, item.name, _FORMS[syntax].format(place))
    return prompt


def _introduced(prompt: str, name: str, form: str) -> str:
    """The prompt with a picture's number behind the first mention of its person, unless the number is there already."""
    if not name or re.search(rf"{re.escape(form)}(?!\d)", prompt):
        return prompt
    spoken = [match.span() for match in _SPOKEN.finditer(prompt)]
    before = rf"(?<![{_ALPHABET}])" if re.match(f"[{_ALPHABET}]", name) else ""
    after = rf"(?![{_ALPHABET}])" if re.search(f"[{_ALPHABET}]$", name) else ""
    mentions = (match.end() for match in re.finditer(before + re.escape(name) + after, prompt))
    end = next((end for end in mentions if not any(start < end <= stop for start, stop in spoken)), None)
    if end is None:
        return prompt
    number = f"（{form}）" if mostly_cjk(prompt) else f" ({form})"
    return f"{prompt[:end]}{number}{prompt[end:]}"


def mostly_cjk(text: str) -> bool:
    """True when at least half of the visible signs are Chinese, Japanese or Korean."""
    visible = len("".join(text.split()))
    return visible > 0 and len(_CJK.findall(text)) * 2 >= visible


def prompt_room(prompt: str, capabilities: Capabilities) -> int:
    """Most characters that a prompt of this mixture may have at a provider.

    Where Chinese, Japanese and Korean signs have a limit of their own, each of them takes as much of the room as the
    two limits tell: at 5000 and 2500, two places.
    """
    limit, cjk_limit = capabilities.prompt_limit, capabilities.prompt_limit_cjk
    if cjk_limit is None or not prompt:
        return limit
    share = len(_CJK.findall(prompt)) / len(prompt)
    return int(limit / (1 + share * (limit / cjk_limit - 1)))


def refuse_long(text: str, limit: int, *, field: str, shot_id: str) -> None:
    """Refuse a text that a provider would cut without a word.

    Raises:
        ProviderError: PERMANENT, naming the limit and the length.
    """
    if len(text) > limit:
        raise provider_error(
            Policy.PERMANENT,
            f"the {field} has {len(text)} characters, the provider reads {limit}",
            where=f"shot {shot_id}, {field}",
        )
