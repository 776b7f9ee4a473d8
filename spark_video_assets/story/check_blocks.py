"""CAST CHECK and PROP CHECK, the comment blocks of an episode's last scene page: read and written. Rules are elsewhere."""

from __future__ import annotations

import re

from spark_video_assets.story.script import CastCheck, NamedNpc, PropNote
from spark_video_assets.story.wording import name_list, one_line

_BLOCK = re.compile(
    r"^[ \t]*<!--\s*(CAST|PROP)[ _-]CHECK\b[ \t:：]*(.*?)-->[ \t]*$", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_BULLET = re.compile(r"^\s*[-*+•]\s+")
_CAST_LABEL = re.compile(
    r"^\s*(?P<bullet>[-*+•]\s+)?\**(?P<label>leads?|named npcs?|npcs?|extras?|主角|配角|群演)\**\s*[:：]\**\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_NPC = re.compile(r"^(?P<name>[^:：—–(（]+?)\s*(?:[:：]|\s[—–-]\s|[—–]|[（(])\s*(?P<look>.*?)[)）]?\s*$")
_SHOT_LIST = re.compile(r"^(?P<words>.*?)\s*[（(](?P<shots>[^()（）]*)[)）]$")
_SHOT = re.compile(r"^S\d{2,3}(?:-\d{3})?$", re.IGNORECASE)


def without_blocks(text: str) -> tuple[str, CastCheck | None, list[PropNote]]:
    """The page without its check blocks, and what they say. Other comments stay where they are."""
    cast: CastCheck | None = None
    props: list[PropNote] = []
    for match in _BLOCK.finditer(text):
        if match[1].upper() == "CAST":
            cast = _cast_check(match[2])
        else:
            props.extend(_prop_notes(match[2]))
    return _BLOCK.sub("", text), cast, props


def written_blocks(cast: CastCheck | None, props: list[PropNote]) -> list[str]:
    """The blocks as lines of a page; empty when there is nothing to say."""
    lines: list[str] = []
    if cast is not None:
        lines += ["<!-- CAST CHECK", f"Leads: {_comment_safe(', '.join(cast.leads)) or 'none'}", "Named NPCs:"]
        lines += [f"- {_comment_safe(npc.name)}: {_comment_safe(npc.look)}".rstrip() for npc in cast.named_npcs]
        lines += [f"Extras: {_comment_safe(', '.join(cast.extras)) or 'none'}", "-->"]
    if props:
        lines += ["", "<!-- PROP CHECK"] if lines else ["<!-- PROP CHECK"]
        for note in props:
            shots = f" ({', '.join(note.shots)})" if note.shots else ""
            lines.append(f"- {_comment_safe(note.name)}: {_comment_safe(note.description)}{shots}".rstrip())
        lines.append("-->")
    return lines


def _comment_safe(text: str) -> str:
    return one_line(text).replace("-->", "—>")


def _cast_check(body: str) -> CastCheck:
    check = CastCheck()
    section = "leads"
    labels = [label for line in body.splitlines() if (label := _CAST_LABEL.match(line))]
    # Where labels stand without bullets, `- Extra:` is somebody of that name.
    bulleted = bool(labels and labels[0]["bullet"])
    for line in body.splitlines():
        label = _CAST_LABEL.match(line)
        if label and bool(label["bullet"]) != bulleted:
            label = None
        if label:
            section = _section(label["label"])
        content = label["rest"] if label else _BULLET.sub("", line)
        if not content.strip():
            continue
        if section == "npcs":
            # Inline lists hold `Name (look), Name (look)`; bulleted ones hold one person each.
            parts = re.split(r"[,，、;；]\s*(?![^(（]*[)）])", content) if label else [content]
            check.named_npcs.extend(npc for part in parts if (npc := _npc(part)))
        elif section == "extras":
            check.extras.extend(name_list(content))
        else:
            check.leads.extend(name_list(content))
    return check


def _section(label: str) -> str:
    word = label.lower()
    if "npc" in word or word == "配角":
        return "npcs"
    return "extras" if word.startswith("extra") or word == "群演" else "leads"


def _npc(text: str) -> NamedNpc | None:
    match = _NPC.match(text.strip())
    name = one_line((match["name"] if match else text).strip(" *"))
    if not name or name.lower() in {"none", "无", "-"}:
        return None
    return NamedNpc(name=name, look=one_line(match["look"]) if match else "")


def _prop_notes(body: str) -> list[PropNote]:
    notes = []
    for line in body.splitlines():
        name, _, rest = _BULLET.sub("", line).strip().replace("：", ":", 1).partition(":")
        words, shots = rest.strip(), list[str]()
        listed = _SHOT_LIST.match(words)
        if listed and (ids := name_list(listed["shots"])) and all(_SHOT.match(i) for i in ids):
            words, shots = listed["words"], [i.upper() for i in ids]
        if (name := one_line(name.strip(" *"))) and name.lower() not in {"none", "无"}:
            notes.append(PropNote(name=name, description=one_line(words), shots=shots))
    return notes
