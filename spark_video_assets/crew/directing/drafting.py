"""What a director's model answers for shots, and how that becomes shots: code words the prompt, places lines and ages.

A model chooses; it never types dialogue, mood anchor, ages or ids, so none of them can come out wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from spark_video_assets.crew.directing.direction_pen import PURPOSE_ROOM, compose, spoken_words
from spark_video_assets.crew.directing.heard_pieces import Piece, misplaced, packed, seconds_of
from spark_video_assets.crew.directing.narration_boards import SHORTEST_S
from spark_video_assets.crew.wording import cleaned, sentences, shortened, tells_wardrobe
from spark_video_assets.crew.world import World
from spark_video_assets.story.off_screen import NARRATOR
from spark_video_assets.story.prompt_reading import dialogue_in
from spark_video_assets.story.storyboard import GroupRole, Kind, Shot

CAMERA_ROOM = 120
"""Characters of the camera words; more leaves no room for the action in a prompt of 240."""

_ANYBODY = (NARRATOR, "he", "she", "they", "voice", "somebody", "他", "她", "有人")
"""Who may be told to speak beside the cast: a video model gives any of them a voice."""

Named = Annotated[str, BeforeValidator(lambda told: told.strip() if isinstance(told, str) else told)]


class ShotDraft(BaseModel):
    """One shot as a model chooses it.

    Args:
        camera: Shot size and movement.
        action: What is seen; no dialogue, no clothes, no look of the film.
        hears: Ids of the pieces that are heard, in order.
        continues: Starts on the last frame of the shot before.
        set_id: Another set than the scene's.
        group: Number of the shot group inside the scene.
    """

    kind: Kind
    seconds: int = Field(ge=2, le=15)
    camera: str = Field(min_length=6, max_length=CAMERA_ROOM)
    action: str = Field(min_length=8, max_length=400)
    hears: list[Named] = Field(default_factory=list)
    characters: list[Named] = Field(default_factory=list)
    props: list[Named] = Field(default_factory=list)
    continues: bool = False
    set_id: str | None = None
    purpose: str = Field(min_length=8, max_length=200)
    group: int = Field(default=1, ge=1, le=20)
    group_role: GroupRole = "progress"
    long_take_reason: str | None = None


@dataclass(frozen=True)
class _Take:
    """A draft with its pieces, after words that do not fit were given shots of their own."""

    draft: ShotDraft
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Drafting:
    """Turns the drafts of one scene into shots.

    Args:
        scene: Its id; `number` its number.
        pieces: Everything that these shots must say, in order.
        longest_shot_s: What the provider makes.
        opens: The first draft opens its scene, so nothing comes before it that it could continue.
    """

    world: World
    scene: str
    number: int
    pieces: Sequence[Piece]
    longest_shot_s: int
    opens: bool = True

    def faults(self, drafts: Sequence[ShotDraft]) -> list[str]:
        """What cannot be mended here: unknown names, lost or doubled words."""
        known = {piece.id: piece for piece in self.pieces}
        found = misplaced([name for draft in drafts for name in draft.hears], known)
        for number, draft in enumerate(drafts, 1):
            found += self._unknown(number, draft)
            narrated = [name for name in draft.hears if name in known and known[name].narrated]
            if narrated and len(draft.hears) > 1:
                found.append(f"shot {number}: narration {narrated[0]} must be alone in its shot")
        return found

    def advice(self, drafts: Sequence[ShotDraft]) -> list[str]:
        """What is worth asking for once more, and can be lived with otherwise."""
        return [
            f"shot {number}: take clothes, hair and make-up out of the action; the reference pictures show them"
            for number, draft in enumerate(drafts, 1)
            if tells_wardrobe(draft.action)
        ]

    def unscripted(self, shots: Sequence[Shot]) -> list[str]:
        """Words that camera or action put into somebody's mouth: they would be heard, and nobody wrote them."""
        people = self.world.people
        mouths = [*(card.name for card in people), *(alias for card in people for alias in card.aliases), *_ANYBODY]
        found = []
        for number, shot in enumerate(shots, 1):
            told = shot.prompt
            for line in shot.speech:
                told = told.replace(spoken_words(line, chinese=self.world.prompts_in_chinese), "")
            found += [
                f"shot {number}: {text!r} is spoken in camera or action; only the pieces are spoken, name them in hears"
                for _, text in dialogue_in(told, mouths)
            ]
        return found

    def shots(self, drafts: Sequence[ShotDraft], identity: Callable[[int], str]) -> list[Shot]:
        """The drafts as shots; `faults` has found none.

        Args:
            drafts: In order.
            identity: Id of the n-th shot, from 1.
        """
        known = {piece.id: piece for piece in self.pieces}
        takes = [take for draft in drafts for take in self._in_time(draft, [known[name] for name in draft.hears])]
        introduced: set[str] = set()
        shots: list[Shot] = []
        for number, take in enumerate(takes, 1):
            first = number == 1 and self.opens
            shots.append(self._shot(take, identity(number), introduced, first=first))
        return shots

    def _in_time(self, draft: ShotDraft, pieces: Sequence[Piece]) -> list[_Take]:
        """One shot, or several where its words take longer than a shot may: the later ones cut to who speaks there."""
        if not pieces or seconds_of(pieces) <= self.longest_shot_s:
            return [_Take(draft, tuple(pieces))]
        chinese = self.world.prompts_in_chinese
        takes = []
        for index, part in enumerate(packed(pieces, self.longest_shot_s)):
            shown = draft
            if index and not part[0].voice_over:
                speaker = part[0].speaker
                camera = (
                    f"{speaker}的近景特写，固定机位" if chinese else f"Close-up on {speaker}, locked-off camera"
                )
                purpose = f"{draft.purpose} ({index + 1})"
                shown = draft.model_copy(update={"camera": camera, "continues": False, "purpose": purpose})
            takes.append(_Take(shown, tuple(part)))
        return takes

    def _shot(self, take: _Take, identity: str, introduced: set[str], *, first: bool) -> Shot:
        draft, pieces, world = take.draft, take.pieces, self.world
        narration = pieces[0].text if pieces and pieces[0].narrated else None
        spoken = [] if narration else list(pieces)
        seen = [piece for piece in spoken if not piece.voice_over]
        people = self._people(draft, seen)
        chained = draft.continues and not first and narration is None
        if not chained:
            introduced.clear()
        kind = _kind(draft.kind, people, speaks=bool(seen), narrated=narration is not None, chained=chained)
        camera = shortened(cleaned(draft.camera).rstrip(" .。,，"), CAMERA_ROOM)
        lines = [piece.line for piece in spoken]
        return Shot(
            id=identity,
            scene=self.scene,
            duration=self._seconds(draft, pieces),
            prompt=compose(world, camera, _filmable(draft.action), lines, introduced=introduced, people=people),
            narrative_purpose=shortened(cleaned(draft.purpose), PURPOSE_ROOM),
            shot_group_id=f"G{self.number:02d}-{draft.group}",
            shot_group_role=draft.group_role,
            characters=people,
            props=list(dict.fromkeys(draft.props)) if kind == "r2v" else [],
            use_prev_last_frame_as_first=chained,
            kind=kind,
            seed=world.brief.seed * 1000 + self.number,
            set_id=draft.set_id or None,
            role="narration" if narration else "drama",
            narration_text=narration,
            camera=camera,
            speech=[piece.beat for piece in spoken],
            long_take_reason=draft.long_take_reason or None,
        )

    def _people(self, draft: ShotDraft, seen: Sequence[Piece]) -> list[str]:
        """Everyone in the shot by the cast's names; who is seen speaking is in it."""
        named = [*draft.characters, *(piece.speaker for piece in seen)]
        cards = [self.world.person(name) for name in named]
        return list(dict.fromkeys(card.name for card in cards if card))

    def _seconds(self, draft: ShotDraft, pieces: Sequence[Piece]) -> int:
        needed = math.ceil(seconds_of(pieces))
        if pieces and pieces[0].narrated:
            return max(SHORTEST_S, needed)
        return max(2, min(self.longest_shot_s, max(draft.seconds, needed)))

    def _unknown(self, number: int, draft: ShotDraft) -> list[str]:
        world = self.world
        found = [
            f"shot {number}: {name!r} is not in the cast; use {', '.join(world.cast.names) or 'nobody'}"
            for name in draft.characters
            if world.person(name) is None
        ]
        found += [
            f"shot {number}: there is no prop {name!r}; use {', '.join(world.props.names) or 'none'}"
            for name in draft.props
            if name not in world.props.entries
        ]
        if draft.set_id and draft.set_id not in world.sets.entries:
            found.append(
                f"shot {number}: there is no set {draft.set_id!r}; use {', '.join(world.sets.names) or 'null'}"
            )
        return found


def _kind(wanted: Kind, people: Sequence[str], *, speaks: bool, narrated: bool, chained: bool) -> Kind:
    """The director's rules of kinds: who speaks needs a face, i2v needs the frame before it, narration starts fresh."""
    if narrated:
        return "r2v" if people else "t2v"
    if speaks:
        return "r2v"
    if wanted == "i2v" and not chained:
        return "r2v" if people else "t2v"
    return "r2v" if wanted == "t2v" and people else wanted


def _filmable(action: str) -> str:
    """The action without sentences about clothes, where others are left."""
    told = sentences(cleaned(action))
    kept = [sentence for sentence in told if not tells_wardrobe(sentence)]
    return " ".join(kept or told)
