"""What a person asks of a stand-alone render job, and the name that the job gets. Files and money are not looked at here."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from pydantic import Field, field_validator

from spark_video_assets.story.document import Document, Part, digest_of
from spark_video_assets.story.storyboard import Kind, Provider, Ratio, Resolution

FileRole = Literal[
    "cast",
    "set",
    "prop",
    "first_frame",
    "last_frame",
    "reference_voice",
    "reference_video",
    "driving_audio",
    "mask",
]
RECORDED: frozenset[FileRole] = frozenset({"reference_voice", "reference_video", "driving_audio"})
"""Roles of sounds and clips; the others are pictures."""
DIGEST_LETTERS = 10
"""Of the job's digest in its name: one chance in a trillion that two jobs meet."""
_NAME_LETTERS = 48
_NAME_BYTES = 120
"""Room is left for the digest and for file names below the folder (255 bytes on usual file systems)."""
_ENDS: tuple[FileRole, ...] = ("first_frame", "last_frame")


class OrderFile(Part):
    """A reference picture, sound or clip.

    Args:
        file: Its path, from the folder of the request.
        role: What it is for; None = the first and second picture of an i2v are its first and last frame, any other
            picture shows somebody of the cast.
        name: Of the person, set or prop, as the prompt has it.
    """

    file: str = Field(min_length=1, max_length=1000)
    role: FileRole | None = None
    name: str = Field(default="", max_length=80)


class RenderOrder(Document):
    """The request file of a render job.

    Args:
        name: What the job is called; empty = the file's name.
        provider: Who renders. Never guessed: it decides who is paid.
        model: A family or model of that provider; empty = the one that the environment says.
        seconds: Length of the clip; one that the provider makes, nothing is rounded.
        audio: Whether the provider shall make sound, where it can.
        references: Files that go with the prompt; a bare path is enough.
        budget: The most that this job may cost, in `currency`; None = only the cap of the day holds.
        review: Whether a reviewer looks at the clip after the free technical QC.
        take: Another number asks for another clip of the same request.
        note: For people; it changes nothing.
    """

    name: str = Field(default="", max_length=200)
    provider: Provider
    model: str = Field(default="", max_length=100)
    kind: Kind
    prompt: str = Field(min_length=1, max_length=20_000)
    negative_prompt: str = Field(default="", max_length=5_000)
    seconds: float = Field(gt=0, le=60)
    ratio: Ratio = "16:9"
    resolution: Resolution = "720P"
    seed: int | None = Field(default=None, ge=0, lt=2**63)
    audio: bool = True
    language: str = Field(default="en", max_length=35)
    references: list[OrderFile] = Field(default_factory=list, max_length=100)
    budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    currency: str = Field(default="CNY", pattern=r"^[A-Z]{3}$")
    review: bool = False
    take: int = Field(default=1, ge=1, le=999)
    note: str = Field(default="", max_length=5_000)

    @field_validator("prompt")
    @classmethod
    def _prompt_says_something(cls, told: str) -> str:
        if not told.strip():
            raise ValueError("is blank")
        return told.strip()

    @field_validator("references", mode="before")
    @classmethod
    def _bare_paths(cls, told: object) -> object:
        """`- ada.png` for `- {file: ada.png}`."""
        return [{"file": one} if isinstance(one, str) else one for one in told] if isinstance(told, list) else told

    def roles(self) -> list[FileRole]:
        """What each reference is for, told or understood."""
        told = {one.role for one in self.references}
        free = [role for role in _ENDS if role not in told] if self.kind == "i2v" else []
        return [one.role or (free.pop(0) if free else "cast") for one in self.references]

    @property
    def terms(self) -> str:
        """Digest of what may change without the job becoming another one: cap and review."""
        return digest_of([self.budget, self.currency, self.review])


def job_id_of(name: str, digest: str) -> str:
    """Folder name and partition of a job: what is left of its name as a folder, and the head of its digest.

    Letters, numbers and pictographs of every script stay; anything else, also a space or a dot, becomes a hyphen.
    """
    kept = [sign if _is_kept(sign) else "-" for sign in unicodedata.normalize("NFC", name)]
    short = re.sub(r"-{2,}", "-", "".join(kept)).strip("-_")[:_NAME_LETTERS]
    while len(short.encode()) > _NAME_BYTES:
        short = short[:-1]
    # A folder `episode-...` would be taken for an episode of a project that is called as our folder is.
    if re.match(r"episode[-_]", short, flags=re.IGNORECASE):
        short = f"job-{short}"
    return f"{short.rstrip('-_') or 'job'}-{digest[:DIGEST_LETTERS]}"


def _is_kept(sign: str) -> bool:
    category = unicodedata.category(sign)
    return sign in "-_" or category[0] in "LN" or category in {"Mn", "Mc", "So"}
