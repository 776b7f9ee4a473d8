"""The offline director's pen: a camera setup becomes a shot with prompt, purpose, speech and flags. No coverage here."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from spark_video_assets.crew.directing.acting import business, listening, mood_of
from spark_video_assets.crew.directing.setups import Setup, SetupPart
from spark_video_assets.crew.directing.shot_grammar import camera_words
from spark_video_assets.crew.wording import cleaned, shortened, terms_in
from spark_video_assets.crew.world import World
from spark_video_assets.story.cards import SetCard
from spark_video_assets.story.names import scene_id, shot_id
from spark_video_assets.story.off_screen import is_narrator
from spark_video_assets.story.script import DialogueLine, ScenePage
from spark_video_assets.story.storyboard import GroupRole, Shot, SpokenBeat

PROMPT_ROOM = 240
"""Characters of a prompt without its dialogue: 60 say enough, over 250 are diluted (director rules of the origin)."""
PROMPT_FLOOR = 60
PURPOSE_ROOM = 120

_GROUP_ROLES: dict[SetupPart, GroupRole] = {
    "establish": "establish",
    "master": "establish",
    "exchange": "progress",
    "line": "progress",
    "action": "progress",
    "insert": "contrast",
    "reaction": "react",
    "carry_on": "react",
}


@dataclass
class Pen:
    """Writes the shots of one scene; remembers who was introduced in the running chain group.

    Args:
        world: The episode.
        page: The scene.
        set_card: The scene's set, where one fits.
    """

    world: World
    page: ScenePage
    set_card: SetCard | None
    _introduced: set[str] = field(default_factory=set)

    def shots(self, setups: Sequence[Setup]) -> list[Shot]:
        """One shot per setup, numbered from 1."""
        return [self._shot(setup, number, len(setups)) for number, setup in enumerate(setups, 1)]

    def _shot(self, setup: Setup, number: int, total: int) -> Shot:
        if not setup.carries_on:
            self._introduced.clear()
        identity = shot_id(self.page.number, number)
        chance = random.Random(f"{self.world.brief.seed} {identity}")
        chinese = self.world.prompts_in_chinese
        camera = camera_words(
            setup.framing,
            setup.move,
            focus=setup.focus,
            other=next(iter(setup.people[1:]), ""),
            chinese=chinese,
        )
        action = self._action(setup, chance)
        role = "close" if number == total and total > 1 else _GROUP_ROLES[setup.part]
        return Shot(
            id=identity,
            scene=scene_id(self.page.number),
            duration=setup.seconds,
            prompt=compose(
                self.world, camera, action, setup.lines, introduced=self._introduced, people=setup.people
            ),
            narrative_purpose=self._purpose(setup, action, number, total),
            shot_group_id=f"G{self.page.number:02d}",
            shot_group_role=role,
            characters=list(setup.people),
            props=list(setup.props) if setup.kind == "r2v" else [],
            use_prev_last_frame_as_first=setup.carries_on,
            kind=setup.kind,
            seed=self.world.brief.seed * 1000 + self.page.number,
            camera=camera,
            speech=[beat_of(line) for line in setup.lines],
        )

    def _action(self, setup: Setup, chance: random.Random) -> str:
        if setup.action:
            return self._with_place(setup.action) if setup.part == "establish" else setup.action
        if setup.part == "establish":
            return self._with_place("")
        who = setup.focus
        others = [name for name in (*setup.people, *self.page.characters) if name != who]
        other = next(iter(others), "")
        if not who:
            return self._with_place("")
        chinese = self.world.prompts_in_chinese
        if not setup.lines or setup.lines[0].voice_over:
            return listening(who, other, chinese=chinese, chance=chance)
        return business(who, other, setup.lines[0].text, chinese=chinese, chance=chance)

    def _with_place(self, sentence: str) -> str:
        """The place in words, for shots without reference pictures."""
        card = self.set_card
        chinese = self.world.prompts_in_chinese
        told = cleaned(card.description or card.notes) if card else ""
        if terms_in(told, self.world.forbidden):
            told = ""
        where = self.page.location + (f"（{self.page.time}）" if chinese and self.page.time else "")
        if not chinese and self.page.time:
            where = f"{self.page.location}, {self.page.time}"
        mark = "。" if chinese else "."
        place = (shortened(told, 90) or where).rstrip(".。,，;； ") + mark
        return place if not sentence else f"{sentence}{'' if chinese else ' '}{place}"

    def _purpose(self, setup: Setup, action: str, number: int, total: int) -> str:
        chinese = self.world.prompts_in_chinese
        last = number == total and self.page.cast_check is not None
        if setup.part == "establish":
            text = (
                f"交代地点与时间：{self.page.location}{self.page.time}"
                if chinese
                else (
                    f"Show where and when we are: {self.page.location}{', ' + self.page.time if self.page.time else ''}"
                )
            )
        elif setup.lines:
            line = setup.lines[-1]
            said = shortened(cleaned(line.text), 48)
            if chinese:
                text = f"{'收束全片的一句' if last else '让观众听见'}{line.speaker}的态度：{said}"
            else:
                text = f"{'Land the payoff' if last else 'Turn the scene'} on {line.speaker}'s words: {said}"
        elif setup.part == "carry_on":
            text = f"让上一句话在脸上落地：{action}" if chinese else f"Let the last words land: {action}"
        else:
            text = f"推动情节的动作：{action}" if chinese else f"Tell by picture alone: {action}"
        return shortened(text, PURPOSE_ROOM)


def compose(
    world: World,
    camera: str,
    action: str,
    lines: Sequence[DialogueLine],
    *,
    introduced: set[str],
    people: Sequence[str] = (),
) -> str:
    """A shot prompt: camera, action, lines verbatim with their speakers, mood anchor verbatim at the end.

    The action is shortened so that all but the dialogue stays within `PROMPT_ROOM`; the anchor never is. People who
    are not yet in `introduced` get their age at the first mention, and are added to it.
    """
    chinese = world.prompts_in_chinese
    anchor = world.lore.anchor
    mark, gap = ("。", "") if chinese else (".", " ")
    voices = sum(len(spoken_words(line, chinese=chinese)) - len(line.text) for line in lines if line.voice_over)
    room = max(24, PROMPT_ROOM - len(camera) - len(anchor) - voices - 4)
    seen = shortened(cleaned(action), room)
    if seen and seen[-1] not in ".!?。！？…":
        seen += mark
    seen = _filled(seen, people, len(camera) + len(anchor) + 2, chinese=chinese)
    spoken = gap.join(spoken_words(line, chinese=chinese) for line in lines)
    shown = _with_ages(world, f"{camera}{mark}", seen, introduced, people)
    return gap.join(part for part in (*shown, spoken, anchor) if part)


def spoken_words(line: DialogueLine | SpokenBeat, *, chinese: bool) -> str:
    """A line as a prompt names it, verbatim: `Ada says: "Not one."` or `阿福说道：“没有。”`; heard only: so it says."""
    if line.voice_over:
        who = ("旁白" if chinese else "narrator") if is_narrator(line.speaker) else line.speaker
        return f"画外音，{who}说道：“{line.text}”" if chinese else f'Off-screen voice, {who} says: "{line.text}"'
    return f"{line.speaker}说道：“{line.text}”" if chinese else f'{line.speaker} says: "{line.text}"'


def beat_of(line: DialogueLine) -> SpokenBeat:
    """A line as the storyboard carries it."""
    return SpokenBeat(speaker=line.speaker, text=line.text, mood=mood_of(line.text), voice_over=line.voice_over)


def _filled(seen: str, people: Sequence[str], around: int, *, chinese: bool) -> str:
    """The action, with a sentence about the frame where the prompt would be too thin to direct anyone."""
    if len(seen) + around >= PROMPT_FLOOR:
        return seen
    if chinese:
        extra = (
            "画面主体清晰，前景与背景层次分明，光线自然。" if len(people) < 2 else "两人同框，站位清楚，光线自然。"
        )
        return seen + extra
    extra = "Clear foreground and background depth." if len(people) < 2 else "Both stay in frame, positions clear."
    return f"{seen} {extra}".strip()


def _with_ages(
    world: World, camera: str, seen: str, introduced: set[str], people: Sequence[str]
) -> tuple[str, str]:
    """Camera and action with each person's age behind the first mention of the name in a chain group.

    Behind the name in the action where it stands there, so that camera words stay short.
    """
    for name in people:
        card = world.person(name)
        if name in introduced or card is None or not card.age:
            continue
        told = name + _age_words(card.age, chinese=world.prompts_in_chinese)
        if name in seen:
            seen = seen.replace(name, told, 1)
        elif name in camera:
            camera = camera.replace(name, told, 1)
        elif name == people[0]:
            seen += f"{told}在画面中。" if world.prompts_in_chinese else f" {told} is in frame."
        introduced.add(name)
    return camera, seen


def _age_words(age: str, *, chinese: bool) -> str:
    told = cleaned(age)
    if chinese:
        return f"（{told}岁）" if told.isdigit() else f"（{told}）"
    return f" (aged {told})" if told.isdigit() else f" ({told})"
