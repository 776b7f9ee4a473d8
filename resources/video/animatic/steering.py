"""What the words of a prompt change about a staging: shot size, camera, pace; things told: `told_things`."""

from __future__ import annotations

import re

from resources.video.animatic.told_things import seen_from_outside, with_told_things
from resources.video.staging import Movement, ShotSize, Staging

_SIZES: dict[ShotSize, str] = {
    "extreme_close": r"extreme close[- ]?up|大特写|极特写",
    "close": r"(?<!extreme )(?<!insert )close[- ]?up|close shot|tighter (?:shot|framing)|(?<![大件节])特写|近景",
    "medium": r"medium shot|mid[- ]?shot|waist[- ]up|half[- ]body|中景",
    "full": r"full shot|full[- ]body|head to toe|全身|全景镜头",
    "wide": r"wide[r]? (?:shot|framing|angle)|establishing shot|long shot|远景|全景|大远景",
    "over_shoulder": r"over[- ]the[- ]shoulder|过肩",
    "insert": r"insert (?:shot|close[- ]?up)|detail shot|道具特写|物件特写|细节特写",
}
_MOVES: dict[Movement, str] = {
    "push_in": r"push(?:es)?[- ]in|dolly[- ]in|zoom(?:s)? in|推镜|推近|镜头推",
    "pull_out": r"pull(?:s)?[- ](?:out|back)|dolly[- ]out|zoom(?:s)? out|拉镜|拉远|镜头拉",
    "pan_left": r"pan(?:s)? left|左摇|向左摇",
    "pan_right": r"pan(?:s)? right|右摇|向右摇",
    "tilt_up": r"tilt(?:s)? up|上摇|仰摇",
    "tilt_down": r"tilt(?:s)? down|下摇|俯摇",
    "handheld": r"hand[- ]?held|shaky|手持",
    "whip": r"whip[- ]pan|甩镜",
    "track": r"tracking shot|camera (?:tracks|follows)|跟拍|跟镜",
    "static": r"static (?:camera|shot)|locked[- ]off|camera holds still|no camera (?:move|movement)|固定镜头|固定机位|静止镜头",
}
_SLOWER = re.compile(r"\bslow(?:er|ly)?\b|\bcalm(?:er)?\b|\bgentl[ey]\b|缓慢|放慢|更慢|慢慢|平稳", re.IGNORECASE)


def steered(staging: Staging, prompt: str) -> Staging:
    """The staging with the shot size and camera that the prompt names, and with the things that its action does.

    The last words win, as a rewrite adds at the end.
    """
    changes: dict[str, str] = {}
    size = _last(_SIZES, prompt)
    if size is not None:
        changes["size"] = size
    movement = _last(_MOVES, prompt)
    if movement is not None:
        changes["movement"] = movement
    told = staging.model_copy(update=changes) if changes else staging
    return seen_from_outside(with_told_things(told))


def is_slow(prompt: str) -> bool:
    """True when the prompt asks for slower or calmer motion."""
    return _SLOWER.search(prompt) is not None


def _last(table: dict[ShotSize, str] | dict[Movement, str], prompt: str) -> str | None:
    found = [
        (match.end(), word)
        for word, pattern in table.items()
        for match in re.finditer(pattern, prompt, re.IGNORECASE)
    ]
    return max(found)[1] if found else None
