"""Vector figures: a look becomes parts, parts become sprites, a pose moves them."""

from resources.video.animatic.figure.portrait import draw_portrait
from resources.video.animatic.figure.pose import Facing, Framing, Pose
from resources.video.animatic.figure.rig import Anchors, FigureRig

__all__ = ["Anchors", "Facing", "FigureRig", "Framing", "Pose", "draw_portrait"]
