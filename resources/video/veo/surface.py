"""What both surfaces of Veo have to give: submit, look, bring the film. How a job is driven with them: `provider`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from resources.video.base import Prepared, RenderRequest
from resources.video.limits import FamilyLimits
from resources.video.veo.operations import Operation


class Surface(Protocol):
    """One of Google's two doors to Veo."""

    async def prepare(self, request: RenderRequest, limits: FamilyLimits) -> Prepared:
        """Word and inline the request; nothing is submitted."""
        ...

    async def submit(self, prepared: Prepared) -> Any:
        """Begin the operation: exactly one call; the decoded answer."""
        ...

    async def look(self, name: str) -> Operation:
        """What has become of an operation."""
        ...

    async def bring(self, video: dict[str, Any], target: Path) -> Path:
        """Bring a film of an operation to `target`."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
