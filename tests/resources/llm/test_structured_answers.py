"""Answers of a given form: found in whatever models write, never made up, sent back with their faults at most twice."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from resources.call_log import CallLog
from resources.episode_folder import ProjectsRoot
from resources.errors import ProviderError
from resources.judge.base import AXES
from resources.judge.omni.verdict import Verdict
from resources.llm.chat import ChatRequest, Message
from resources.llm.client import ChatClient
from resources.llm.fencing import fenced
from resources.llm.json_finding import find_documents
from resources.llm.settings import LlmSettings
from resources.llm.structured import ask_structured, read_answer
from tests.simulators.clock import VirtualClock
from tests.simulators.dashscope.app import DashScopeSimulator
from tests.simulators.server import serving


class Scene(BaseModel):
    """What a role may ask for."""

    title: str
    seconds: int = Field(ge=1, le=600)
    lines: list[str] = Field(default_factory=list)


GOOD = {"title": "The pier", "seconds": 30, "lines": ["It is over."]}
BAD = {"title": "The pier", "seconds": 9000}


class Desk:
    """A client with its simulated service."""

    def __init__(self, simulator: DashScopeSimulator, url: str, folder: Path) -> None:
        self.simulator = simulator
        self.log = CallLog(ProjectsRoot(folder).episode("hf", "001"))
        environ = {"DASHSCOPE_API_KEY": "sk-planted-desk-0123456789", "DASHSCOPE_BASE_URL": url}
        self.chat = ChatClient(LlmSettings.at_dashscope(environ), self.log, pause=lambda seconds: None)

    def ask(self, **more: Any) -> Any:
        request = ChatRequest(role="screenwriter", messages=(Message(role="user", content="Scene one."),))
        return ask_structured(self.chat, request, Scene, **more)

    def turns(self) -> list[list[dict[str, str]]]:
        return [record.body["messages"] for record in self.simulator.requests.all("chat.complete")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    simulator = DashScopeSimulator(VirtualClock(), limited=False)
    with serving(simulator) as url:
        yield Desk(simulator, url, tmp_path)


def test_a_good_answer_is_taken_at_once(desk: Desk) -> None:
    """Guards against a second paid call for an answer that was right."""
    desk.simulator.chat.script.add(answer="fenced", content=GOOD)
    told = desk.ask()
    assert told.value == Scene.model_validate(GOOD)
    assert (len(told.answers), told.faults) == (1, ())
    assert told.cost == pytest.approx(desk.simulator.billing.total())
    (turns,) = desk.turns()
    assert '"seconds"' in turns[-1]["content"]


def test_faults_go_back_and_the_mended_answer_is_taken(desk: Desk) -> None:
    """Guards against a failed episode because of one number, and against a repair that does not say what to mend."""
    desk.simulator.chat.script.add(answer="json", content=BAD, times=1)
    desk.simulator.chat.script.add(answer="json", content=GOOD)
    told = desk.ask()
    assert told.value.seconds == 30
    assert [answer.text for answer in told.answers] == [json.dumps(BAD), json.dumps(GOOD)]
    assert "seconds: Input should be less than or equal to 600 (given: 9000)" in told.faults[0][0]
    second = desk.turns()[1]
    assert [turn["role"] for turn in second] == ["user", "assistant", "user"]
    assert second[1]["content"] == json.dumps(BAD)
    assert "seconds: Input should be less than or equal to 600" in second[2]["content"]


def test_the_callers_own_rules_are_faults_too(desk: Desk) -> None:
    """Guards against a scene in which somebody speaks who is not in the cast."""
    desk.simulator.chat.script.add(answer="json", content=GOOD, times=1)
    desk.simulator.chat.script.add(answer="json", content={**GOOD, "lines": []})
    told = desk.ask(check=lambda scene: ["Nobody may speak here."] if scene.lines else [])
    assert told.value.lines == []
    assert "Nobody may speak here." in desk.turns()[1][-1]["content"]


@pytest.mark.parametrize("answer", ["malformed", "refusal", "truncated"])
def test_junk_is_refused_after_two_repairs_and_kept_in_the_log(desk: Desk, answer: str) -> None:
    """Guards against endless repairs, and against an invented document where none was given."""
    desk.simulator.chat.script.add(answer=answer, content=GOOD if answer == "truncated" else "")
    with pytest.raises(ProviderError) as told:
        desk.ask()
    assert told.value.failure == "permanent"
    assert "3 tries" in told.value.problem
    assert "SPARK_VIDEO_LLM_MODEL_SCREENWRITER" in str(told.value.next_command)
    calls = desk.log.calls()
    assert len(calls) == 3
    assert all(call.response for call in calls)
    assert sum(call.cost or Decimal(0) for call in calls) == pytest.approx(desk.simulator.billing.total())


def test_only_the_last_answer_goes_back(desk: Desk) -> None:
    """Guards against a conversation that grows, and costs more, with every repair."""
    desk.simulator.chat.script.add(answer="json", content=BAD)
    with pytest.raises(ProviderError):
        desk.ask()
    assert [len(turns) for turns in desk.turns()] == [1, 3, 3]


def _scene(text: str, *, cut_short: bool = False) -> Scene | None:
    return read_answer(text, Scene, cut_short=cut_short)[0]


WHOLE = json.dumps(GOOD, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"Sure! Here is scene [1]:\n\n```json\n{WHOLE}\n```\n\nShall I go on?",
        f"````\n```json\n{WHOLE}\n```\n````",
        f"<think>{json.dumps(BAD)} no, too long</think>\n{WHOLE}",
        f"好的，这是第一场：{WHOLE}。",
        f'{{"scene": {{"data": {WHOLE}}}}}',
        json.dumps({"answer": f"```json\n{WHOLE}\n```"}),
        WHOLE.replace("]", ",]").replace("}", ",\n}"),
        WHOLE.replace("It is over.", "It is\nover."),
        WHOLE[:-1],
        f"```json\n{WHOLE[:-2]}\n```",
        f"{WHOLE}\n\nAgain, to be sure:\n{WHOLE}",
        WHOLE.replace("30", "30.0"),
    ],
)
def test_the_document_is_found_where_it_stands(text: str) -> None:
    """Guards against paying for a repair of an answer that a person reads at a glance."""
    found = _scene(text)
    assert found is not None
    assert (found.title, found.seconds, len(found.lines)) == ("The pier", 30, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I am sorry, I cannot write this scene.",
        "title: The pier, seconds: thirty",
        WHOLE.replace("30", "thirty"),
        WHOLE.replace("30", '"thirty"'),
        WHOLE.replace("30", "NaN"),
        WHOLE.replace("30", "Infinity"),
        WHOLE.replace("30", "1e999"),
        WHOLE.replace("30", "3" * 5000),
        WHOLE.replace('"seconds": 30', '"seconds": 30, "seconds": 3'),
        WHOLE.replace('"', "'"),
        WHOLE[: len(WHOLE) // 2],
        WHOLE.replace("The pier", "\\ud83d"),
        f"[{WHOLE}, {json.dumps({**GOOD, 'title': 'Another'})}]",
        f"{WHOLE}\n{json.dumps({**GOOD, 'title': 'Another'})}",
        '{"scenes": [' + WHOLE + ', {"title": "cut',
        "[" * 5000,
        '{"a":' * 5000,
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_document_is_not_completed_by_guessing(text: str) -> None:
    """Guards against a value nobody wrote: numbers as words, two answers, pieces of a cut answer, endless numbers."""
    value, faults = read_answer(text, Scene)
    assert value is None
    assert faults


def test_faults_of_a_wrapped_answer_are_those_of_the_answer() -> None:
    """Guards against a repair that asks for fields which are there, one level down."""
    assert read_answer(json.dumps({"scene": BAD}), Scene)[1] == [
        "seconds: Input should be less than or equal to 600 (given: 9000)"
    ]


def test_an_answer_cut_by_its_limit_is_never_completed() -> None:
    """Guards against a scene whose last lines are silently lost."""
    assert _scene(WHOLE[:-1]) is not None
    assert _scene(WHOLE[:-1], cut_short=True) is None


def test_a_broken_text_is_read_in_no_time() -> None:
    """Guards against a model that stops a run with a megabyte of brackets."""
    for text in ('{"a' * 300_000, "{" * 1_000_000, '{"a":[' * 200_000, '"' * 1_000_000, "{}" * 400_000):
        assert find_documents(text) in ([], [{}])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SCRAPS = st.sampled_from(
    [
        *('{"', '"}', "{", "}", "[", "]", '"', ":", ",", "\\", "\\u0000", "\\ud800", "```json\n", "```", "<think>"),
        *("NaN", "1e999", "-", "eight", "八", "true", "null", "\n", " ", "9" * 400, '"logic":', '"logic": 8.5,'),
    ]
)


@given(st.one_of(st.text(), st.lists(SCRAPS, max_size=40).map("".join)))
@settings(max_examples=300)
def test_any_text_is_read_without_a_crash(text: str) -> None:
    """Guards against a parser that falls over what a model wrote."""
    for whole in (True, False):
        for document in find_documents(text, whole=whole):
            json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    assert read_answer(text, Scene)[0] is None


@given(st.dictionaries(st.sampled_from(AXES), JSON_VALUES), st.sampled_from(["{}", "```json\n{}\n```", "So: {}."]))
@settings(max_examples=100)
def test_only_six_marks_from_0_to_10_are_a_verdict(marks: dict[str, Any], frame: str) -> None:
    """Guards against an accepted take on five axes, words, truth values or numbers of another scale."""
    value, faults = read_answer(frame.replace("{}", json.dumps(marks)), Verdict)
    fits = set(marks) == set(AXES) and all(
        isinstance(mark, int | float) and not isinstance(mark, bool) and math.isfinite(mark) and 0 <= mark <= 10
        for mark in marks.values()
    )
    assert (value is not None) == fits
    assert bool(faults) == (not fits)


@given(st.text(), st.text())
@settings(max_examples=100)
def test_no_text_gets_out_of_its_fence(text: str, other: str) -> None:
    """Guards against a premise that closes its own quotation and goes on as an instruction."""
    quoted = fenced("premise", text)
    again = fenced("premise", f"{quoted}\n{other}\n{quoted}")
    for told in (quoted, again):
        last = told.splitlines()[-1]
        assert told.count(last) == 1


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES, min_size=1, max_size=4))
@settings(max_examples=80)
def test_what_is_json_is_found_as_it_is(value: dict[str, Any]) -> None:
    """Guards against a finder that changes or loses values."""
    found = find_documents(f"Here: {json.dumps(value)} - that is all.")
    assert found in ([], [value])
    if "thrown away" not in _why_not(value):
        assert found == [value]


def _why_not(value: Any) -> str:
    """What of a value may not be read: no number, an endless one, or a text that no file can hold."""
    if isinstance(value, dict):
        return "".join(_why_not(key) + _why_not(inner) for key, inner in value.items())
    if isinstance(value, list):
        return "".join(map(_why_not, value))
    if isinstance(value, float):
        return "" if math.isfinite(value) else "thrown away"
    if isinstance(value, int):
        return "" if abs(value) < 10**18 else "thrown away"
    return ""
