"""Taking in a render request: what is wrong is named before anything is sent, what is right is frozen once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from render_requests import FREE, PAID

from resources.episode_folder import ProjectsRoot
from resources.errors import BudgetStop, InvalidDocument, SparkVideoError, UsageError
from resources.file_digest import file_digest
from resources.render_job_folder import RenderJobFolder
from resources.video.base import RenderRequest
from spark_video_assets.crew.render_jobs import references
from spark_video_assets.crew.render_jobs.pickup import Usable, pick_up, quoted
from spark_video_assets.crew.render_jobs.record import RenderJob, read_job
from spark_video_assets.story.render_order import job_id_of
from tests.simulators.media import make_png

KEYED = {"DASHSCOPE_API_KEY": "sk-simulated-key", "GEMINI_API_KEY": "AIza-simulated-key"}


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """A drop folder with one good picture, and one outside of it."""
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "ada.png").write_bytes(make_png(640, 480, look="Ada"))
    (tmp_path / "secret.png").write_bytes(make_png(640, 480, look="secret"))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "torn.png").write_bytes(make_png(640, 480, look="Ada")[:400])
    (folder / "page.png").write_text("<html>")
    return folder


def taken(drop: Path, request: dict[str, Any] | str, *, name: str = "lamp.json", environ: Any = None) -> RenderJob:
    """The job of a request that was dropped."""
    path = drop / name
    path.write_text(request if isinstance(request, str) else json.dumps(request), encoding="utf-8")
    root = ProjectsRoot(drop.parent / "projects")
    return pick_up(root, path, within=drop, by="Mia", usable=Usable(KEYED if environ is None else environ))


def frozen(drop: Path, job: RenderJob) -> RenderRequest:
    """What the provider will get."""
    root = ProjectsRoot(drop.parent / "projects")
    return read_job(RenderJobFolder(root, job.job_id)).rendered_with(root)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"provider": "nobody"}, "field provider: Input should be 'animatic', 'bl'"),
        ({"prompt": "  "}, "field prompt"),
        ({"model": "sora"}, "field model: bl has no 'sora'"),
        ({"seconds": 2.5}, "whole seconds from 3 to 15, not 2.5"),
        ({"provider": "veo", "seconds": 5}, "makes 4, 6, 8 s, not 5"),
        ({"provider": "veo", "seconds": 4, "resolution": "1080P"}, "only 8 of such a request"),
        ({"resolution": "480P"}, "field resolution"),
        ({"seconds": 1, "resolution": "480P"}, "; field seconds"),
        ({"budget": -1}, "field budget"),
        ({"provider": "seedance", "seconds": 4}, "cannot be used: no key"),
        ({"kind": "i2v"}, "i2v needs the picture that it starts on"),
        ({"references": ["ada.png"]}, "t2v takes no picture"),
        ({"kind": "r2v", "references": ["ada.png"] * 20}, "too many"),
        ({"kind": "i2v", "references": ["nix.png"]}, "'nix.png' is not there"),
        ({"kind": "i2v", "references": ["../secret.png"]}, "leads out of the folder"),
        ({"kind": "i2v", "references": ["/etc/passwd"]}, "leads out of the folder"),
        ({"kind": "i2v", "references": ["link.png"]}, "leads out of the folder"),
        ({"kind": "i2v", "references": ["a\0b.png"]}, "is no path"),
        ({"kind": "i2v", "references": ["torn.png"]}, "is not a whole picture"),
        ({"kind": "r2v", "references": ["page.png", "nix.png"]}, "is not a whole picture"),
    ],
)
def test_a_wrong_request_names_its_fault(drop: Path, change: dict[str, Any], said: str) -> None:
    """A person would learn it from the provider after paying, or a program would read files that are not its own."""
    with pytest.raises(UsageError) as refused:
        taken(drop, {**PAID, **change})
    assert said in str(refused.value)
    assert list((drop.parent / "projects").glob("videos/*/request.json")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("provider: bl\nprompt: [\n", "not valid YAML (line"),
        ("- provider: bl\n", "holds list"),
        (
            "provider: bl\ncolour: blue\n",
            "field colour is not known; field kind is missing; field prompt is missing",
        ),
        ("a: &a [x, x]\nb: &b [*a, *a]\nreferences: [*b, *b]\n", "uses an alias"),
        ("references: " + "[" * 5000, "nested too deeply"),
        ("prompt: \x07\n", "no text has"),
    ],
)
def test_a_file_that_is_no_request_is_told_from_one(drop: Path, text: str, said: str) -> None:
    """A stray file would stop the daemon, or unfold into gigabytes in its log."""
    with pytest.raises(InvalidDocument) as refused:
        taken(drop, text, name="lamp.yaml")
    assert said in str(refused.value)
    assert len(str(refused.value)) < 2000


def test_a_giant_picture_is_refused_before_it_is_decoded(drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file would take all memory of the daemon, or all of the disk."""
    monkeypatch.setattr(references, "MAX_PICTURE_PIXELS", 640 * 480 - 1)
    with pytest.raises(InvalidDocument, match="million pixels"):
        taken(drop, {**FREE, "kind": "i2v", "references": ["ada.png"]})
    monkeypatch.setattr(references, "MAX_PICTURE_BYTES", 1000)
    with pytest.raises(InvalidDocument, match="MB are taken"):
        taken(drop, {**FREE, "kind": "i2v", "references": ["ada.png"]})


def test_money_is_looked_at_before_the_job_is_there(drop: Path) -> None:
    """A cap in another currency, or a price that nobody knows, would be found out by the bill."""
    with pytest.raises(BudgetStop, match=r"cap of the render job videos/lamp-.*: 0 of 1"):
        taken(drop, {**PAID, "budget": 1})
    with pytest.raises(BudgetStop, match="price is in CNY") as other:
        taken(drop, {**PAID, "budget": 10, "currency": "USD"})
    assert other.value.next_command == "give the budget in CNY in the request file"
    with pytest.raises(BudgetStop, match="price is in CNY"):
        taken(drop, {**PAID, "currency": "USD"}, environ={**KEYED, "SPARK_VIDEO_DAY_BUDGET": "50"})
    order, model, price = quoted(drop / "lamp.json", within=drop, usable=Usable(KEYED))
    assert (order.currency, model, str(price.amount)) == ("USD", "happyhorse-1.0-t2v", "2.7")


def test_plain_yaml_is_read_as_it_is_meant(drop: Path) -> None:
    """`ratio: 9:16` is a number of seconds to YAML, `007` a number, and `no` must still mean no."""
    text = (
        "provider: happyhorse\nkind: t2v\nprompt: 灯。\nseconds: 5\nratio: 9:16\nname: 007\nreview: no\nseed: 42\n"
    )
    job = taken(drop, text, name="x.yaml")
    request = frozen(drop, job)
    assert (request.ratio, request.seed, job.order.review, job.order.provider) == ("9:16", 42, False, "bl")
    assert job.job_id.startswith("007-")


def test_the_same_wish_is_one_job_and_another_is_another(drop: Path) -> None:
    """The same file dropped twice would be paid twice; an edited one would be taken for the one before."""
    wish = {**PAID, "kind": "r2v", "references": [{"file": "ada.png", "name": "Ada"}]}
    job = taken(drop, wish)
    (drop / "copy.png").write_bytes((drop / "ada.png").read_bytes())
    (drop / "ada.png").unlink()
    again = taken(drop, {**wish, "references": [{"file": "copy.png", "name": "Ada"}]}, name="other.yaml")
    assert again == job
    assert frozen(drop, job).media[0].digest == file_digest(drop / "copy.png")
    terms = taken(drop, {**wish, "references": [{"file": "copy.png", "name": "Ada"}], "budget": 20, "review": True})
    assert (terms.job_id, terms.order.budget) == (job.job_id, 20)
    assert terms.wish != job.wish
    for change in ({"prompt": "Another."}, {"seed": 1}, {"take": 2}, {"model": "wan2.6"}):
        other = taken(drop, {**wish, "references": [{"file": "copy.png", "name": "Ada"}], **change})
        assert other.digest != job.digest


def test_a_projects_folder_that_moved_still_knows_its_pictures(drop: Path) -> None:
    """A job that was taken in before a move could never be picked up again."""
    job = taken(drop, {**FREE, "kind": "r2v", "references": [{"file": "ada.png", "role": "cast", "name": "Ada"}]})
    moved = (drop.parent / "projects").rename(drop.parent / "elsewhere")
    request = read_job(RenderJobFolder(ProjectsRoot(moved), job.job_id)).rendered_with(ProjectsRoot(moved))
    assert request.media[0].path.is_file()
    assert request.staging is not None
    assert request.staging.figures[0].portrait == request.media[0].path


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("lamp", "lamp"),
        ("江边 茶馆", "江边-茶馆"),
        ("🎬 film", "🎬-film"),
        ("../x|y...z\n", "x-y-z"),
        ("episode-001", "job-episode-001"),
        ("...", "job"),
        ("é" * 200, "é" * 48),
        ("🎬" * 60, "🎬" * 30),
    ],
)
def test_a_job_is_called_after_its_file(name: str, kept: str) -> None:
    """A name would lead out of the folder, break a partition key, or pass for an episode."""
    assert job_id_of(name, "0123456789abcdef") == f"{kept}-0123456789"


def test_every_error_speaks_to_a_person(drop: Path) -> None:
    """A defect of ours would end the tick for every other request."""
    for text in ("", "null", "{}", "[]", "\ufeff{}", '{"provider": 1e999}', '{"seconds": NaN}', "x" * 70_000):
        with pytest.raises(SparkVideoError):
            taken(drop, text)
    (drop / "latin.yaml").write_bytes(b"provider: bl\nprompt: caf\xe9\n")
    with pytest.raises(InvalidDocument, match="UTF-8"):
        pick_up(ProjectsRoot(drop.parent / "p"), drop / "latin.yaml", within=drop, by="Mia", usable=Usable(KEYED))
