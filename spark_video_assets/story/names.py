"""Names that become folders, files and partition keys: what is allowed, and their normal forms. Touches no file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from resources.errors import InvalidName, typed

MAX_NAME = 80
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_SHOT = re.compile(r"S([0-9]{2,3})-([0-9]{3})")
_SCENE = re.compile(r"S([0-9]{2,3})")
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(1, 10)), *(f"lpt{i}" for i in range(1, 10))}


def valid_name(name: str, *, what: str) -> str:
    """NFC form of a user's name for a folder; CJK, spaces inside and most signs are welcome.

    Raises:
        InvalidName: empty, too long, a path, a control or bidirectional control character, a leading dot, a
            device name of Windows.
    """
    normal = unicodedata.normalize("NFC", name).strip()
    allowed = f"1-{MAX_NAME} letters, digits, spaces, - and _ in any script; no slash, no leading dot"
    reason = None
    if not normal:
        reason = "is empty"
    elif _FORBIDDEN.search(normal) or any(
        unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in normal
    ):
        reason = "holds a slash, a control character or a sign that file systems refuse"
    elif len(normal) > MAX_NAME or len(normal.encode()) > 200:
        reason = f"is longer than {MAX_NAME} characters"
    elif normal.startswith(".") or normal.endswith("."):
        reason = "starts or ends with a dot"
    elif normal.split(".")[0].lower() in _RESERVED:
        reason = "is a device name on Windows"
    if reason:
        raise InvalidName(f"{what} {name!r} {reason}", allowed=allowed)
    return normal


def can_be_folder(name: str) -> bool:
    """True for what `valid_name` lets through."""
    try:
        valid_name(name, what="name")
    except InvalidName:
        return False
    return True


@dataclass(frozen=True, order=True)
class EpisodeKey:
    """One episode: project and episode number as typed, in normal form."""

    project: str
    episode: str

    @classmethod
    def of(cls, project: str, episode: str) -> EpisodeKey:
        """From what a person typed: `episode-001`, `episode_001` and `001` are the same episode."""
        bare = re.sub(r"^episode[-_]", "", episode.strip(), flags=re.IGNORECASE)
        return cls(valid_name(project, what="project"), valid_name(bare, what="episode"))

    @classmethod
    def parse(cls, key: str) -> EpisodeKey:
        """From a partition key `project/episode`."""
        project, slash, episode = key.partition("/")
        if not slash:
            raise InvalidName(f"episode key {key!r} has no slash", allowed="project/episode, e.g. hf/001")
        return cls.of(project, episode)

    @property
    def folder_name(self) -> str:
        """Name of the episode's folder inside the project's."""
        return f"episode-{self.episode}"

    @property
    def typed(self) -> str:
        """As a person types it after a command: `hf 001`, `'night shift' 001`."""
        return typed(self.project, self.episode)

    def __str__(self) -> str:
        return f"{self.project}/{self.episode}"


def is_shot_id(text: str) -> bool:
    """True for `S01-002`: two or three digits of scene, three of shot, numbers from 1."""
    match = _SHOT.fullmatch(text)
    return bool(match and int(match[1]) and int(match[2]))


def valid_shot_id(text: str) -> str:
    """The id itself. Raises `InvalidName` for anything else."""
    if not is_shot_id(text):
        raise InvalidName(f"shot id {text!r} is not one", allowed="S<scene>-<shot>, e.g. S01-002")
    return text


def shot_id(scene: int, shot: int) -> str:
    """Id of the n-th shot of a scene, both from 1."""
    return f"S{scene:02d}-{shot:03d}"


def scene_id(number: int) -> str:
    """Id of a scene from its number, from 1."""
    return f"S{number:02d}"


def scene_number(scene: str) -> int:
    """Number of a scene id or of the scene that a shot id names. Raises `InvalidName`."""
    match = _SCENE.fullmatch(scene) or _SHOT.fullmatch(scene)
    if not match:
        raise InvalidName(f"scene id {scene!r} is not one", allowed="S<number>, e.g. S01")
    return int(match[1])
