"""Answers of an interrupted run over real sockets: given again for nothing, in order, and only while the work is not done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from resources.atomic import write_text
from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot
from resources.errors import InvalidDocument, ProviderError
from resources.llm.chat import ChatRequest, Message
from resources.llm.client import ChatClient
from resources.llm.kept_answers import AnswerShelf, drop_answers, shelf_at
from resources.llm.meter import Meter
from resources.llm.settings import LlmSettings
from resources.llm.structured import ask_structured
from resources.render_ledger import BudgetCaps, FileBudgetBook
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving

KEY = "sk-~planted~kept~0123456789"


class Killed(BaseException):
    """Stands for the end of a process."""


@dataclass
class House:
    """A simulated service whose answers differ each time, one episode, and its purse."""

    simulator: DashScopeSimulator
    url: str
    folder: Path

    @property
    def log(self) -> CallLog:
        return CallLog(ProjectsRoot(self.folder).episode("hf", "001"))

    @property
    def home(self) -> Path:
        return self.folder / "answers" / "script"

    @property
    def book(self) -> FileBudgetBook:
        caps = {"CNY": BudgetCaps(per_episode=Decimal(1))}
        return FileBudgetBook(self.folder / "budget.jsonl", caps, VirtualClock())

    def run(self, shelf: AnswerShelf | None = None) -> ChatClient:
        """A client as a new process has it."""
        settings = LlmSettings.at_dashscope({"DASHSCOPE_API_KEY": KEY, "DASHSCOPE_BASE_URL": self.url})
        meter = Meter(self.book, "hf/001")
        return ChatClient(settings, self.log, meter=meter, shelf=shelf or AnswerShelf(self.home))

    @property
    def billed(self) -> int:
        return len(self.simulator.requests.all("chat.complete"))

    def accounts(self) -> list[Decimal]:
        """Bill, budget and call log, in yuan."""
        logged = sum((call.cost or Decimal(0) for call in self.log.calls()), Decimal(0))
        return [round(Decimal(str(told)), 8) for told in
                (self.simulator.billing.total(), self.book.spent("hf/001")["CNY"], logged)]  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    simulator = DashScopeSimulator(VirtualClock(), limited=False)
    for number in range(1, 30):
        simulator.chat.script.add(content=f"Answer {number}.", times=1)
    with serving(simulator) as url:
        yield House(simulator, url, tmp_path)


def question(text: str = "Write one line.", **more: Any) -> ChatRequest:
    return ChatRequest(role="screenwriter", messages=(Message(role="user", content=text),), **more)


@pytest.mark.parametrize("stream", [False, True])
def test_what_an_interrupted_run_was_answered_is_given_again_in_order(house: House, stream: bool) -> None:
    """Guards against a crash after eleven of twelve scenes that pays eleven scenes twice."""
    asked = [question("one", stream=stream), question("two", stream=stream), question("one", stream=stream)]
    with house.run() as chat:
        first = [chat.ask(one).text for one in asked]
    assert first == ["Answer 1.", "Answer 2.", "Answer 3."]
    shelf = AnswerShelf(house.home)
    with house.run(shelf) as chat:
        again = [chat.ask(one) for one in asked]
        fresh = chat.ask(question("one", stream=stream))
    assert [answer.text for answer in again] == first
    assert (fresh.text, shelf.served, house.billed) == ("Answer 4.", 3, 4)
    kept = [call for call in house.log.calls() if call.extra.get("kept")]
    assert [call.cost for call in kept] == [0, 0, 0]
    bill, booked, logged = house.accounts()
    assert bill == booked == logged
    stored = "".join(path.read_text("utf-8") for path in house.home.rglob("*.json"))
    assert "Answer 1." in stored
    assert KEY not in stored


def test_another_question_is_never_given_a_kept_answer(house: House) -> None:
    """Guards against an answer of another model or temperature that is passed off as the one that was asked for."""
    with house.run() as chat:
        chat.ask(question())
    others = [question(model="qwen-max"), question(temperature=0.3), question(max_tokens=99), question("Else.")]
    with house.run() as chat:
        assert "Answer 1." not in {chat.ask(one).text for one in others}
        assert chat.ask(question(), shot="S01-002").text != "Answer 1."
        assert chat.ask(question()).text == "Answer 1."


def test_the_same_clip_at_another_address_is_the_same_question() -> None:
    """Guards against a large clip that is judged twice because every upload gives it a new address."""
    keys = set()
    for address, content in (("oss://a", "one"), ("oss://b", "one"), ("oss://c", "two")):
        film = Message(role="user", content=({"type": "video_url", "video_url": {"url": address}},))
        asked = ChatRequest(role="clip_review", messages=(film,), lent={address: content})
        keys.add(asked.key("https://service", asked.body("omni", None)))
    assert len(keys) == 2


def test_recorded_work_asks_afresh(house: House) -> None:
    """Guards against a rejected script that comes out word for word the same."""
    with house.run() as chat:
        chat.ask(question())
    drop_answers(house.home)
    with house.run() as chat:
        assert chat.ask(question()).text == "Answer 2."


@pytest.mark.parametrize("spoiled", ["", '{"schema_version": 1, "key": "', '{"schema_version": 9}'])
def test_a_record_that_is_not_whole_is_not_there(house: House, spoiled: str) -> None:
    """Guards against a crash in the middle of the record that stops every later run, or gives half an answer."""
    with house.run() as chat:
        chat.ask(question("one"))
        chat.ask(question("two"))
    torn = next(path for path in house.home.rglob("*.json") if "Answer 1." in path.read_text("utf-8"))
    write_text(torn, spoiled)
    with house.run() as chat:
        assert chat.ask(question("one")).text == "Answer 3."
        assert chat.ask(question("two")).text == "Answer 2."
    with house.run() as chat:
        assert chat.ask(question("one")).text == "Answer 3."
    assert house.billed == 3


def test_an_answer_whose_run_died_before_it_was_booked_is_booked_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against a call that the bill holds and neither budget nor call log."""
    with monkeypatch.context() as dying, house.run() as chat:

        def die(*told: object) -> None:
            raise Killed

        # Nothing of a killed process runs after this line: neither the booking nor the line of the log.
        dying.setattr(FileBudgetBook, "settle", die)
        dying.setattr(FileBudgetBook, "release", die)
        dying.setattr("resources.call_log.append_json", die)
        with suppress(Killed):
            chat.ask(question())
    for _ in range(2):
        with house.run() as chat:
            assert chat.ask(question()).text == "Answer 1."
    assert house.billed == 1
    bill, booked, logged = house.accounts()
    assert bill == booked == logged


class Form(BaseModel):
    """Anything with a number."""

    number: int


def test_answers_that_made_the_work_fail_are_not_given_again(house: House) -> None:
    """Guards against an episode that no further run can help, because each gets the same junk from the disk."""
    with suppress(ProviderError), shelf_at(house.home) as shelf, house.run(shelf) as chat:
        chat.ask(question("good"))
        ask_structured(chat, question("form"), Form)
    assert house.billed == 4
    with suppress(InvalidDocument), shelf_at(house.home) as shelf, house.run(shelf) as chat:
        assert chat.ask(question("good")).text == "Answer 1."
        house.simulator.chat.script.clear()
        house.simulator.chat.script.add(answer="json", content={"number": 3})
        assert ask_structured(chat, question("form"), Form).value.number == 3
        raise InvalidDocument("what was made of it breaks a rule")
    with shelf_at(house.home) as shelf, house.run(shelf) as chat:
        chat.ask(question("good"))
    assert (shelf.served, house.billed) == (0, 6)
