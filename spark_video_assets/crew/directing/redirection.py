"""What the offline director changes in a shot that ran out of takes: framing, people, length, action. Ids stay."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from spark_video_assets.crew.directing.direction_pen import compose
from spark_video_assets.crew.directing.setups import LONGEST_SHOT_S
from spark_video_assets.crew.directing.shot_grammar import Framing, camera_words, framing_of
from spark_video_assets.crew.wording import shot_seconds
from spark_video_assets.crew.world import World
from spark_video_assets.story.reviewing import AXES, Axis, Review
from spark_video_assets.story.script import DialogueLine
from spark_video_assets.story.storyboard import Shot

_SAFER: dict[Axis, tuple[Framing, ...]] = {
    "dialog_attribution": ("close", "medium"),
    "cast_match": ("medium", "close"),
    "physics": ("two_shot", "medium"),
    "proportion": ("master", "medium"),
    "logic": ("medium", "close"),
    "style": ("medium", "two_shot"),
}
"""Framings to try for the weakest axis; the first that differs from the failed one is taken."""

_PLAIN_ACTION: dict[Axis, tuple[str, str]] = {
    "dialog_attribution": (
        "{who} faces the camera and speaks; nobody else opens the mouth",
        "{who}正对镜头说话，其他人不开口",
    ),
    "cast_match": ("{who} stands facing the camera, the whole face in even light", "{who}正对镜头，面部受光均匀"),
    "physics": ("{who} stands firmly, both feet on the ground, hands at rest", "{who}双脚踏实站立，双手自然垂放"),
    "proportion": (
        "{who} is seen at a natural distance, hands out of frame",
        "{who}与镜头保持自然距离，双手不入画",
    ),
    "logic": ("{who} does one thing: turns and looks", "{who}只做一个动作：转身看去"),
    "style": ("{who} holds the pose in the scene's own light", "{who}停在场景原有的光线里"),
}


def redirected(shot: Shot, reviews: Sequence[Review], world: World) -> Shot:
    """The shot as a director would set it up anew: one safer framing, one plain action, room for the words.

    The lines, the scene and the id stay; a chained shot is cut loose from its predecessor when the seam or the logic
    failed, because a bad first frame cannot be mended by other words.
    """
    weak = _weakest(reviews)
    if shot.role == "narration" or not shot.characters:
        return _without_people(shot, weak, world)
    speakers = list(dict.fromkeys(line.speaker for line in shot.speech))
    who = speakers[0] if speakers else shot.characters[0]
    framing = _framing(shot, weak)
    if len(speakers) > 1:
        framing = "two_shot"
    people = speakers or ([who] if framing in {"close", "medium"} else shot.characters)
    zh = world.prompts_in_chinese
    camera = camera_words(framing, "static", focus=who, other=next(iter(people[1:]), ""), chinese=zh)
    lines = [DialogueLine(speaker=line.speaker, text=line.text) for line in shot.speech]
    loose = weak in {"logic", "style", "cast_match"}
    kind = "r2v" if lines or loose else shot.kind
    needed = math.ceil(shot_seconds([line.text for line in lines])) if lines else max(2, shot.duration - 1)
    return shot.model_copy(
        update={
            "camera": camera,
            "kind": kind,
            "use_prev_last_frame_as_first": shot.use_prev_last_frame_as_first and not loose,
            "characters": list(people),
            "props": shot.props[:1] if kind == "r2v" and weak != "physics" else [],
            "duration": min(LONGEST_SHOT_S, max(needed, shot.duration) if lines else needed),
            "prompt": compose(
                world, camera, _PLAIN_ACTION[weak][zh].format(who=who), lines, introduced=set(), people=people
            ),
            "seed": None if shot.seed is None else shot.seed + 1,
        }
    )


def _weakest(reviews: Sequence[Review]) -> Axis:
    """The axis that was under the threshold most often, then lowest; logic when nothing was judged."""
    under: Counter[Axis] = Counter()
    depth: Counter[Axis] = Counter()
    for review in reviews:
        for axis, value in review.breakdown.items():
            if value is not None and value < review.threshold:
                under[axis] += 1
                depth[axis] += round(100 * (review.threshold - value))
    return max(AXES, key=lambda axis: (under[axis], depth[axis])) if under else "logic"


def _framing(shot: Shot, weak: Axis) -> Framing:
    failed = framing_of(shot.camera or shot.prompt)
    return next(framing for framing in _SAFER[weak] if framing != failed)


def _without_people(shot: Shot, weak: Axis, world: World) -> Shot:
    """A shot of a place or a narrated beat: another framing; with a person, the plain action of the weak axis."""
    zh = world.prompts_in_chinese
    who = next(iter(shot.characters), "")
    failed = framing_of(shot.camera or shot.prompt)
    framing: Framing = _framing(shot, weak) if who else ("wide" if failed != "wide" else "detail")
    camera = camera_words(framing, "static", focus=who, other=who, chinese=zh)
    action = _PLAIN_ACTION[weak][zh].format(who=who) if who else _seen_in(shot, world.lore.anchor)
    return shot.model_copy(
        update={
            "camera": camera,
            "prompt": compose(world, camera, action, (), introduced=set(), people=shot.characters),
            "seed": None if shot.seed is None else shot.seed + 1,
        }
    )


def _seen_in(shot: Shot, anchor: str) -> str:
    """What a prompt says is seen: the prompt without its camera words and its anchor."""
    seen = shot.prompt.removeprefix(shot.camera or "").lstrip(" .。")
    return seen.removesuffix(anchor).strip() if anchor else seen
