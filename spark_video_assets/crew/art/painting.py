"""The painter: still pictures by a paid model, over the ledger. Without one the embedded engine draws them from cards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resources.atomic import copy_file
from resources.errors import ProviderError
from resources.failures import Policy
from resources.file_digest import file_digest
from resources.image.opening import capabilities, open_pictures
from resources.render_ledger.desk import CommissionDesk
from resources.video.base import MediaRef, PictureRequest
from spark_video_assets.crew.shooting.softening import softened
from spark_video_assets.episode.library import made_by, made_from
from spark_video_assets.story.takes import MAX_REWORDINGS
from spark_video_assets.story.wording import mostly_cjk

MAKER = "animatic"
"""Recorded beside pictures that the embedded engine drew."""
MOST_LIKENESSES = 3
"""Pictures that an editing model takes (wire facts of qwen-image-edit)."""


def is_good_enough(path: Path, made_of: str, painter: Painter | None) -> bool:
    """True when a picture stays: a user's own, or one of ours that was made of the same by a maker at least as good.

    A painted picture is never drawn over, even while a film is rehearsed with the embedded provider: it was paid for.

    Args:
        path: The picture.
        made_of: Digest of what it would be made of now.
        painter: Who would make it; None = the embedded engine.
    """
    by = made_by(path)
    return by is None or (made_from(path) == made_of and (painter is None or by != MAKER))


@dataclass(frozen=True)
class Painter:
    """A picture model at DashScope; every picture is ordered over the desk, so it is paid for once.

    Args:
        desk: Of the episode.

    Called from plain functions, never from inside a running event loop.
    """

    desk: CommissionDesk

    @property
    def name(self) -> str:
        """The model that draws from words."""
        return capabilities("drawing").models["image"]

    def paint(
        self, what: str, words: str, size: tuple[int, int], seed: int, path: Path, like: Sequence[Path] = ()
    ) -> None:
        """Make a picture. Refused content is said more gently, at most twice; each wording is a take of its own.

        Args:
            what: Names it in the ledger, as a folder name.
            words: What is to be seen.
            size: Wanted width and height in pixels; the nearest that the model makes is taken.
            seed: Of the episode.
            path: Where it goes.
            like: Pictures to keep people and place from; they ask for the editing model.

        Raises:
            ProviderError: It was not made, or it is unknown whether it was billed.
            BudgetStop: Over a cap, or the price is unknown.
        """
        references = tuple(MediaRef(role="cast", path=p, name=p.stem, digest=file_digest(p)) for p in like)
        for take in range(1, MAX_REWORDINGS + 2):
            request = PictureRequest(
                shot_id=what,
                prompt=words,
                width=size[0],
                height=size[1],
                seed=seed,
                references=references,
                take=take,
            )
            try:
                copy_file(asyncio.run(self._ordered(request)), path)
            except ProviderError as error:
                gentler = softened(words, chinese=mostly_cjk(words))
                if error.failure != Policy.MODERATION or take > MAX_REWORDINGS or gentler == words:
                    raise
                words = gentler
            else:
                return

    async def _ordered(self, request: PictureRequest) -> Path:
        maker = open_pictures("editing" if request.references else "drawing")
        try:
            return (await self.desk.order(request, maker, phase="art department")).result.clip
        finally:
            await maker.aclose()
