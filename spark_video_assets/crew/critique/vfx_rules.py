"""The countable rules of the pre-render VFX review, one function per letter. Verdict and report: `story.vfx_report`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spark_video_assets.crew.directing.shot_grammar import SHOT_REVERSE_SHOT, framing_of
from spark_video_assets.crew.wording import tells_wardrobe, terms_in
from spark_video_assets.crew.world import DirectedScript
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.vfx_report import VfxFinding, VfxSeverity
from spark_video_assets.story.wording import mentions, same_words

PROMPT_LIMITS = (40, 250)
"""Characters of a prompt without its dialogue, outside of which a warning starts (rule H)."""
LONG_FILM_S = 300
"""From here on a motif must land more often (rule O)."""
VAGUE_PURPOSES = frozenset({"展现冲突", "推进剧情", "推进故事", "建立场景", "渲染气氛", "表现情绪", "tbd", "todo"})
_ABSTRACT = re.compile(
    r"\b(sadness|happiness|tension|love|hope|despair|atmosphere)\b|悲伤感|幸福感|紧张感|氛围感", re.IGNORECASE
)
_CHINESE_IMAGE = re.compile(r"图\s*\d")
_BRACKET_IMAGE = re.compile(r"\[Image \d+\]", re.IGNORECASE)


@dataclass(frozen=True)
class VfxMatter:
    """What the review looks at."""

    board: Storyboard
    told: DirectedScript

    @property
    def spoken_shots(self) -> list[Shot]:
        """Shots in which somebody is seen speaking."""
        return [shot for shot in self.board.shots if any(not beat.voice_over for beat in shot.speech)]


Rule = Callable[[VfxMatter], Iterator[VfxFinding]]


def _found(rule: str, severity: VfxSeverity, shots: Sequence[str], message: str, fix: str) -> VfxFinding:
    return VfxFinding(rule=rule, severity=severity, shots=list(shots), message=message, fix=fix)


def _seen(shot: Shot) -> str:
    """The prompt without its dialogue."""
    told = shot.prompt
    for line in shot.speech:
        told = told.replace(line.text, "")
    return told


def mood_anchor(matter: VfxMatter) -> Iterator[VfxFinding]:
    """A: every prompt ends with the mood anchor, verbatim."""
    anchor = matter.told.world.lore.anchor
    bare = [shot.id for shot in matter.board.shots if anchor and not shot.prompt.rstrip().endswith(anchor)]
    if bare:
        yield _found(
            "A", "CRIT", bare, "mood anchor is not at the end of the prompt", f"end the prompt with: {anchor}"
        )


def wardrobe(matter: VfxMatter) -> Iterator[VfxFinding]:
    """C: prompts tell no clothes, hair or make-up; the reference pictures do."""
    told = [shot.id for shot in matter.board.shots if shot.characters and tells_wardrobe(_seen(shot))]
    if told:
        yield _found(
            "C", "CRIT", told, "wardrobe in the prompt fights the portrait", "leave clothes, hair, make-up out"
        )


def dialogue(matter: VfxMatter) -> Iterator[VfxFinding]:
    """D: every line of the script is heard in exactly one shot, and only in r2v shots."""
    heard = "\n".join(same_words("".join(line.text for line in shot.speech)) for shot in matter.board.shots)
    running = same_words("".join(line.text for shot in matter.board.shots for line in shot.speech))
    for page in matter.told.script.pages:
        for line in page.spoken():
            words = same_words(line.text)
            where = [f"S{page.number:02d}"]
            if words and words not in running:
                yield _found("D", "CRIT", where, f"line is in no shot: {line.text}", "give the line to one shot")
            elif words and heard.count(words) > 1 and len(words) > 12:
                yield _found(
                    "D", "WARN", where, f"line is heard more than once: {line.text}", "keep it in one shot"
                )
    silent_kinds = [shot.id for shot in matter.spoken_shots if shot.kind != "r2v" or shot.role == "narration"]
    if silent_kinds:
        yield _found(
            "D", "CRIT", silent_kinds, "dialogue in a shot that cannot carry it", "make the shot r2v, drama"
        )


def protagonist(matter: VfxMatter) -> Iterator[VfxFinding]:
    """E: no three shots in a row without anybody."""
    run: list[str] = []
    for shot in matter.board.shots:
        run = [] if shot.characters else [*run, shot.id]
        if len(run) == 3:
            yield _found(
                "E", "CRIT", run, "three shots in a row show nobody", "put the protagonist into one of them"
            )


def kinds(matter: VfxMatter) -> Iterator[VfxFinding]:
    """F: people need reference pictures; i2v needs the frame before it."""
    for shot in matter.board.shots:
        if shot.characters and shot.kind == "t2v":
            yield _found("F", "WARN", [shot.id], "people in a t2v shot look like anybody", "make the shot r2v")
        if shot.kind == "i2v" and not shot.use_prev_last_frame_as_first and not shot.start_composition:
            yield _found("F", "WARN", [shot.id], "i2v without a first frame", "chain it, or make it r2v")


def chains(matter: VfxMatter) -> Iterator[VfxFinding]:
    """G: the first shot of film and scene, and narration, are never chained."""
    before: Shot | None = None
    for shot in matter.board.shots:
        starts = before is None or before.scene != shot.scene
        if shot.use_prev_last_frame_as_first and (starts or shot.role == "narration"):
            yield _found("G", "WARN", [shot.id], "chained where nothing continues", "set the chain flag to false")
        before = shot


def prompt_length(matter: VfxMatter) -> Iterator[VfxFinding]:
    """H: prompts say enough, not too much, with a shot size, and nothing that cannot be seen."""
    for shot in matter.board.shots:
        length = len(_seen(shot))
        if length < PROMPT_LIMITS[0]:
            yield _found(
                "H", "WARN", [shot.id], f"prompt of {length} characters is too thin", "tell size, camera, action"
            )
        elif length > PROMPT_LIMITS[1]:
            yield _found(
                "H", "WARN", [shot.id], f"prompt of {length} characters is diluted", "keep to 60-200 characters"
            )
        if framing_of(f"{shot.camera or ''} {shot.prompt}") is None:
            yield _found("H", "WARN", [shot.id], "no shot size", "start with the shot size")
        if abstract := _ABSTRACT.search(_seen(shot)):
            yield _found(
                "H", "WARN", [shot.id], f"{abstract[0]!r} cannot be filmed", "tell what the face or hand does"
            )


def seeds(matter: VfxMatter) -> Iterator[VfxFinding]:
    """I: one seed per scene."""
    for scene in matter.board.scenes:
        used = {shot.seed for shot in matter.board.shots if shot.scene == scene.id and shot.seed is not None}
        if len(used) > 1:
            yield _found("I", "WARN", [scene.id], f"{len(used)} seeds in one scene", "use one seed per scene")


def forbidden(matter: VfxMatter) -> Iterator[VfxFinding]:
    """J: nothing that the lore forbids or a character would never do."""
    for shot in matter.board.shots:
        dont = [term for name in shot.characters if (card := matter.told.world.person(name)) for term in card.dont]
        for term in terms_in(shot.prompt, [*matter.told.world.forbidden, *dont]):
            yield _found("J", "CRIT", [shot.id], f"forbidden: {term}", "take it out of the prompt")


def durations(matter: VfxMatter) -> Iterator[VfxFinding]:
    """K: no padding."""
    for shot in matter.board.shots:
        if shot.duration >= 15 and not shot.speech and not shot.long_take_reason:
            yield _found(
                "K", "WARN", [shot.id], "15 s without a word", "shorten it, or say why in long_take_reason"
            )
        if shot.role == "narration" and shot.duration > 6:
            yield _found("K", "WARN", [shot.id], f"narration shot of {shot.duration} s", "3-6 s; split the line")
    for scene, count in Counter(shot.scene for shot in matter.board.shots).items():
        if count > 5 and matter.board.mode == "drama":
            yield _found("K", "SUGG", [scene], f"{count} shots in one scene", "five carry most scenes")


def purposes(matter: VfxMatter) -> Iterator[VfxFinding]:
    """M: every shot has its own reason."""
    counted = Counter((shot.narrative_purpose or "").strip() for shot in matter.board.shots)
    for shot in matter.board.shots:
        told = (shot.narrative_purpose or "").strip()
        if not told or told.lower() in VAGUE_PURPOSES:
            yield _found("M", "CRIT", [shot.id], "no purpose, or a vague one", "say what the shot tells the viewer")
        elif len(told) < 8:
            yield _found(
                "M", "WARN", [shot.id], f"purpose is too short: {told}", "say what the shot tells the viewer"
            )
        elif counted[told] > 1:
            yield _found(
                "M", "WARN", [shot.id], "same purpose as another shot", "merge the shots, or tell them apart"
            )


def motifs(matter: VfxMatter) -> Iterator[VfxFinding]:
    """O: what recurs must recur; standout elements at half the count."""
    long_film = matter.board.total_duration() > LONG_FILM_S
    wanted = 5 if long_film else 2
    severity: VfxSeverity = "WARN" if long_film else "CRIT"
    imagery = matter.told.direction.imagery_system
    asked = [(motif.name, wanted) for motif in imagery.motifs]
    asked += [(highlight.name, max(1, wanted // 2)) for highlight in imagery.highlight_elements]
    for name, least in asked:
        spoken_of = re.sub(r"[-_]+", " ", name)
        words = {name, spoken_of, spoken_of.split()[-1] if spoken_of.split() else name}
        landed = sum(1 for shot in matter.board.shots if any(mentions(shot.prompt, word) for word in words))
        if landed < least:
            message = f"{name!r} is seen in {landed} of at least {least} shots"
            yield _found("O", severity, [], message, "let it be seen, or take it out of the direction")


def coverage(matter: VfxMatter) -> Iterator[VfxFinding]:
    """P: at least 30 % of the dialogue is not shot-reverse-shot."""
    spoken = matter.spoken_shots
    other = [s for s in spoken if framing_of(s.camera or s.prompt) not in SHOT_REVERSE_SHOT]
    if len(spoken) > 1 and len(other) * 10 < len(spoken) * 3:
        message = f"{len(other)} of {len(spoken)} dialogue shots are more than shot-reverse-shot"
        yield _found("P", "WARN", [s.id for s in spoken], message, "use a two-shot, a shoulder, a tracking shot")


def references(matter: VfxMatter) -> Iterator[VfxFinding]:
    """Q: sets and props are known, one set per chain, props only where their pictures go."""
    board, world = matter.board, matter.told.world
    for shot in board.shots:
        place = board.set_of(shot)
        if world.sets.entries and place and place not in world.sets.entries:
            yield _found(
                "Q", "CRIT", [shot.id], f"unknown set {place}", f"use one of {', '.join(world.sets.names)}"
            )
        for prop in (p for p in shot.props if world.props.entries and p not in world.props.entries):
            yield _found(
                "Q", "CRIT", [shot.id], f"unknown prop {prop}", f"use one of {', '.join(world.props.names)}"
            )
        if shot.props and shot.kind != "r2v":
            yield _found("Q", "WARN", [shot.id], f"props on a {shot.kind} shot", "make it r2v, or drop the props")
    for before, shot in pairwise(board.shots):
        if shot.use_prev_last_frame_as_first and board.set_of(before) != board.set_of(shot):
            yield _found("Q", "CRIT", [before.id, shot.id], "a chain changes its set", "cut the chain there")


def provider(matter: VfxMatter) -> Iterator[VfxFinding]:
    """R: nothing that the chosen provider cannot take."""
    board = matter.board
    for shot in board.shots:
        if board.provider == "bl" and (shot.negative_prompt or _CHINESE_IMAGE.search(shot.prompt)):
            yield _found("R", "WARN", [shot.id], "happyhorse takes no negative prompt and no 图N", "leave it out")
        if board.provider == "wan27" and _BRACKET_IMAGE.search(shot.prompt):
            yield _found("R", "SUGG", [shot.id], "wan reads 图N rather than [Image N]", "use 图1, 图2")
        pictures = len(shot.characters) + bool(board.set_of(shot)) + len(shot.props)
        if shot.kind == "r2v" and pictures > 9:
            yield _found("R", "WARN", [shot.id], f"{pictures} reference pictures", "nine at most: drop props first")


RULES: dict[str, Rule] = {
    "A": mood_anchor, "C": wardrobe, "D": dialogue, "E": protagonist, "F": kinds, "G": chains, "H": prompt_length,
    "I": seeds, "J": forbidden, "K": durations, "M": purposes, "O": motifs, "P": coverage, "Q": references,
    "R": provider,
}  # fmt: skip
"""B (scene nouns), L (recall) and N (standouts) ask for meaning and are left to a model."""
