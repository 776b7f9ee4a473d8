"""Which request is which job: the same content is never paid again, another one never gets the old clip."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger_stage import Crash, FakeProvider, Stage, take

from resources.errors import NotFound, ProviderError
from resources.render_ledger import (
    Phase,
    request_digest,
)
from resources.video.base import MediaRef, RenderRequest


def test_a_changed_request_never_gets_the_old_jobs_clip(stage: Stage) -> None:
    """Guards against old settings being delivered and billed after the user changed the prompt."""
    with pytest.raises(Crash):
        stage.run(take("old words"), crash="after_handle")
    outcome = stage.run(take("new words"))
    assert outcome.result is not None
    assert outcome.result.clip.read_bytes() == b"film of new words"
    phases = {view.phase for view in stage.ledger().jobs()}
    assert phases == {Phase.RUNNING, Phase.DONE}


def test_a_damaged_clip_is_fetched_again_not_paid_again(stage: Stage) -> None:
    """Guards against handing on a clip that was changed on disk, and against paying to mend it."""
    outcome = stage.run(take())
    assert outcome.result is not None
    outcome.result.clip.write_bytes(b"torn")
    mended = stage.run(take())
    assert mended.result is not None
    assert mended.result.clip.read_bytes() == b"film of a tram at dawn"
    assert len(stage.house.tasks) == 1
    assert stage.reserved_or_spent() == Decimal("4.5")


def test_a_base_url_changed_under_a_running_job_is_told(stage: Stage) -> None:
    """Guards against a 404 of the wrong endpoint being read as an expired job."""
    with pytest.raises(Crash):
        stage.run(take(), crash="after_handle")
    moved = FakeProvider(stage.house)
    moved.capabilities = moved.capabilities.model_copy(update={"base_url": "https://elsewhere.example"})
    with pytest.raises(ProviderError, match=r"render\.example.*elsewhere\.example"):
        stage.run(take(), provider=moved)
    assert stage.run(take()).state == "done"


def test_identity_rests_on_content_not_on_paths(tmp_path: Path) -> None:
    """Guards against paying again after the projects folder moved, and against a new portrait being overlooked."""
    requests = []
    for name, content in (("a.png", b"face"), ("b.png", b"face"), ("c.png", b"other face")):
        (tmp_path / name).write_bytes(content)
        media = (MediaRef(role="cast", path=tmp_path / name, name="Mei"),)
        requests.append(take().model_copy(update={"media": media}))
    first, moved, changed = map(request_digest, requests)
    assert first == moved != changed
    with pytest.raises(NotFound):
        request_digest(take().model_copy(update={"media": (MediaRef(role="set", path=tmp_path / "gone.png"),)}))


def test_a_field_added_later_does_not_orphan_running_jobs() -> None:
    """Guards against an update of the program paying again for every job that was under way."""

    class LaterRequest(RenderRequest):
        camera_path: str | None = None

    later = LaterRequest.model_validate(take().model_dump())
    assert request_digest(later) == request_digest(take())
    assert request_digest(later.model_copy(update={"camera_path": "dolly"})) != request_digest(take())
