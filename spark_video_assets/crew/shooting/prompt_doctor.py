"""The prompt doctor: the smallest change of a prompt that answers a review, and the sanitizer every rewrite passes.

Only the one prompt changes: dialogue, names, reference syntax and the mood anchor stay letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from spark_video_assets.crew.directing.shot_grammar import framing_of
from spark_video_assets.crew.shooting.softening import softened
from spark_video_assets.crew.wording import shortened, terms_in
from spark_video_assets.story.lore import Lore
from spark_video_assets.story.reviewing import AXES, Axis, Review
from spark_video_assets.story.storyboard import Shot
from spark_video_assets.story.takes import MODERATION, PERSON
from spark_video_assets.story.wording import mostly_cjk, one_line

LONGEST_SEEN = 250
"""Characters of a prompt without dialogue, at most: above this it is diluted (rewrite rules of the origin)."""
MENDS_AT_ONCE = 2
"""Axes mended in one rewrite: minimum change, so that the next review tells what helped."""

_MENDS: dict[Axis, tuple[tuple[str, str], ...]] = {
    "logic": (
        ("One action only: {who} turns and looks.", "只有一个动作：{who}转身看去。"),
        ("One continuous moment, nothing else happens.", "一个连续的瞬间，别无他事。"),
        ("{who} stays with what is at hand until the end of the shot.", "{who}直到镜头结束都专注于手上的事。"),
    ),
    "proportion": (
        ("Framed one size wider, hands out of frame.", "景别放宽一级，双手不入画。"),
        ("Natural human proportions, level camera at chest height.", "人体比例自然，机位平视。"),
        ("Full figures at a distance, no small props.", "人物全身远观，不带零碎道具。"),
    ),
    "physics": (
        ("Feet press flat on the ground, hands rest on what they touch.", "双脚踏实地面，双手稳稳按住所触之物。"),
        ("Every movement starts slowly, carries weight and settles.", "每个动作缓起缓落，带着重量。"),
        ("The body leans before it moves; cloth follows late.", "身体先倾后动，衣料随后跟上。"),
    ),
    "style": (
        ("The whole frame keeps this look: {style}.", "整幅画面保持同一画风：{style}。"),
        ("Same light and colours as the rest of the film.", "光线与色调和全片一致。"),
        ("Uniform lighting, one palette from edge to edge.", "光照统一，全画面同一色系。"),
    ),
    "cast_match": (
        ("Medium shot, {who} faces the camera exactly as in the reference.", "中景，{who}正对镜头，与参考图一致。"),
        ("{who} stays the same person throughout, face fully lit.", "{who}从头到尾是同一个人，面部受光充足。"),
        ("Three-quarter view of {who}, unhurried.", "{who}四分之三侧面，动作从容。"),
    ),
    "dialog_attribution": (
        ("Only {who} speaks; every other mouth stays closed.", "只有{who}开口，其他人双唇紧闭。"),
        (
            "Over-the-shoulder onto {who} while the words are heard, then cut.",
            "说话时镜头越过对方肩头看向{who}，随后切开。",
        ),
        ("{who} is alone in frame while speaking.", "{who}说话时独自在画面中。"),
    ),
}
_NO_TALK = (("Nobody speaks; lips stay closed.", "无人说话，双唇紧闭。"),)
_WIDER = {
    "extreme close-up": "Close-up",
    "close-up": "Medium shot",
    "大特写": "近景",
    "近景特写": "中景",
    "特写": "中景",
}
"""One size wider: hands and faces survive it better."""

_SAYS = re.compile(r"[^\s.!?。！？，,]{1,40} says: \"[^\"]*\"|[^\s.!?。！？，,：]{1,40}说道：“[^”]*”")
_NEGATIONS = re.compile(
    r"\b(?:no|without|avoid|free of)\s+(?:any\s+)?(?:explicit\s+|graphic\s+)?"
    r"(?:gore|nudity|violence|blood|sex|sexual content|explicit content|weapons|horror|nsfw)\b[,;.]?"
    r"|(?:没有|无|不含|禁止|避免)(?:任何)?(?:血腥|裸露|暴力|色情|恐怖|武器|露骨)(?:内容|画面|镜头)?[，,；;、。]?",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^\s*```\w*\s*|\s*```\s*$")


class PromptDoctor(Protocol):
    """Who mends a prompt after a reject. May raise `ProviderError` (a model)."""

    @property
    def name(self) -> str:
        """Recorded with the take."""
        ...

    def rewrite(self, prompt: str, review: Review, shot: Shot, lore: Lore) -> str:
        """The prompt of the next take: dialogue verbatim, anchor at the end."""
        ...


class OfflinePromptDoctor:
    """Mends by rules: the weakest axes name the sentences that are added; a remedy that failed makes room for the next."""

    name = "offline"

    def rewrite(self, prompt: str, review: Review, shot: Shot, lore: Lore) -> str:
        """See `PromptDoctor`. Never returns the prompt it was given, unless every remedy is already in it."""
        chinese = mostly_cjk(_SAYS.sub("", prompt).removesuffix(lore.anchor) or prompt)
        lines = [one_line(line.text) for line in shot.speech]
        told = sanitized(prompt, lore.anchor, lines)
        seen, spoken = _parted(told.removesuffix(lore.anchor) if lore.anchor else told, lines)
        speakers = list(dict.fromkeys(line.speaker for line in shot.speech))
        who = (speakers or shot.characters or ["主体" if chinese else "the subject"])[0]
        if review.judge == PERSON:
            seen = " ".join([seen, one_line(review.critique)]).strip()
        elif review.judge == MODERATION:
            seen = softened(seen, chinese=chinese)
        for axis in [] if review.judge in {PERSON, MODERATION} else _weak_axes(review)[:MENDS_AT_ONCE]:
            seen = _mended(seen, axis, shot, who, lore, chinese=chinese)
        room = LONGEST_SEEN - len(lore.anchor)
        seen = _kept_short(seen, room)
        gap = "" if chinese else " "
        return sanitized(gap.join(part for part in (seen, spoken) if part), lore.anchor, lines)


def sanitized(text: str, anchor: str, lines: Sequence[str] = ()) -> str:
    """A prompt as it may be sent: no fences, outer quotes, line breaks or negated trigger words; the anchor ends it.

    Moderation of the providers matches words such as "gore" even when they are negated, so these phrases are left
    out rather than sent. `lines` are spoken words that stay as they are, whatever they say.
    """
    plain = one_line(_FENCE.sub("", text))
    for opening, closing in (('"', '"'), ("“", "”"), ("'", "'"), ("「", "」")):
        inner = plain[1:-1]
        wrapped = len(plain) > 1 and plain.startswith(opening) and plain.endswith(closing)
        if wrapped and opening not in inner and closing not in inner:
            plain = inner.strip()
    body = plain
    wanted = one_line(anchor)
    while wanted and body.endswith(wanted):
        body = body.removesuffix(wanted).rstrip()
    body = _outside_dialogue(body, lines).strip(" ,;，；、")
    if body and body[-1].isalnum():
        body += "。" if mostly_cjk(body) else "."
    if not anchor:
        return body
    return f"{body}{'' if body.endswith(('。', '！', '？', '”')) else ' '}{anchor}".strip()


def _spoken_spans(prompt: str, lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where the prompt speaks: the known lines with their speakers, else whatever has the form of a line."""
    spans = []
    for line in lines:
        for form in (
            rf"[^\s.!?。！？，,：]{{1,40}}说道：“{re.escape(line)}”",
            rf'[^.!?。！？"]{{1,40}}? says: "{re.escape(line)}"',
        ):
            spans += [found.span() for found in re.finditer(form, prompt)]
    return sorted(spans) or [found.span() for found in _SAYS.finditer(prompt)]


def _outside_dialogue(text: str, lines: Sequence[str]) -> str:
    """The text without negated trigger words, its dialogue untouched."""
    parts, at = [], 0
    for start, end in _spoken_spans(text, lines):
        parts += [_untriggered(text[at:start]), text[start:end]]
        at = max(at, end)
    return "".join([*parts, _untriggered(text[at:])])


def _untriggered(text: str) -> str:
    return re.sub(r"\s+([,.;])", r"\1", re.sub(r"\s{2,}", " ", _NEGATIONS.sub("", text)))


def _parted(prompt: str, lines: Sequence[str]) -> tuple[str, str]:
    """What is seen, and the spoken part as it stands (from the first line to the last one)."""
    spans = _spoken_spans(prompt, lines)
    if not spans:
        return prompt.strip(), ""
    start, end = spans[0][0], spans[-1][1]
    return f"{prompt[:start].rstrip()} {prompt[end:].strip()}".strip(), prompt[start:end].strip()


def _weak_axes(review: Review) -> list[Axis]:
    """Axes under the threshold, the weakest first; the lowest one when the mean alone failed."""
    judged = {axis: value for axis in AXES if (value := review.breakdown.get(axis)) is not None}
    under = sorted((axis for axis in judged if judged[axis] < review.threshold), key=lambda axis: judged[axis])
    return under or ([min(judged, key=lambda axis: judged[axis])] if judged else ["logic"])


def _mended(seen: str, axis: Axis, shot: Shot, who: str, lore: Lore, *, chinese: bool) -> str:
    """The seen part with the next remedy of an axis; an earlier one of the same axis, which did not help, goes."""
    remedies = _NO_TALK if axis == "dialog_attribution" and not shot.speech else _MENDS[axis]
    style = shortened(one_line(lore.visual_style), 60).rstrip(".。")
    told = [pair[chinese].format(who=who, style=style) for pair in remedies if style or "{style}" not in pair[0]]
    told = [text for text in told if not terms_in(text, lore.forbidden)]
    used = [text for text in told if text in seen]
    fresh = [text for text in told if text not in used]
    if axis in {"proportion", "cast_match"} and not used:
        seen = _wider(seen)
    if not fresh:
        return f"{seen.replace(used[0], '').strip()} {used[0]}" if used else seen
    for text in used:
        seen = seen.replace(text, "")
    return f"{re.sub(r'  +', ' ', seen).strip()}{'' if chinese else ' '}{fresh[0] if not used else _after(told, used[-1])}"


def _after(told: list[str], last: str) -> str:
    return told[(told.index(last) + 1) % len(told)]


def _wider(seen: str) -> str:
    if framing_of(seen) not in {"close", "extreme_close"}:
        return seen
    for narrow, wide in _WIDER.items():
        changed = re.sub(re.escape(narrow), wide, seen, count=1, flags=re.IGNORECASE)
        if changed != seen:
            return changed.replace("Medium shot on", "Medium shot of")
    return seen


def _kept_short(seen: str, room: int) -> str:
    """The seen part within its room: the remedies stand last and are kept, the older words before them give way."""
    if len(seen) <= room:
        return seen
    parts = re.findall(r"[^.!?。！？]+[.!?。！？]*\s*", seen)
    while len(parts) > 2 and sum(map(len, parts)) > room:
        del parts[1 if len(parts) > 3 else -2]
    return shortened("".join(parts).strip(), room)
