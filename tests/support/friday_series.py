"""A series of three episodes, one every Friday at six. What begins when is in the tests."""

from __future__ import annotations

import datetime as dt

FRIDAY = dt.datetime(2026, 11, 27, 18, 0, tzinfo=dt.UTC)
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(weeks=1)
QUEUE = """cron: "0 18 * * 5"
timezone: UTC
brief: {ratio: 9:16, target_duration_s: 30}
episodes:
  - {episode: 002, title: The Second Lamp, premise: Ada finds a second lamp.}
  - {episode: 010, premise: The lamp is warm., provider: wan, target_duration_s: 45}
  - {episode: 011, script: scripts/storm.fountain}
"""
