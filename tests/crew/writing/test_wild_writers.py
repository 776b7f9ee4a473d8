"""Property: whatever the writers' models answer, what is written to disk loads again and gate 1 sees what is wrong with it.

Rules that belong to the writers: `check_script`'s errors about numbers, the user's own lines and, where a draft without
faults was found, speakers and forbidden terms (else gate 1 reports them); `check_manifests`' errors about a first cast;
a mood anchor within its length.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from wild_answers import WILD, WildModel, answers_for
from wild_story import FORBIDDEN, USER_LINE, WORDS, facts_of, wild_world

from resources.episode_folder import ProjectsRoot
from spark_video_assets.assets.io_manager import DOCUMENTS
from spark_video_assets.crew.art.art_room import fill_cast, fill_props
from spark_video_assets.crew.wording import terms_in
from spark_video_assets.crew.writing.cast_inventor import FEWEST
from spark_video_assets.crew.writing.llm_development import (
    MOST_PEOPLE,
    CastDraft,
    LlmCastInventor,
    LlmLoreWriter,
    LoreDraft,
)
from spark_video_assets.crew.writing.llm_screenwriter import LlmScreenwriter
from spark_video_assets.crew.writing.outlining import OutlineDraft
from spark_video_assets.crew.writing.page_drafts import DramaDraft, NarrationDraft
from spark_video_assets.crew.writing.premise_digest import DIGEST_ROOM, PartDigest, short_premise
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.story.lore import MOOD_ANCHOR_LIMIT
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.rules import Facts, check_manifests, check_script, errors_of
from spark_video_assets.story.scene_page import compile_script, parse_scene_page, parse_script, write_scene_page
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Mode

ALWAYS_MENDED = {"no-scenes", "duplicate-scene-number", "page-empty", "user-line-missing"}
SCENES = 2
"""Most scenes of a film of 24 s."""


def _sly_outline(told: dict[str, Any]) -> dict[str, Any]:
    """People that are known, the user's line placed once, one scene or two."""
    told["scenes"] = told["scenes"][:SCENES]
    for number, scene in enumerate(told["scenes"]):
        scene["people"] = ["Ada", "Otto"]
        scene["lines"] = [] if number else ["U1"]
    told["new_people"] = [
        dict(one, name=f"Finch {number}") for number, one in enumerate(told.get("new_people", []))
    ]
    return told


NAMES = (
    "Ada",
    "Otto",
    "Mara Bell",
    "ada",
    "ADA",
    "林小满",
    "O'Neill",
    "Ann-Lee",
    "Ann Lee",
    "Dr. No",
    "Zoë",
    "Zoë",
)


def _sly_cast(told: dict[str, Any]) -> dict[str, Any]:
    """Names that people have, some of them nearly the same."""
    for person in told["people"]:
        person["name"] = NAMES[len(str(person)) % len(NAMES)]
        person["look"] = person["look"].replace(FORBIDDEN, "lamp")
    return told


def _sly_page(told: dict[str, Any]) -> dict[str, Any]:
    """Speakers that may speak, and the user's line where it belongs or not at all."""
    lines = [
        *told.get("dialogue", []),
        *(line for beat in told.get("beats", []) for line in beat.get("dialogue", [])),
    ]
    for number, line in enumerate(lines):
        line["speaker"] = ("Ada", "Otto")[number % 2]
        line["user_line"] = None
    for beat in told.get("beats", []):
        beat["user_line"] = None
    return told


PAGES = {
    "drama": answers_for(DramaDraft, WORDS, sly=_sly_page),
    "narration": answers_for(NarrationDraft, WORDS, sly=_sly_page),
}
SCRIPTS = st.one_of(*(st.tuples(st.just(mode), answers) for mode, answers in PAGES.items()))


def _home(folder: Path) -> Episode:
    return Episode.at(ProjectsRoot(folder), EpisodeKey.of("hf", "001"))


def test_a_lore_comes_back_from_its_file_with_an_anchor(tmp_path: Path) -> None:
    """A hostile title would break the file, or every prompt end with a page of text instead of the look of the film."""
    model, episode = WildModel(), _home(tmp_path)
    save = DOCUMENTS["lore"][1]

    @WILD
    @given(answers=answers_for(LoreDraft, WORDS))
    def holds(answers: list[str]) -> None:
        brief = wild_world().brief
        made = model.asked({LoreDraft: answers}, lambda: LlmLoreWriter(model.chat).write(brief))
        assert made is not None
        save(episode, made.lore)
        assert episode.lore() == made.lore
        assert 0 < len(made.lore.anchor) <= MOOD_ANCHOR_LIMIT
        assert "\n" not in made.lore.anchor

    holds()


def test_a_cast_gets_cards_that_load(tmp_path: Path) -> None:
    """A name that is a path, a device or a second Ada would leave a folder that no later run can read."""
    model = WildModel()
    folders = iter(range(10_000))

    @WILD
    @given(answers=answers_for(CastDraft, NAMES, sly=_sly_cast))
    def holds(answers: list[str]) -> None:
        world = wild_world()
        inventor = LlmCastInventor(model.chat)
        cards = model.asked({CastDraft: answers}, lambda: inventor.invent(world.brief, world.lore))
        assert cards is not None
        assert FEWEST <= len(cards) <= MOST_PEOPLE
        episode = _home(tmp_path / str(next(folders)))
        fill_cast(episode, world.brief, lambda: cards)
        cast = scan_cards(episode.folder, "cast")
        assert sorted(cast.entries) == sorted(card.name for card in cards)
        assert not terms_in(cast.to_json(), [FORBIDDEN])
        assert all(card.description.strip() for card in cast.cards())
        assert errors_of(check_manifests(Facts(cast=cast, lore=world.lore))) == []

    holds()


def test_no_script_hides_anything_from_gate_1(tmp_path: Path) -> None:
    """Markdown inside an answer would read back as other people, lines or scenes than gate 1 was shown."""
    model = WildModel()
    folders = iter(range(10_000))

    @WILD
    @given(outline=answers_for(OutlineDraft, WORDS, sly=_sly_outline), told=SCRIPTS)
    def holds(outline: list[str], told: tuple[Mode, list[str]]) -> None:
        mode, pages = told
        world = wild_world(mode=mode)
        writer = LlmScreenwriter(model.chat, at_once=1)
        form = DramaDraft if mode == "drama" else NarrationDraft
        made = model.asked(
            {OutlineDraft: outline, form: pages}, lambda: writer.write(world), most_calls=3 * (1 + SCENES)
        )
        if made is None:
            return
        for page in made.pages:
            assert parse_scene_page(write_scene_page(page), where="scene") == page
        assert parse_script(compile_script(made, "hf", "001"), where="script.md") == made
        _hold_against_rules(made, mode)
        episode = _home(tmp_path / str(next(folders)))
        for page in made.pages:
            episode.save_page(page)
        fill_props(episode)
        scan_cards(episode.folder, "prop")

    holds()
    assert model.made > 10


def _hold_against_rules(made: Script, mode: Mode) -> None:
    world = wild_world(mode=mode)
    codes = {found.code for found in errors_of(check_script(made, facts_of(world, whole=True)))}
    assert not codes & (ALWAYS_MENDED - ({"page-empty", "user-line-missing"} if _unwritten(made) else set()))
    said = [line.text for page in made.pages for line in page.spoken()]
    narrated = [beat.narration or "" for page in made.pages for beat in page.beats]
    assert _unwritten(made) or any(USER_LINE in text for text in [*said, *narrated])


def _unwritten(made: Script) -> bool:
    """A scene for which no draft had the right form: an empty page, which closes gate 1."""
    return any("was not written" in page.extra for page in made.pages)


def test_a_long_premise_stays_short() -> None:
    """A digest that is longer than the premise would fill every question of the crew."""
    model = WildModel()
    brief = wild_world().brief.model_copy(update={"premise": "A long story. " * 4_000})

    @WILD
    @given(answers=answers_for(PartDigest, WORDS))
    def holds(answers: list[str]) -> None:
        made = model.asked(
            {PartDigest: answers}, lambda: short_premise(model.chat, brief, at_once=1), most_calls=3 * 3
        )
        assert made is None or len(made) <= 3 * (DIGEST_ROOM + 2)

    holds()
    assert model.made > 5
