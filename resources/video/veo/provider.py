"""The client of Veo whichever surface it is asked on: one submit, looks at the operation, the film fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resources.clock import Clock, SystemClock
from resources.errors import ProviderError
from resources.failures import Policy, provider_error
from resources.video.base import Capabilities, Handle, JobReport, Prepared, RenderRequest, RenderResult
from resources.video.limits import FamilyLimits
from resources.video.veo.surface import Surface


class VeoProvider:
    """One family of Veo models on one surface.

    Args:
        limits: Of the family; its capabilities name the address.
        surface: Where it is asked.
        clock: Time of submits.
    """

    def __init__(self, limits: FamilyLimits, surface: Surface, clock: Clock | None = None) -> None:
        self._limits = limits
        self._surface = surface
        self._clock = clock or SystemClock()

    @property
    def capabilities(self) -> Capabilities:
        """Limits, as data."""
        return self._limits.capabilities

    async def prepare(self, request: RenderRequest) -> Prepared:
        """Check, word and inline; the login and the model are proved where that costs nothing."""
        with self._retirement_told():
            prepared = await self._surface.prepare(request, self._limits)
        return prepared.model_copy(update={"notes": (*self._retirement(), *prepared.notes)})

    @contextmanager
    def _retirement_told(self) -> Iterator[None]:
        """A model that Google does not find any more: says since when."""
        try:
            yield
        except ProviderError as error:
            if error.failure == Policy.AUTH:
                error.problem = "; ".join((error.problem, *self._retirement()))
            raise

    def _retirement(self) -> tuple[str, ...]:
        last = self.capabilities.retires_on
        if last is None or self._clock.now().date() < last:
            return ()
        return (f"{self.capabilities.family} is said to be out of service since {last.isoformat()}",)

    async def submit(self, prepared: Prepared) -> Handle:
        """Begin the operation."""
        at = self._clock.now()
        with self._retirement_told():
            answer = await self._surface.submit(prepared)
        name = answer.get("name") if isinstance(answer, dict) else None
        if not isinstance(name, str) or not name:
            raise self._error(Policy.AMBIGUOUS, "the answer to the submit names no operation")
        return Handle(
            provider=self.capabilities.name,
            job_id=name,
            base_url=self.capabilities.base_url,
            submitted_at=at,
            answer={"model": prepared.model, "notes": list(prepared.notes)},
        )

    async def poll(self, handle: Handle) -> JobReport:
        """Look at the operation; a failure and a film that was kept back come inside an HTTP 200."""
        return (await self._surface.look(handle.job_id)).report()

    async def fetch(self, handle: Handle, folder: Path) -> RenderResult:
        """Bring the film."""
        operation = await self._surface.look(handle.job_id)
        if not operation.videos:
            raise self._error(Policy.TRANSIENT, f"the operation {handle.job_id} tells of no film")
        clip = await self._surface.bring(operation.videos[0], folder / "clip.mp4")
        return RenderResult(
            clip=clip,
            model=str(handle.answer.get("model", "")),
            notes=tuple(str(note) for note in handle.answer.get("notes", ())),
        )

    async def find_lost(self, request: RenderRequest, since: dt.datetime) -> list[Handle]:
        """Google lists no operations of Veo."""
        return []

    async def cancel(self, handle: Handle) -> bool:
        """Google documents no way to stop an operation of Veo."""
        return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._surface.aclose()

    def _error(self, policy: Policy, problem: str) -> ProviderError:
        return provider_error(policy, problem, where=self.capabilities.name)
