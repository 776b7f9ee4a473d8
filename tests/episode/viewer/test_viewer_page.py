"""The page as a file: nothing hostile becomes markup, links find their files, broken episodes still get a page."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from resources.atomic import write_text
from resources.episode_folder import ProjectsRoot
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.viewer import write_viewer
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.names import EpisodeKey

HOSTILE_NOTE = "<script>window.hacked=3</script>"


@dataclass
class Parsed(HTMLParser):
    """What a browser would make of the page: elements with attributes, text, and the content of scripts and styles."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside == "style":
            self.styles.append(data)
        else:
            self.text += data

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def parsed(page: Path) -> Parsed:
    reader = Parsed()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    return reader


def written(produced) -> Parsed:
    return parsed(write_viewer(produced.episode, produced.settings))


@pytest.fixture(scope="module")
def page(produced_once) -> Parsed:
    return written(produced_once)


def test_hostile_words_stay_words(page: Parsed) -> None:
    """A name, line, note or model answer with markup in it must be shown, not run."""
    assert page.text.count("window.hacked=1") > 12
    assert "x" not in page.values("src")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert [tag for tag, _ in page.elements].count("script") == 2
    assert len(page.scripts) == 2


def test_data_in_the_script_cannot_close_it(page: Parsed) -> None:
    """`</script>`, `<!--` and line separators inside the data would end or hide the page's own script."""
    data = page.scripts[0]
    assert not set("<>&\u2028\u2029") & set(data)
    calls = json.loads(data)["calls"]
    assert "</script><script>window.hacked=2</script><!-- \u2028" in calls[0]["request"]


def test_policy_names_exactly_our_style_and_script(page: Parsed) -> None:
    """A policy whose digests do not fit leaves a page without style and player; a loose one lets others run."""
    policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for name, text in (("script-src", page.scripts[1]), ("style-src", page.styles[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert "http" not in policy
    assert not page.values("style")


def test_links_find_their_files(page: Parsed, produced_once) -> None:
    """Names with blanks, CJK, #, ? and % must not cut a link short: the picture or clip would silently be missing."""
    home = produced_once.episode.folder.path
    links = [url for name in ("src", "href") for url in page.values(name) if not url.startswith(("#", "data:"))]
    assert [url for url in links if not (home / unquote(url)).is_file()] == []
    assert any("%E9%99%88%20%231%20100%25/portrait%20of%20%231%20100%25%3F.png" in url for url in links)
    assert any(url.startswith("../cast/") for url in links)
    assert not [url for url in links if url.startswith(("/", "file:"))]


def test_shows_takes_gates_and_money(page: Parsed) -> None:
    """Marks, vetoes, who chose, who signed, what changed since, what it cost: the producer decides on these."""
    words = " ".join(page.text.split())
    for told in (
        "★ winner chosen by best-of-n",
        "3 veto",
        "swapped-speaker at 0.4 s",
        "Escalation report to the director",
        "approved by Mia",
        "signed for other content",
        "7.75 CNY spent",
        "3 CNY estimated",
        "2026-11-20 08:00 UTC",
        "not judged",
    ):
        assert told in words, told
    assert "Only Ada speaks" in words
    assert "ins" in {tag for tag, _ in page.elements}


def test_does_not_complain_about_itself(page: Parsed) -> None:
    """While the page is written it is never up to date yet; saying so would make every page look broken."""
    assert "viewer is up to date" not in page.text


def test_captions_and_timeline_are_inside(page: Parsed) -> None:
    """Browsers load no text track from file://: captions must travel in the page."""
    data = json.loads(page.scripts[0])
    assert [cue["start"] for cue in data["tracks"][0]["cues"]] == [2.2, 4.2]
    assert [place["start"] for place in data["places"]] == [0.0, 2.0, 4.0]
    assert data["burned"] is False


def test_same_content_gives_the_same_bytes_anywhere(produced, tmp_path: Path) -> None:
    """A page that differs from run to run makes its stage stale for ever and cannot be compared or signed."""
    first = write_viewer(produced.episode, produced.settings).read_bytes()
    assert write_viewer(produced.episode, produced.settings).read_bytes() == first
    elsewhere = tmp_path / "another place"
    shutil.copytree(produced.episode.folder.root.path, elsewhere)
    shutil.rmtree(elsewhere / "hf" / "episode-001" / ".cache")
    moved = Episode.at(ProjectsRoot(elsewhere), EpisodeKey.of("hf", "001"))
    assert write_viewer(moved, produced.settings).read_bytes() == first
    assert str(tmp_path).encode() not in first


def test_broken_files_are_notes(produced) -> None:
    """One damaged file of a production must never cost the whole page."""
    folder = produced.episode.folder
    folder.clip("S01-002", 1).write_bytes(b"not a film")
    folder.clip("S01-002", 2).unlink()
    folder.lore.write_bytes(b"---\ntitle: \xff\n---\n")
    folder.cast_manifest.write_text('{"kind": "cast", "entries": {"Ada": {"name"', encoding="utf-8")
    folder.sign_off(1).write_text("[]", encoding="utf-8")
    (folder.final / "cut.json").write_text(
        '{"segments": [{"shot_id": "S01-001", "start_s": NaN}]}', encoding="utf-8"
    )
    folder.model_calls.write_text('{"torn', encoding="utf-8")
    next((folder.project_folder / "cast" / "Ada").glob("*.png")).write_bytes(b"no picture")
    page = written(produced)
    notes = page.text.split("notes on this episode's files")[1].split("Quality control")[0]
    assert notes.count("cast.json") == 1
    for named in (
        "S01-002-ver1.mp4",
        "lore.md",
        "cast.json",
        "gate-1.json",
        "timeline of the film",
        "portrait of #1",
    ):
        assert named in notes, named
    assert "The clip is gone." in page.text
    assert str(folder.root.path) not in page.text
    assert "One Small Ship" in page.text


@pytest.mark.parametrize("name", ["storyboard", "shots_state", "brief", "render_plan", "needs_director_rewrite"])
def test_page_without_a_readable_document(produced, name: str) -> None:
    """Every document that everything else leans on, cut off in the middle."""
    path = getattr(produced.episode.folder, name)
    path.write_bytes(path.read_bytes()[:40] if path.suffix == ".json" else b"premise: [")
    assert path.name in written(produced).text


def test_empty_episode_has_a_page(tmp_path: Path) -> None:
    """`viewer` is asked for at the first gate already, long before there is a storyboard."""
    episode = Episode.at(ProjectsRoot(tmp_path), EpisodeKey.of("江边 #1", "002"))
    episode.folder.create()
    episode.save_brief(Brief(premise="茶馆里最后一杯茶", language="zh"))
    page = parsed(write_viewer(episode, Settings()))
    assert "茶馆里最后一杯茶" in page.text
    assert "No film yet" in page.text
    assert "notes on this" not in page.text


def test_takes_of_dropped_shots_and_half_a_surrogate_are_shown(produced) -> None:
    """Paid takes stay visible when their shot leaves the storyboard; JSON can hold text that no file can."""
    state = produced.episode.folder.shots_state
    data = json.loads(state.read_text(encoding="utf-8"))
    data["S09-009"] = {
        "shot_id": "S09-009",
        "attempts": [{"version": 1, "status": "FAILED", "error": "\ud800 gone"}],
    }
    data["S01-001"]["note"] = f"slower {HOSTILE_NOTE}"
    write_text(state, json.dumps(data))
    words = written(produced).text
    assert f"Wanted of the next take: slower {HOSTILE_NOTE}" in words
    assert "no longer in the storyboard" in words
    assert "render failed" in words


def test_a_path_out_of_the_episode_is_not_linked(produced) -> None:
    """A state file from elsewhere must not make the page show files outside the projects folder."""
    folder = produced.episode.folder
    secret = folder.root.path.parent / "secret.mp4"
    shutil.copy(folder.final_film, secret)
    text = folder.shots_state.read_text(encoding="utf-8")
    write_text(folder.shots_state, text.replace("clips/S01-001-ver3.mp4", "../../../secret.mp4"))
    assert "secret.mp4" not in " ".join(written(produced).values("src"))


def test_odd_values_in_an_older_manifest_are_a_note(produced) -> None:
    """Manifests of older programs are loosely written; an odd one must cost its cards, not the page."""
    odd = {"characters": [{"name": "Ada", "images_local": 5}]}
    write_text(produced.episode.folder.cast_manifest, json.dumps(odd))
    assert "cast manifest: cannot be read (TypeError)" in written(produced).text
