"""What questions to a model cost: the episode's budget, doubtful answers, questions too long to pay for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from chat_house import House, question

from resources.errors import BudgetStop, ProviderError
from resources.llm.client import ChatClient
from resources.llm.meter import Meter
from resources.llm.settings import LlmSettings
from resources.render_ledger import BudgetCaps, FileBudgetBook
from tests.simulators.clock import VirtualClock


def test_a_question_of_200_pages_is_refused_before_it_is_sent(house: House) -> None:
    """Guards against a bill for a premise that no model reads."""
    with house.client() as chat, pytest.raises(ProviderError, match="600000 characters, more than 400000"):
        chat.ask(question("all work and no play " * 28_571 + "x" * 9))
    assert not house.asked()


def _purse(house: House, cap: str) -> FileBudgetBook:
    return FileBudgetBook(
        house.log.path.parent / "budget.jsonl",
        {"CNY": BudgetCaps(per_episode=Decimal(cap))},
        VirtualClock(),
    )


def test_questions_are_paid_from_the_episodes_budget(house: House) -> None:
    """Guards against a capped episode whose model goes on spending, and against a cap eaten by estimates."""
    book = _purse(house, "0.05")
    settings = LlmSettings.at_dashscope(house.environ)
    with ChatClient(settings, house.log, meter=Meter(book, "hf/001"), pause=house.pauses.append) as chat:
        for _ in range(12):
            chat.ask(question())
        assert book.spent("hf/001")["CNY"] == pytest.approx(house.simulator.billing.total())
        house.simulator.faults.add(
            kind="http_error", operation="chat.complete", status=400, code="InvalidParameter"
        )
        with pytest.raises(ProviderError):
            chat.ask(question())
        assert book.spent("hf/001")["CNY"] == pytest.approx(house.simulator.billing.total())
        asked = len(house.asked())
        with pytest.raises(BudgetStop, match="cap of the episode"):
            chat.ask(question(max_tokens=30_000))
    assert len(house.asked()) == asked


def test_an_answer_that_was_perhaps_billed_stays_booked(house: House) -> None:
    """Guards against an account that shows less than the bill."""
    book = _purse(house, "1")
    house.simulator.faults.add(kind="drop_after_accept", operation="chat.complete")
    with ChatClient(
        LlmSettings.at_dashscope(house.environ), house.log, meter=Meter(book, "hf/001"), pause=house.pauses.append
    ) as chat:
        chat.ask(question(max_tokens=1000))
    assert book.spent("hf/001")["CNY"] >= house.simulator.billing.total()
