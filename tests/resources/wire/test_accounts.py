"""`doctor` asks each service for nothing whether it takes the key: over real sockets, against the simulators."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from resources.errors import ProviderError
from resources.failures import Policy
from resources.wire.access import ServiceName
from resources.wire.accounts import QUESTIONS, check_account
from tests.simulators.ark.app import ArkSimulator
from tests.simulators.clock import VirtualClock
from tests.simulators.frame import Simulator
from tests.simulators.server import serving
from tests.simulators.veo.gemini import GeminiSimulator
from tests.simulators.wavespeed.app import WaveSpeedSimulator

HOUSES: dict[ServiceName, Callable[..., Simulator]] = {
    "ark": ArkSimulator,
    "gemini": GeminiSimulator,
    "wavespeed": WaveSpeedSimulator,
}
KEYS = {"ark": "ARK_API_KEY", "gemini": "GEMINI_API_KEY", "wavespeed": "WAVESPEED_API_KEY"}


def test_every_service_with_a_free_question_is_tried_here() -> None:
    """A new service would be shown as healthy without anybody having asked it."""
    assert set(HOUSES) == set(QUESTIONS)


@pytest.mark.parametrize("service", list(HOUSES))
def test_a_good_key_is_taken_and_a_wrong_one_refused_for_nothing(service: ServiceName) -> None:
    """A user would find out with the first paid job, or pay for finding out."""
    simulator = HOUSES[service](VirtualClock())
    with serving(simulator) as base_url:
        environ = simulator.environment(base_url)
        assert base_url in asyncio.run(check_account(service, environ))
        with pytest.raises(ProviderError) as caught:
            asyncio.run(check_account(service, {**environ, KEYS[service]: "wrong-key-000000"}))
        assert caught.value.failure == Policy.AUTH
        assert "wrong-key" not in str(caught.value)
        assert simulator.billing.charges() == []
    with pytest.raises(ProviderError, match="nobody answers"):
        asyncio.run(check_account(service, environ))
