"""The one contour of all things. No shapes."""

from __future__ import annotations

INK = "#2a2320"
"""Colour of contour lines."""
