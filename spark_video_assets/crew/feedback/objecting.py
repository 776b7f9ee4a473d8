"""A person's no: what is rejected, who acts on which part of the note, and what nobody can act on. Signing: `episode.signing`.

Script and storyboard are redone by their own stages, which read the note; takes are asked for again, music and cut are
changed here. The gate asks again because what it shows has changed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from resources.atomic import write_text
from resources.errors import SparkVideoError
from spark_video_assets.crew.post.film_time import shots_at
from spark_video_assets.crew.post.music_notes import MUSIC_WORDS, music_wish, told_wish
from spark_video_assets.crew.shooting.second_look import ask_again
from spark_video_assets.episode.driving import driving
from spark_video_assets.episode.signing import sign
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import made_by_us
from spark_video_assets.story.gates import Gate, SignOff
from spark_video_assets.story.notes import (
    Passage,
    read_note,
    sentences_of,
    speaks_of,
    unknown_names,
    wishes_by_shot,
)

_FADE_WORDS = ("crossfade", "crossfades", "dissolve", "dissolves", "transition", "transitions", "转场", "叠化")
_HARD_WORDS = ("hard cuts", "hard cut", "no dissolves", "no dissolve", "without dissolves", "no crossfade", "硬切")
_SHORTER = ("shorter", "faster", "quicker", "too long", "too slow", "短", "快")
_CAPTION_WORDS = ("caption", "captions", "subtitle", "subtitles", "字幕")
_CAPTIONS_OFF = ("no captions", "no subtitles", "without captions", "without subtitles", "不要字幕", "去掉字幕")
_CAPTIONS_IN = ("burn", "burned", "in the picture", "烧录", "压进画面")
DISSOLVE_S = 0.5
"""A dissolve that is asked for where there was none, seconds: long enough to be seen, shorter than any shot."""


@dataclass
class Route:
    """Where a note goes.

    Args:
        told: Who does what, for the person who wrote it.
        unrouted: What nobody can act on, and what to do instead; empty = everything found its way.
        acts: What has to be done now; the rest happens in the stages.
    """

    told: list[str] = field(default_factory=list)
    unrouted: str = ""
    acts: list[Callable[[], None]] = field(default_factory=list)


def reject(sources: Sources, gate: Gate, *, note: str, by: str, at: dt.datetime) -> SignOff:
    """Record a rejection and send its note to those who redo the work.

    Raises:
        EpisodeBusy: takes or the cut would have to be changed while somebody else drives the episode.
        SparkVideoError: the episode cannot be read.
    """
    if gate in ("script", "storyboard"):
        route = route_of(sources, gate, note)
        return sign(sources, gate, "reject", note=note, by=by, at=at, routed=route.told, unrouted=route.unrouted)
    with driving(sources.folder, f"rejection of gate {gate}"):
        route = route_of(sources, gate, note)
        # The record first: whoever is killed here leaves a gate that is closed with its note, not a silent retake.
        record = sign(sources, gate, "reject", note=note, by=by, at=at, routed=route.told, unrouted=route.unrouted)
        for act in route.acts:
            act()
    return record


def route_of(sources: Sources, gate: Gate, note: str) -> Route:
    """Where a note at a gate goes. Nothing is changed before the acts of the route are called."""
    if not note.strip():
        return Route(unrouted=f"the rejection has no note: say what should change, or {_BY_HAND[gate]}")
    find: dict[Gate, Callable[[Sources, str], Route]] = {
        "script": _to_writer,
        "storyboard": _to_director,
        "render": _to_camera,
        "final": _to_post,
    }
    return find[gate](sources, note)


_BY_HAND: dict[Gate, str] = {
    "script": "edit scenes/scene-NN.md yourself",
    "storyboard": "name scenes or shots (S01, S01-002) or edit scenes/scene-NN.json yourself",
    "render": "name the shots (S01-002) or scenes (S01), or use reshoot or accept",
    "final": "name shots (S01-002, 0:12), the music (a mood, louder, softer, no music), dissolves or captions, "
    "or change brief.yaml",
}


def _to_writer(sources: Sources, note: str) -> Route:
    passages = read_note(note)
    pages = [sources.folder.scene_page(number) for number in sources.episode.page_numbers()]
    theirs = [page.name for page in pages if not made_by_us(sources, "script", page)]
    if sources.brief.source != "premise" or theirs:
        told = ", ".join(theirs[:4]) or f"source: {sources.brief.source}"
        return Route(unrouted=f"the pages are a person's ({told}) and are never rewritten: {_BY_HAND['script']}")
    scenes = sorted({number for passage in passages for number in passage.scenes})
    where = f" for scene {', '.join(map(str, scenes))}" if scenes else ""
    return Route(told=[f"the screenwriter gets the note{where}"])


def _to_director(sources: Sources, note: str) -> Route:
    passages = read_note(note)
    ids = _shots(sources)
    wishes = wishes_by_shot(passages, ids)
    told = [f"the director redraws {', '.join(wishes)}"] if wishes else []
    return Route(told=told, unrouted=_left_over("storyboard", passages, ids, found=bool(wishes)))


def _to_camera(sources: Sources, note: str) -> Route:
    passages = read_note(note)
    ids = _shots(sources)
    # A retake costs money: a note about everything is not an order for every shot.
    wishes = wishes_by_shot([p for p in passages if not p.everything or p.shots or p.scenes], ids)
    route = Route(unrouted=_left_over("render", passages, ids, found=bool(wishes)))
    _ask_again(route, sources, wishes)
    return route


def _to_post(sources: Sources, note: str) -> Route:
    ids = _shots(sources)
    music, cut, pictures = _by_topic(note)
    rest = read_note("\n".join(pictures))
    wishes = wishes_by_shot([p for p in _with_moments(sources, rest) if not p.everything], ids)
    route = Route()
    _ask_again(route, sources, wishes)
    _change_music(route, sources, read_note("\n".join(music)))
    for sentence in cut:
        _change_brief(route, sources, sentence)
    missing = _left_over("final", rest, ids, found=bool(route.told or route.unrouted))
    route.unrouted = "; ".join(filter(None, (route.unrouted, missing)))
    return route


def _by_topic(note: str) -> tuple[list[str], list[str], list[str]]:
    """Sentences about the music, about the cut and about pictures; one that does not say belongs to the one before."""
    music: list[str] = []
    cut: list[str] = []
    pictures: list[str] = []
    topic = pictures
    for sentence in sentences_of(note):
        if speaks_of(sentence, MUSIC_WORDS):
            topic = music
        elif speaks_of(sentence, (*_FADE_WORDS, *_HARD_WORDS, *_CAPTION_WORDS)):
            topic = cut
        elif read_note(sentence)[0].names_something:
            topic = pictures
        topic.append(sentence)
    return music, cut, pictures


def _ask_again(route: Route, sources: Sources, wishes: dict[str, str]) -> None:
    if not wishes:
        return
    route.told.append(f"shot again with the note: {', '.join(wishes)}")

    def act() -> None:
        for shot, wish in wishes.items():
            ask_again(sources.episode, [shot], note=wish, forget_rewrites=False)

    route.acts.append(act)


def _change_music(route: Route, sources: Sources, passages: Sequence[Passage]) -> None:
    if not passages:
        return
    wish = music_wish(passages)
    if not sources.episode.bgm().plays:
        route.unrouted = "there is no music in this episode: set bgm in brief.yaml"
    elif wish is None:
        route.unrouted = (
            f"the note speaks of the {MUSIC_WORDS[0]} but not how it should be: name a mood, louder or softer"
        )
    else:
        route.told.append(f"the composer changes the music: {told_wish(wish)}")
        changed = sources.episode.music_change().then(wish)
        route.acts.append(lambda: sources.episode.save(changed, sources.folder.music_changes))


def _change_brief(route: Route, sources: Sources, text: str) -> None:
    """Dissolves and captions are the producer's choice in the brief: the one line is changed there, nothing else."""
    field_name, value = _brief_change(sources, text)
    if not value:
        route.unrouted = "; ".join(filter(None, (route.unrouted, f"not understood: {text!r}; {_BY_HAND['final']}")))
    elif not sources.folder.brief.is_file():
        route.unrouted = f"there is no brief.yaml: write one with {field_name}: {value}"
    else:
        route.told.append(f"the cut follows brief.yaml: {field_name} is {value} now")
        route.acts.append(lambda: _set_in_brief(sources, field_name, value))


def _brief_change(sources: Sources, text: str) -> tuple[str, str]:
    if speaks_of(text, _CAPTION_WORDS):
        off, burned = speaks_of(text, _CAPTIONS_OFF), speaks_of(text, _CAPTIONS_IN)
        return "captions", "none" if off else "burned" if burned else ""
    now = sources.brief.crossfade_s
    if speaks_of(text, _HARD_WORDS):
        return "crossfade_s", "0"
    if speaks_of(text, _SHORTER):
        return "crossfade_s", f"{now / 2:g}" if now else ""
    return "crossfade_s", f"{min(2.0, now * 1.5) if now else DISSOLVE_S:g}"


def _set_in_brief(sources: Sources, field_name: str, value: str) -> None:
    """Change one line; comments and order are the producer's and stay."""
    path = sources.folder.brief
    text = path.read_text(encoding="utf-8")
    line = f"{field_name}: {value}"
    changed, found = re.subn(rf"(?m)^{field_name}\s*:\s*[^\s#]+", line, text, count=1)
    write_text(path, changed if found else f"{text.rstrip()}\n{line}\n")
    sources.episode.brief()


def _with_moments(sources: Sources, passages: Sequence[Passage]) -> list[Passage]:
    """Passages whose `m:ss` became the shots that play then."""
    if not any(passage.moments for passage in passages):
        return list(passages)
    return [
        Passage(p.text, (*p.shots, *shots_at(sources, p.moments)), p.scenes, (), p.everything) for p in passages
    ]


def _left_over(gate: Gate, passages: Sequence[Passage], ids: Sequence[str], *, found: bool) -> str:
    unknown = unknown_names(passages, ids)
    if unknown:
        return f"not in the storyboard: {', '.join(unknown)}"
    return "" if found else f"the note names nothing that anybody could redo: {_BY_HAND[gate]}"


def _shots(sources: Sources) -> list[str]:
    if sources.board is None:
        raise SparkVideoError("there is no storyboard yet", where=str(sources.episode))
    return [shot.id for shot in sources.board.shots]
