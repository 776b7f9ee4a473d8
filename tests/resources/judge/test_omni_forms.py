"""Which model judges and in which form it gets the clip: uploads, refusals, the next one, stills at last."""

from __future__ import annotations

import pytest
from judge_room import OMNI, VL, Room, parts

from resources.errors import ProviderError, UsageError
from resources.judge.base import AXES
from resources.judge.choosing import open_judge
from resources.judge.omni.forms import load_forms


def test_a_large_clip_is_uploaded_and_the_address_resolved(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a refusal of every clip above the limit of inlined files."""
    small = load_forms().model_copy(update={"data_uri_max_bytes": 20_000})
    monkeypatch.setattr("resources.judge.omni.judge.load_forms", lambda: small)
    judge = room.judge()
    assert judge.judge(room.request).judge == OMNI
    record = room.simulator.requests.last("chat.complete")
    address = record.body["messages"][-1]["content"][0]["video_url"]["url"]
    assert address.startswith("oss://")
    assert record.headers["x-dashscope-ossresourceresolve"] == "enable"
    judge.judge(room.request)
    assert len(room.simulator.requests.all("upload.file")) == 1


def test_without_access_to_the_omni_model_the_next_one_looks_and_says_what_it_cannot_judge(room: Room) -> None:
    """Guards against a mark for speech by a model that does not hear, and against asking a barred model again."""
    room.simulator.faults.add(
        kind="http_error", operation="chat.complete", contains=OMNI, status=403, code="Model.AccessDenied", times=0
    )
    judge = room.judge()
    told = judge.judge(room.request)
    assert told.judge == VL
    assert told.breakdown["dialog_attribution"] is None
    assert "does not hear" in told.measures["sound"].note
    assert told.measured_axes == AXES[:5]
    assert judge.judge(room.request).judge == VL
    assert [body["model"] for body in room.asked()] == [OMNI, VL, VL]


def test_a_refused_form_leads_to_the_next_and_at_last_to_stills(room: Room) -> None:
    """Guards against no review at all where a service takes the clip in no form but single pictures."""
    for _ in range(3):
        room.simulator.faults.add(kind="http_error", operation="chat.complete", status=400, code="InvalidParameter")
    assert room.judge().judge(room.request).judge == VL
    bodies = room.asked()
    assert [body["model"] for body in bodies] == [OMNI, OMNI, VL, VL]
    assert parts(bodies[1])[-1] == ["text", "image_url", "video_url", "text"]
    stills = bodies[3]["messages"][-1]["content"][2]
    assert stills["type"] == "video"
    assert len(stills["video"]) == 4


@pytest.mark.parametrize(
    ("status", "code", "policy"),
    [(401, "InvalidApiKey", "auth"), (400, "DataInspectionFailed", "moderation"), (400, "Arrearage", "arrears")],
)
def test_a_refusal_that_no_other_form_mends_is_told_as_it_is(
    room: Room, status: int, code: str, policy: str
) -> None:
    """Guards against a wrong key or a refused clip being hidden behind the last fallback's message."""
    room.simulator.faults.add(kind="http_error", operation="chat.complete", status=status, code=code, times=0)
    with pytest.raises(ProviderError) as told:
        room.judge().judge(room.request)
    assert told.value.failure == policy
    assert len(room.asked()) <= 2


def test_a_forced_model_is_asked_first_and_dropped_when_there_is_none(room: Room) -> None:
    """Guards against SPARK_VIDEO_REVIEW_OMNI_MODEL being ignored, or a typing mistake in it stopping all reviews."""
    told = room.judge(SPARK_VIDEO_REVIEW_OMNI_MODEL="qwen3.5-omni-flash").judge(room.request)
    assert told.judge == "qwen3.5-omni-flash"
    assert room.judge(SPARK_VIDEO_REVIEW_OMNI_MODEL="qwen9-omni").judge(room.request).judge == OMNI
    with pytest.raises(UsageError, match="SPARK_VIDEO_REVIEW_TIMEOUT_S"):
        room.judge(SPARK_VIDEO_REVIEW_TIMEOUT_S="soon")


def test_an_endless_answer_is_cut(room: Room) -> None:
    """Guards against a review that hangs, and bills, for ever."""
    room.simulator.chat.script.add(answer="endless", model=OMNI)
    judge = room.judge(SPARK_VIDEO_REVIEW_TIMEOUT_S="1")
    assert judge.judge(room.request).judge == VL
    assert [call.error is None for call in room.log.calls()] == [False, False, True]
    assert "does not end" in str(room.log.calls()[0].error)


def test_who_judges_is_chosen_by_what_is_configured(room: Room) -> None:
    """Guards against an animatic whose puppets are shown to a paid model, and a missing key that stops the reviews."""
    assert open_judge(room.log, drawn=False, environ={}).name == "local"
    assert open_judge(room.log, drawn=True, environ=room.environ).name == "local"
    assert OMNI in open_judge(room.log, drawn=False, environ=room.environ).name
    switched = {**room.environ, "SPARK_VIDEO_REVIEW_MODEL": ""}
    assert open_judge(room.log, drawn=False, environ=switched).name == "local"
