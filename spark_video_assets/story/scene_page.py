"""Scene pages as markdown: both formats read and written, and the compiled script. What a page must say is in `rules`.

The two functions are inverse up to white space: reading what was written gives the same page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pydantic import ValidationError

from resources.errors import InvalidDocument
from spark_video_assets.story.check_blocks import without_blocks, written_blocks
from spark_video_assets.story.off_screen import OFF_SCREEN_MARK
from spark_video_assets.story.page_labels import (
    Heading,
    Label,
    Labelled,
    beat_start,
    dialogue_item,
    heading_in,
    label_in,
    pacing_in,
    seconds_in,
)
from spark_video_assets.story.script import Beat, DialogueLine, ScenePage, Script
from spark_video_assets.story.wording import name_list, one_line, unquoted

_TYPES = {
    "drama": "drama", "剧情": "drama", "戏剧": "drama",
    "narration": "narration", "narrated": "narration", "旁白": "narration", "解说": "narration",
}  # fmt: skip
_SUGGESTED = re.compile(
    r"\s*[（(\[]\s*(?:suggested\s*|建议\s*|约\s*|~\s*|≈\s*)?(\d{1,3})\s*(?:s|sec|seconds|秒)\s*[)）\]]\s*$",
    re.IGNORECASE,
)


@dataclass
class _DraftBeat:
    """A beat while its lines are being read."""

    texts: dict[Label, list[str]] = field(default_factory=dict)
    dialogue: list[DialogueLine] = field(default_factory=list)

    def beat(self) -> Beat:
        narration = one_line(unquoted(" ".join(self.texts.get("narration", []))))
        visual = one_line(" ".join(self.texts.get("visual", [])))
        told = self.texts.get("duration")
        suggested = _SUGGESTED.search(visual)
        if suggested and not told:
            visual = visual[: suggested.start()]
        duration = seconds_in(" ".join(told)) if told else (int(suggested[1]) if suggested else None)
        return Beat(narration=narration or None, dialogue=self.dialogue, visual=visual, duration_s=duration)


@dataclass
class _Draft:
    """A page while its lines are being read: the field that the next plain line continues, and what is known so far."""

    heading: Heading | None = None
    texts: dict[Label, list[str]] = field(default_factory=dict)
    dialogue: list[DialogueLine] = field(default_factory=list)
    beats: list[_DraftBeat] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    open_label: Label | None = None
    in_beats: bool = False

    def read(self, line: str) -> None:
        """Take in one line."""
        if line.startswith(">"):
            self.extra.append(line[2:] if line.startswith("> ") else line[1:])
            return
        if not line.strip():
            if self.open_label not in ("dialogue", "action"):
                self.open_label = None
            return
        started = beat_start(line) if self.in_beats else None
        if started is not None:
            self.beats.append(_DraftBeat())
            self.open_label = "visual"
            if not started.strip():
                return
            line = started
        labelled = label_in(line)
        if labelled and not self._is_speaker(labelled):
            self._open(labelled)
        else:
            self._continue(line)

    def _is_speaker(self, labelled: Labelled) -> bool:
        return self.open_label == "dialogue" and labelled.bulleted and not labelled.bold

    def _open(self, labelled: Labelled) -> None:
        label = labelled.label
        if label == "beats":
            self.in_beats = True
        self.open_label = label
        if labelled.rest:
            self._store(label, labelled.rest)

    def _continue(self, line: str) -> None:
        if self.open_label == "dialogue":
            spoken = dialogue_item(line)
            if spoken:
                (self.beats[-1].dialogue if self.beats else self.dialogue).append(spoken)
                return
        elif self.open_label not in (None, "beats"):
            self._store(self.open_label, line)
            return
        self.extra.append(line.strip())

    def _store(self, label: Label, text: str) -> None:
        of_beat = self.beats and label in ("narration", "visual", "duration")
        if label == "dialogue":
            self._continue(text)
            return
        texts = self.beats[-1].texts if of_beat else self.texts
        texts.setdefault(label, []).append(text.strip())

    def text(self, *labels: Label) -> str:
        """One-line text of the first of these fields that has any."""
        return next((one_line(" ".join(self.texts[name])) for name in labels if name in self.texts), "")


def parse_scene_page(text: str, *, where: str) -> ScenePage:
    """Read one `scene-NN.md` of either format.

    Bold, bullets, full-width colons and quotes, English and Chinese labels are all understood. Lines that belong to no
    field are kept in `extra`.

    Args:
        text: The markdown.
        where: File name for messages.

    Raises:
        InvalidDocument: no scene heading or two of them, no place, no duration, an unknown type.
    """
    body, cast_check, prop_check = without_blocks(text.removeprefix("\ufeff"))
    draft = _Draft()
    for line in body.splitlines():
        heading = heading_in(line)
        if heading and draft.heading:
            raise InvalidDocument(
                "field heading: a second scene starts in this page", where=where, allowed="one scene per file"
            )
        if heading:
            draft.heading = heading
        else:
            draft.read(line)
    return _page(draft, where).model_copy(update={"cast_check": cast_check, "prop_check": prop_check})


def _page(draft: _Draft, where: str) -> ScenePage:
    heading = draft.heading
    if heading is None:
        raise InvalidDocument("field heading: is missing", where=where, allowed="## Scene 1 — Bakery (night)")
    told_type = draft.text("type")
    page_type = _TYPES.get(told_type.lower(), "") if told_type else ("narration" if draft.beats else "drama")
    if not page_type:
        raise InvalidDocument(f"field type: {told_type!r} is not one", where=where, allowed="drama, narration")
    told_duration = draft.text("page_duration", "duration")
    duration = seconds_in(told_duration)
    if not duration:
        told = f"{told_duration!r} is no number of seconds" if told_duration else "is missing"
        raise InvalidDocument(
            f"field estimated duration: {told}", where=where, allowed="**Estimated duration**: 20s"
        )
    external, internal = pacing_in(draft.text("pacing"))
    try:
        return ScenePage.model_validate(
            {
                "number": heading.number,
                "location": heading.location,
                "time": heading.time,
                "type": page_type,
                "characters": name_list(draft.text("characters")),
                "pacing_external": draft.text("pacing_external") or external,
                "pacing_internal": draft.text("pacing_internal") or internal,
                "estimated_duration_s": duration,
                "backstory": draft.text("backstory"),
                "action": draft.text("action", "visual", "narration"),
                "dialogue": draft.dialogue,
                "beats": [beat.beat() for beat in draft.beats],
                "extra": "\n".join(draft.extra).strip(),
            }
        )
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise InvalidDocument(
            f"field {'.'.join(str(step) for step in problem['loc'])}: {problem['msg']}", where=where
        ) from None


def write_scene_page(page: ScenePage) -> str:
    """The page as markdown; every text becomes one line, foreign lines come last as a quotation."""
    time = f" ({one_line(page.time)})" if page.time.strip() else ""
    lines = [f"## Scene {page.number} — {one_line(page.location)}{time}", ""]
    if page.type == "narration" or page.beats:
        lines.append(f"**Type**: {page.type}")
    lines.append(f"**Characters**: {', '.join(page.characters) or 'none'}")
    for label, text in (("Pacing (external)", page.pacing_external), ("Pacing (internal)", page.pacing_internal)):
        lines += _field(label, text)
    lines.append(f"**Estimated duration**: {page.estimated_duration_s}s")
    lines += [*_field("Backstory", page.backstory), *_field("Action", page.action)]
    if page.dialogue:
        lines += ["", "**Dialog**:", *(_item(line) for line in page.dialogue)]
    if page.beats:
        lines += ["", "**Beats**:"]
        for number, beat in enumerate(page.beats, start=1):
            lines += ["", *_beat(number, beat)]
    if page.extra.strip():
        lines += ["", *(f"> {line}".rstrip() for line in page.extra.strip().splitlines())]
    blocks = written_blocks(page.cast_check, page.prop_check)
    return "\n".join([*lines, *([""] if blocks else []), *blocks]) + "\n"


def as_read(page: ScenePage) -> ScenePage:
    """The page as it comes back from its file: what every later step sees, whatever somebody put into a field.

    Raises:
        InvalidDocument: the file could not be read.
    """
    return parse_scene_page(write_scene_page(page), where=f"scene {page.number}")


def _field(label: str, text: str) -> list[str]:
    return [f"**{label}**: {one_line(text)}"] if text.strip() else []


def _item(line: DialogueLine) -> str:
    mark = f" ({OFF_SCREEN_MARK})" if line.voice_over else ""
    return f'- {one_line(line.speaker)}{mark}: "{one_line(line.text)}"'


def _beat(number: int, beat: Beat) -> list[str]:
    lines = [f"{number}."]
    if beat.narration:
        lines.append(f'   Narration: "{one_line(beat.narration)}"')
    if beat.dialogue:
        lines += ["   Dialog:", *(f"   {_item(line)}" for line in beat.dialogue)]
    if beat.visual.strip():
        lines.append(f"   Visual: {one_line(beat.visual)}")
    if beat.duration_s is not None:
        lines.append(f"   Duration: {beat.duration_s}s")
    return lines


def parse_script(text: str, *, where: str) -> Script:
    """All scene pages of one text, such as a compiled `script.md` or a screenplay that somebody wrote in one file.

    Raises:
        InvalidDocument: no scene heading at all, or a page that cannot be read.
    """
    pages: list[list[str]] = []
    for line in text.splitlines():
        if heading_in(line):
            pages.append([])
        if pages and line.strip() != "---":
            pages[-1].append(line)
    if not pages:
        raise InvalidDocument(
            "field heading: no scene starts in it", where=where, allowed="## Scene 1 — Bakery (night)"
        )
    return Script(
        pages=[
            parse_scene_page("\n".join(page), where=f"{where} scene {n}") for n, page in enumerate(pages, start=1)
        ]
    )


def compile_script(script: Script, project: str, episode: str) -> str:
    """`script.md`: a title line with project and episode, then the pages in order, separated by rules."""
    return "\n---\n\n".join([f"# {project} / {episode}\n", *(write_scene_page(page) for page in script.pages)])
