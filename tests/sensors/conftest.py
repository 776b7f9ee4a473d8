"""Episodes for sensors to look at."""

from __future__ import annotations

from kept_episodes import kept_episodes

__all__ = ["kept_episodes"]
