"""Takes on a simulated paid provider: ledger, budget and clock around it, and small pictures and sounds to send."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from resources.episode_folder import EpisodeFolder, ProjectsRoot
from resources.file_digest import file_digest
from resources.render_ledger import FileBudgetBook, LedgerOutcome, RenderLedger, RetryRules
from resources.video.base import MediaRef, MediaRole, RenderRequest, VideoProvider
from resources.video.conditions import Conditions, Shelf
from tests.simulators.clock import VirtualClock
from tests.simulators.frame import Simulator
from tests.simulators.media import make_png, make_wav
from tests.simulators.server import serving

RULES = RetryRules(submit_tries=3, job_tries=2, download_tries=3, list_tries=2)


@dataclass
class House:
    """One simulated provider, reached over a real socket, and our side of it. Use as a context manager.

    Args:
        simulator: Shares `clock` with us: whoever sleeps between polls moves the provider's time.
        folder: Of the test.
        open_provider: Of the provider's module.
        settings: Environment beside what the simulator wants.
    """

    simulator: Simulator
    clock: VirtualClock
    folder: Path
    open_provider: Callable[[Conditions], VideoProvider]
    settings: dict[str, str] = field(default_factory=dict)
    base_url: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    _server: AbstractContextManager[str] | None = None

    def __enter__(self) -> House:
        self._server = serving(self.simulator)
        self.base_url = self._server.__enter__()
        self.environ = {**self.simulator.environment(self.base_url), **self.settings}
        self.episode = EpisodeFolder(ProjectsRoot(self.folder / "projects"), "hf", "001")
        self.budget = FileBudgetBook(self.folder / "budget.jsonl", {}, self.clock)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.__exit__(None, None, None)

    @property
    def shelf(self) -> Shelf:
        """Places a provider may use."""
        return Shelf(work=self.folder / "work", speech=self.folder / "speech")

    def provider(self) -> VideoProvider:
        """A provider as a new process opens it."""
        return self.open_provider(Conditions(self.shelf, self.environ, clock=self.clock))

    def ledger(self) -> RenderLedger:
        """The episode's ledger."""
        return RenderLedger(self.episode, self.clock, rules=RULES, dice=random.Random(1))

    def perform(self, request: RenderRequest, **options: object) -> LedgerOutcome:
        """Make a take, as a process of its own."""

        async def run() -> LedgerOutcome:
            provider = self.provider()
            try:
                return await self.ledger().perform(request, provider, budget=self.budget, **options)  # type: ignore[arg-type]
            finally:
                await provider.aclose()

        return asyncio.run(run())

    def wire(self, operation: str) -> list[dict[str, object]]:
        """Recorded requests of an operation as plain data."""
        return [record.model_dump() for record in self.simulator.requests.all(operation)]

    def picture(self, role: MediaRole, name: str, size: tuple[int, int] = (1280, 720)) -> MediaRef:
        """A PNG on disk."""
        path = self.folder / f"{name}.png"
        path.write_bytes(make_png(*size, look=name))
        return MediaRef(role=role, path=path, name=name, digest=file_digest(path))

    def see_through(self, role: MediaRole, name: str, size: tuple[int, int] = (640, 640)) -> MediaRef:
        """A picture in a format that providers refuse: WebP with transparency."""
        path = self.folder / f"{name}.webp"
        Image.new("RGBA", size, (200, 40, 40, 128)).save(path)
        return MediaRef(role=role, path=path, name=name, digest=file_digest(path))

    def sound(self, role: MediaRole, name: str, seconds: float) -> MediaRef:
        """A wav on disk."""
        path = self.folder / f"{name}.wav"
        path.write_bytes(make_wav(seconds, 16000, name))
        return MediaRef(role=role, path=path, name=name, digest=file_digest(path))


def take(
    shot_id: str = "S01-001", prompt: str = "A woman walks along the pier.", **fields: object
) -> RenderRequest:
    """A request for one take; 5 s of text-to-video at 480P unless told otherwise."""
    return RenderRequest.model_validate(
        {"shot_id": shot_id, "kind": "t2v", "prompt": prompt, "duration_s": 5, "resolution": "480P", **fields}
    )
