"""What each simulated picture model is, as data. No request is read here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# The page gives 1280*1280 as the least, and recommends sizes that are a little smaller: these are taken too.
_WAN_PIXELS = (1104 * 1472, 1440 * 1440)


@dataclass(frozen=True)
class ImageModel:
    """One model.

    Args:
        most: Most pictures of one request.
        usual: How many when the request does not say.
        text_limit: Characters of a prompt, for `wan`; tokens for `qwen`.
        inputs: Fewest and most pictures that a request brings.
        sides: Limits of a side in pixels where the model has them; None = only the area counts.
        pixels: Limits of the area.
    """

    name: str
    price: Decimal
    most: int
    usual: int
    text_limit: int
    inputs: tuple[int, int] = (0, 0)
    sides: tuple[int, int] | None = None
    pixels: tuple[int, int] = (512 * 512, 2048 * 2048)

    @property
    def is_wan(self) -> bool:
        """Whether it is one of the wan house."""
        return self.name.startswith("wan")


IMAGE_MODELS: dict[str, ImageModel] = {
    model.name: model
    for model in (
        ImageModel("wan2.6-t2i", Decimal("0.2"), 4, 4, 2100, pixels=_WAN_PIXELS),
        ImageModel("qwen-image-2.0", Decimal("0.2"), 6, 1, 1300, inputs=(0, 3)),
        ImageModel("qwen-image-2.0-pro", Decimal("0.5"), 6, 1, 1300, inputs=(0, 3)),
        ImageModel("qwen-image-edit", Decimal("0.3"), 1, 1, 800, inputs=(1, 3), sides=(512, 2048)),
        ImageModel("qwen-image-edit-plus", Decimal("0.2"), 6, 1, 800, inputs=(1, 3), sides=(512, 2048)),
        ImageModel("qwen-image-edit-max", Decimal("0.5"), 6, 1, 800, inputs=(1, 3), sides=(512, 2048)),
    )
}
OLD_MODELS: dict[str, ImageModel] = {
    model.name: model
    for model in (
        ImageModel("wan2.5-t2i-preview", Decimal("0.2"), 4, 4, 2000, pixels=_WAN_PIXELS),
        ImageModel("wan2.2-t2i-flash", Decimal("0.14"), 4, 4, 800, sides=(512, 1440), pixels=(1, 1440 * 1440)),
        ImageModel("wan2.2-t2i-plus", Decimal("0.2"), 4, 4, 800, sides=(512, 1440), pixels=(1, 1440 * 1440)),
    )
}
