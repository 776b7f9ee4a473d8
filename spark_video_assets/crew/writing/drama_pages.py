"""Drama pages by pattern: lines that suit the cards, the user's own lines, length fitted. Shape: `episode_shape`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_video_assets.crew.directing.coverage import seconds_range
from spark_video_assets.crew.wording import sentences, shortened, terms_in, without_terms
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.episode_shape import ScenePlan, scene_plans
from spark_video_assets.crew.writing.parts import action_of, wordings
from spark_video_assets.crew.writing.plot_book import Act
from spark_video_assets.crew.writing.premise import PremiseReading, Quote
from spark_video_assets.crew.writing.told_premise import told_over
from spark_video_assets.story.script import DialogueLine, ScenePage

BACKSTORY_ROOM = 160
_ACTIONS_UP_TO = ((1, 14.0), (2, 26.0), (3, float("inf")))
"""How many action sentences a scene of that many seconds holds: the words come first."""


_ROOM_FOR_PLANTS_S = 15.0
"""Shorter scenes hold two lines: the one that begins is worth more than the one that a later joke is about."""
_WEIGHT: dict[Act, float] = {"setup": 1.0, "complication": 0.9, "turn": 0.95, "resolution": 1.3}
"""Share of the time that an act takes: endings need room, for the payoff and for the face after it."""


@dataclass
class _Draft:
    """A line that may stay: `rank` 0 = the user's, never cut; 1 = carries the story; 2 = only when there is time.

    A planted line is the last of its rank to go: a later joke is about it.
    """

    line: DialogueLine
    rank: int
    planted: bool = False


def drama_pages(world: World, reading: PremiseReading, names: list[str]) -> list[ScenePage]:
    """The pages of a drama, leads first among the names; their seconds add up to the brief's target where words allow it."""
    plans = scene_plans(world, reading, names)
    left = world.brief.target_duration_s
    pages: list[ScenePage] = []
    usual = left / len(plans)
    for plan in plans:
        share = left * _WEIGHT[plan.act] / sum(_WEIGHT[later.act] for later in plans[len(pages) :])
        drafts = _drafts(plan, world, reading, len(plans))
        told = told_over(reading.gist, plan.number, len(plans), usual, world.forbidden, chinese=world.chinese)
        drafts = [_Draft(told, 0), *drafts] if told else drafts
        pages.append(_fitted(plan, drafts, share, world, reading))
        left -= pages[-1].estimated_duration_s
    return pages


def _drafts(plan: ScenePlan, world: World, reading: PremiseReading, scenes: int) -> list[_Draft]:
    drafts: list[_Draft] = []
    for index, cue in enumerate(plan.plot.acts[plan.act].cues):
        speaker = plan.roles.get(cue.role)
        card = world.person(speaker) if speaker else None
        if speaker is None or card is None:
            continue
        texts = wordings(cue, plan, reading, world, card)
        allowed = [text for text in texts if not terms_in(text, [*world.forbidden, *card.dont])]
        if allowed:
            chance = random.Random(f"{world.brief.seed} {plan.number} {index}")
            line = DialogueLine(speaker=speaker, text=chance.choice(allowed))
            drafts.append(_Draft(line, 2 if cue.optional else 1, planted=cue.planted))
    _add_catchphrase(drafts, plan, world)
    for quote in own_quotes(plan, reading, world, scenes):
        line = _quoted(quote, drafts, plan, world)
        drafts.insert(_opening_for(line.speaker, drafts), _Draft(line, 0))
    return drafts


def own_quotes(plan: ScenePlan, reading: PremiseReading, world: World, scenes: int) -> list[Quote]:
    """The user's own lines that fall to a scene: spread over the film in their order; forbidden ones fall to none."""
    allowed = [quote for quote in reading.quotes if not terms_in(quote.text, world.forbidden)]
    return [q for i, q in enumerate(allowed) if i * scenes // len(allowed) == plan.number - 1]


def _opening_for(speaker: str, drafts: Sequence[_Draft]) -> int:
    """Where a given line stands best: before the scene's last line, as late as nobody has to answer himself."""
    kept = [place for place, draft in enumerate(drafts) if draft.rank < 2]
    after = [place for place in kept[:-1] if drafts[place].line.speaker != speaker]
    return after[-1] + 1 if after else max(0, len(drafts) - 1)


def _add_catchphrase(drafts: list[_Draft], plan: ScenePlan, world: World) -> None:
    """The first lead's catchphrase early in the film, and the other's echo of it before the last line."""
    card = world.person(plan.roles["A"])
    phrase = next(iter(card.catchphrases), "") if card else ""
    if not phrase or terms_in(phrase, world.forbidden) or "B" not in plan.roles:
        return
    if plan.number == 1:
        drafts.insert(0, _Draft(DialogueLine(speaker=plan.roles["A"], text=phrase), 2))
    elif plan.last:
        echo = f"就像你常说的：{phrase}" if world.chinese else f"As you always say: {phrase}"
        drafts.insert(max(0, len(drafts) - 1), _Draft(DialogueLine(speaker=plan.roles["B"], text=echo), 2))


def _quoted(quote: Quote, drafts: Sequence[_Draft], plan: ScenePlan, world: World) -> DialogueLine:
    card = world.person(quote.speaker) if quote.speaker else None
    if card:
        return DialogueLine(speaker=card.name, text=quote.text)
    before = drafts[-2].line.speaker if len(drafts) > 1 else None
    speakers = [name for name in plan.roles.values() if name != before]
    return DialogueLine(speaker=(speakers or list(plan.roles.values()))[0], text=quote.text)


def _fitted(
    plan: ScenePlan, drafts: list[_Draft], share: float, world: World, reading: PremiseReading
) -> ScenePage:
    """The page with as many lines as its share of the film holds: optional ones go first."""
    kept = drafts if share >= _ROOM_FOR_PLANTS_S else [replace(draft, planted=False) for draft in drafts]
    page = _page(plan, kept, share, world, reading)
    while seconds_range(page, world)[0] > share and len(cut := _cut(kept, plan)) < len(kept):
        kept = cut
        page = _page(plan, kept, share, world, reading)
    shortest, longest = seconds_range(page, world)
    return page.model_copy(update={"estimated_duration_s": max(1, shortest, min(longest, round(share)))})


def _cut(kept: list[_Draft], plan: ScenePlan) -> list[_Draft]:
    """The lines with the least missed of them gone: an optional passage as a whole, else one line away from the heart.

    Openings are cut from their end, endings from their start, so that a question keeps its answer. The line that an
    ending ends on and what a later joke needs go last; the user's own lines stay.
    """
    optional = [place for place, draft in enumerate(kept) if draft.rank == 2]
    if optional:
        first = next(p for p in reversed(optional) if p - 1 not in optional)
        return kept[:first] + kept[optional[-1] + 1 :]
    body = [place for place, draft in enumerate(kept) if draft.rank == 1]
    if len(body) < 2:
        return kept
    opening = plan.act in {"setup", "complication"}
    loose = body if opening else body[:-1]
    free = [place for place in loose if not kept[place].planted] or body[:-1]
    gone = free[-1:] if opening else free[:1]
    if plan.act == "turn" and len(body) > 3 and body[:2] == free[:2]:
        gone = body[:2]  # a question with its answer
    return [draft for place, draft in enumerate(kept) if place not in gone]


def _page(
    plan: ScenePlan, drafts: Sequence[_Draft], share: float, world: World, reading: PremiseReading
) -> ScenePage:
    told = sentences(without_terms(action_of(plan, reading, world), world.forbidden))
    room = next(count for count, longest in _ACTIONS_UP_TO if share < longest)
    if plan.last and room > 1:
        room = len(told)  # a film ends on a face, not on a word
    action = ("" if world.chinese else " ").join(told[:room])
    speakers = [draft.line.speaker for draft in drafts if not draft.line.voice_over]
    return ScenePage(
        number=plan.number,
        location=plan.location,
        time=plan.time,
        characters=list(dict.fromkeys([*speakers, *world.people_in(action)])),
        pacing_external="一场一事" if world.chinese else "one errand per scene",
        pacing_internal=_INNER[plan.act][world.chinese],
        estimated_duration_s=max(1, round(share)),
        backstory=backstory(plan, world, reading),
        action=action,
        dialogue=[draft.line for draft in drafts],
    )


_INNER = {
    "setup": ("something is wanted", "有所求"),
    "complication": ("it gets sillier before it gets better", "越弄越糟"),
    "turn": ("the mask slips", "露了馅"),
    "resolution": ("warmth after the joke", "笑过之后是暖意"),
}


def backstory(plan: ScenePlan, world: World, reading: PremiseReading) -> str:
    """What led here: the premise's own sentences in turn, then how the two stand to each other."""
    told = [s for s in reading.gist if not terms_in(s, world.forbidden)]
    if plan.number <= len(told):
        return shortened(told[plan.number - 1], BACKSTORY_ROOM)
    card = world.person(plan.roles["A"])
    other = plan.roles.get("B", "")
    bond = next((r for r in card.relationships if r.target == other), None) if card else None
    if bond and not terms_in(bond.backstory, world.forbidden):
        return shortened(bond.backstory or bond.type, BACKSTORY_ROOM)
    a = plan.roles["A"]
    text = (
        f"{a}和{other}都放不下{reading.thing}。"
        if world.chinese
        else f"{a} and {other}, and the {reading.thing} between them."
    )
    return without_terms(text, world.forbidden)
