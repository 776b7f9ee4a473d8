"""The screenwriter with a language model: an outline, then all scenes side by side. Forms: `outlining`, `page_drafts`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from resources.errors import InvalidDocument, ProviderError
from resources.llm.client import ChatClient
from resources.llm.structured import ask_structured
from spark_video_assets.crew.episode_material import script_material, world_material
from spark_video_assets.crew.prompting import OF_THE_ACCOUNT, question
from spark_video_assets.crew.side_by_side import side_by_side
from spark_video_assets.crew.wording import cleaned
from spark_video_assets.crew.world import World
from spark_video_assets.crew.writing.outlining import (
    OutlineDraft,
    SceneOutline,
    checked_cast,
    checked_props,
    outline_faults,
    scene_seconds,
)
from spark_video_assets.crew.writing.page_drafts import DramaDraft, NarrationDraft, PageDraft, PageMaking
from spark_video_assets.crew.writing.premise_digest import short_premise
from spark_video_assets.crew.writing.screenwriter import with_cards
from spark_video_assets.crew.writing.user_lines import UserLine, user_lines
from spark_video_assets.story.cards import CastCard
from spark_video_assets.story.rules.screenplay import scene_range
from spark_video_assets.story.scene_page import as_read, write_scene_page
from spark_video_assets.story.script import NamedNpc, ScenePage, Script

ROLE = "screenwriter"
OUTLINE_TEMPERATURE, PAGE_TEMPERATURE = 0.9, 0.8
"""Own choice: a story may surprise; forms and rules are checked anyway."""


@dataclass(frozen=True)
class _Scene:
    """One page to write.

    Args:
        making: Turns a draft into the page.
        task: What is to be done, in our own words.
        material: Beside what all scenes share.
    """

    making: PageMaking
    task: str
    material: Mapping[str, str]


class LlmScreenwriter:
    """Writes by asking a model.

    Args:
        chat: The episode's client; its log and purse.
        at_once: Most scenes that are written at the same time.
    """

    def __init__(self, chat: ChatClient, at_once: int) -> None:
        self._chat = chat
        self._at_once = at_once

    @property
    def name(self) -> str:
        """The model."""
        return self._chat.settings.model_for(ROLE)

    def write(self, world: World, *, note: str = "") -> Script:
        """See `Screenwriter`.

        Raises:
            ProviderError: The service failed, no outline could be used in three tries, or not one page.
            BudgetStop: The episode's budget has no room for it.
        """
        lines = user_lines(world)
        premise = short_premise(self._chat, world.brief, at_once=self._at_once)
        shared = {**world_material(world), "premise": premise, "note of the person who rejected the script": note}
        outline = self._outline(world, lines, shared)
        people = _with_people(world, [person.npc for person in outline.new_people])
        shared["outline"] = outline.model_dump_json(exclude={"new_people", "props"})
        shared["new people and props"] = outline.model_dump_json(include={"new_people", "props"})
        seconds = scene_seconds(outline, world.brief.target_duration_s)
        scenes = [
            self._scene(people, scene, number, seconds[number - 1], lines)
            for number, scene in enumerate(outline.scenes, 1)
        ]
        pages = self._pages(scenes, shared)
        checks = {"cast_check": checked_cast(outline, pages, world), "prop_check": checked_props(outline, pages)}
        return Script(pages=[*pages[:-1], as_read(pages[-1].model_copy(update=checks))])

    def revise(self, script: Script, note: str, numbers: Collection[int], world: World) -> Script:
        """See `Screenwriter`. Raises like `write`."""
        if not numbers:
            return self.write(world, note=note)
        npcs = [npc for page in script.pages if page.cast_check for npc in page.cast_check.named_npcs]
        people = _with_people(world, [npc for npc in npcs if world.person(npc.name) is None])
        shared = {
            **world_material(people),
            "whole script so far": script_material(script),
            "note of the person who rejected the script": note,
        }
        lines = user_lines(world)
        chosen = [page for page in script.pages if page.number in numbers]
        scenes = [self._again(people, page, lines) for page in chosen]
        # A page that could not be written again stays as it was: it has been seen, and is at least whole.
        fresh_pages = dict(zip((p.number for p in chosen), self._pages(scenes, shared, chosen), strict=True))
        return Script(pages=[fresh_pages.get(page.number, page) for page in script.pages])

    # --- how it asks -------------------------------------------------------------------------------------------

    def _outline(self, world: World, lines: Sequence[UserLine], shared: Mapping[str, str]) -> OutlineDraft:
        low, high = scene_range(world.brief.target_duration_s)
        task = (
            f"Outline an episode of {world.brief.target_duration_s} s in {low} to {high} scenes, {world.brief.mode} "
            f"format, written in {_language(world)}."
        )
        material = {**shared, "lines that must be said word for word": "\n".join(line.told for line in lines)}
        asked = question(ROLE, "screenwriter_outline", material, task, temperature=OUTLINE_TEMPERATURE)
        return ask_structured(
            self._chat, asked, OutlineDraft, check=lambda draft: outline_faults(draft, world, lines)
        ).value

    def _scene(
        self, world: World, scene: SceneOutline, number: int, seconds: int, lines: Sequence[UserLine]
    ) -> _Scene:
        cards = [world.person(cleaned(name)) for name in scene.people]
        frame = as_read(
            ScenePage(
                number=number,
                location=cleaned(scene.location),
                time=cleaned(scene.time),
                type=world.brief.mode,
                characters=list(dict.fromkeys(card.name for card in cards if card)),
                estimated_duration_s=seconds,
            )
        )
        here = [line for line in lines if line.id in scene.lines]
        making = PageMaking(world, frame, here, world.cast.names)
        return _Scene(making, _task(world, making), {"this scene": scene.model_dump_json()})

    def _again(self, world: World, page: ScenePage, lines: Sequence[UserLine]) -> _Scene:
        said = [line.text for line in page.spoken()] + [beat.narration or "" for beat in page.beats]
        here = [line for line in lines if any(line.text in text for text in said)]
        making = PageMaking(world, page, here, world.cast.names)
        task = (
            f"{_task(world, making)} Do what the note asks of scene {page.number}; keep what it does not speak of."
        )
        return _Scene(making, task, {"this scene so far": write_scene_page(page)})

    def _pages(
        self, scenes: Sequence[_Scene], shared: Mapping[str, str], instead: Sequence[ScenePage] = ()
    ) -> list[ScenePage]:
        """All pages; one that could not be had is the one `instead`, or empty, which gate 1 does not let through."""
        made = side_by_side(lambda scene: self._page(scene, shared), scenes, self._at_once)
        failures = [page for page in made if isinstance(page, ProviderError)]
        if len(failures) == len(made):
            raise failures[0]
        pages = []
        for at, page in enumerate(made):
            if not isinstance(page, ProviderError):
                pages.append(page)
            elif instead:
                pages.append(instead[at])
            else:
                told = f"This scene was not written: {self.name} gave no page that could be used."
                pages.append(scenes[at].making.frame.model_copy(update={"extra": told}))
        return pages

    def _page(self, scene: _Scene, shared: Mapping[str, str]) -> ScenePage | ProviderError:
        """The best draft of three, or why there is none."""
        making = scene.making
        narrated = making.world.brief.mode == "narration"
        form: type[PageDraft] = NarrationDraft if narrated else DramaDraft
        drafts: list[tuple[int, ScenePage]] = []

        def faults(draft: PageDraft) -> list[str]:
            try:
                page, found = making.drafted(draft)
            except InvalidDocument as error:
                return [f"no page can be made of this: {error.problem}"]
            drafts.append((len(found), page))
            return found

        lines = "\n".join(line.told for line in making.lines)
        material = {**shared, **scene.material, "lines that must be said here": lines}
        prompt = "screenwriter_narration" if narrated else "screenwriter_drama"
        asked = question(ROLE, prompt, material, scene.task, temperature=PAGE_TEMPERATURE)
        try:
            ask_structured(self._chat, asked, form, check=faults)
        except ProviderError as error:
            if error.failure in OF_THE_ACCOUNT:
                raise
            if not drafts:
                return error
        # The last one passed; where none did, gate 1 reports what the best one breaks.
        return drafts[-1][1] if drafts[-1][0] == 0 else min(drafts, key=lambda told: told[0])[1]


def _with_people(world: World, new: Sequence[NamedNpc]) -> World:
    cards = [CastCard(name=npc.name, description=npc.look) for npc in new]
    return replace(world, cast=with_cards(world.cast, cards))


def _task(world: World, making: PageMaking) -> str:
    frame = making.frame
    return (
        f"Write scene {frame.number}: {frame.location} ({frame.time}), {frame.estimated_duration_s} s. "
        f"Write in {_language(world)}. Who may speak: {', '.join(making.speakers) or 'nobody'}."
    )


def _language(world: World) -> str:
    return "Chinese" if world.chinese else f"the language {world.brief.language!r}"
