"""Fixtures for every test: the simulated providers."""

from __future__ import annotations

from tests.simulators.fixtures import RunningDashScope, dashscope_simulator

__all__ = ["RunningDashScope", "dashscope_simulator"]
