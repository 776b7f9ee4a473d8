"""A small produced episode on disk, with everything that can go wrong in it: rejects, an escalation, hostile names."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from resources.atomic import append_json, write_json, write_text
from resources.episode_folder import ProjectsRoot
from resources.media.frames import save_png
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.library import scan_cards
from spark_video_assets.episode.reference_pictures import limits_of
from spark_video_assets.episode.settings import Settings
from spark_video_assets.episode.shown import shown_at
from spark_video_assets.episode.sources import Sources
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.captions import CaptionCue, to_srt, to_vtt
from spark_video_assets.story.critique import drawn
from spark_video_assets.story.direction import Direction
from spark_video_assets.story.escalation import Escalation, EscalationDetail, escalation_report
from spark_video_assets.story.gates import SignOff, shown_digest
from spark_video_assets.story.names import EpisodeKey
from spark_video_assets.story.post import QcCheck, QcReport
from spark_video_assets.story.render_plan import plan_render
from spark_video_assets.story.reviewing import AXES, ReviewRules, decide
from spark_video_assets.story.scene_page import parse_scene_page
from spark_video_assets.story.script import Script
from spark_video_assets.story.storyboard import Bgm, Scene, Shot, SpokenBeat, Storyboard
from spark_video_assets.story.takes import ShotState, Take

HOSTILE = '<img src=x onerror="window.hacked=1">'
CLOSING = "</script><script>window.hacked=2</script><!-- \u2028"
PERSON = "陈 #1 100%"
PRICES = {"t2v": 0.5, "i2v": 0.5, "r2v": 0.5, "review": 0.0, "currency": "CNY"}

_PAGE = """## Scene 1 — The old lighthouse (dusk)

**Characters**: Ada, {person}
**Estimated duration**: 6s
**Action**: The beam turns over an empty sea. {hostile}

**Dialog**:
- Ada: "Not one. {hostile}"
- {person}: "那就是它有用的证明。"

<!-- CAST CHECK
Leads: Ada
-->
"""


@dataclass(frozen=True)
class Produced:
    """The episode and the settings it was made with."""

    episode: Episode
    settings: Settings

    def sources(self) -> Sources:
        """A fresh look."""
        return Sources(self.episode, self.settings)


def painted_clip(path: Path, *, hue: int, seconds: float = 1.0, size: tuple[int, int] = (160, 90)) -> Path:
    """An mp4 of a disc that crosses a coloured ground, so that frames differ."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    ground = np.stack([down * 120 // height + hue % 97, across * 60 // width + 30, 90 - down * 60 // height], -1)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=24, options={"preset": "ultrafast", "g": "12"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        for index in range(round(seconds * 24)):
            picture = ground.astype(np.uint8)
            inside = (across - index * width // 30) ** 2 + (down - height // 2) ** 2 < (height // 4) ** 2
            picture[inside] = (240, (hue * 3) % 255, 110)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 24)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def _cards(root: Path) -> None:
    for name, words in (("Ada", f"Old woman, yellow raincoat. {HOSTILE}"), (PERSON, "年轻的办事员，蓝色外套。")):
        home = root / "hf" / "cast" / name
        write_text(
            home / "cast.md",
            f"---\nname: {name!r}\nage: 71\ndescription: {words!r}\n---\n\nBody {HOSTILE} {CLOSING}\n",
        )
        save_png(np.full((90, 120, 3), (200, 170, 60), np.uint8), home / "portrait of #1 100%?.png")
    write_text(root / "hf" / "movie-set" / "pier" / "set.md", "---\nname: pier\ndescription: A pier in fog\n---\n")
    write_text(root / "hf" / "episode-001" / "props" / "lamp" / "prop.md", "---\nname: lamp\n---\n")
    write_text(
        root / "hf" / "lore.md",
        f"---\ntitle: Lantern Bay\ngenre: [comedy]\nmood_anchor: gentle storybook comedy\n---\n\n# The bay\n\n{HOSTILE}\n",
    )


def _board() -> Storyboard:
    def shot(number: int, **more: object) -> Shot:
        told = {"id": f"S01-{number:03d}", "scene": "S01", "duration": 2, "kind": "r2v", **more}
        return Shot.model_validate({"prompt": f"Ada turns the lamp, take care of {number}.", **told})

    return Storyboard(
        title=f"One Small Ship {HOSTILE}",
        scenes=[Scene(id="S01", name="The old lighthouse", description="Dusk over an empty sea.", set_id="pier")],
        bgm=Bgm(enabled=True, mode="global", track="warm"),
        shots=[
            shot(
                1, kind="t2v", narrative_purpose="We see how alone the light is", use_prev_last_frame_as_first=False
            ),
            shot(2, characters=["Ada"], speech=[SpokenBeat(speaker="Ada", text=f"Not one. {HOSTILE}")]),
            shot(3, characters=["Ada", PERSON], speech=[SpokenBeat(speaker=PERSON, text="那就是它有用的证明。")]),
        ],
    )


def _take(episode: Episode, shot: str, version: int, marks: float, prompt: str, size: tuple[int, int]) -> Take:
    clip = painted_clip(episode.folder.clip(shot, version), hue=version * 40 + int(shot[-1]) * 11, size=size)
    breakdown = dict.fromkeys(AXES, marks) | {"dialog_attribution": marks - 2.5, "style": None}
    faults = ["swapped-speaker at 0.4 s: the other mouth moves"] if marks < 6 else []
    review = decide(shot_id=shot, version=version, breakdown=breakdown, rules=ReviewRules(), qc_faults=faults)
    critique = f"The other mouth moves at 0.4 s. {CLOSING}" if marks < 7 else ""
    measures = {"mouth_motion": {"value": 0.4, "limit": 0.2, "unit": "px", "ok": False}}
    return Take(
        version=version,
        status="SUCCEEDED",
        started_at="2026-11-20T10:00:00+00:00",
        finished_at="2026-11-20T10:00:07+00:00",
        provider="animatic",
        model="animatic-1",
        video_path=episode.folder.relative(clip),
        elapsed_s=7.25,
        prompt=prompt,
        review=review.model_copy(update={"critique": critique, "judge": "local", "measures": measures}),
        round=version,
        cost=1.0,
        currency="CNY",
    )


def _shoot(episode: Episode, board: Storyboard, size: tuple[int, int]) -> None:
    with episode.changing_states() as states:
        for shot in board.shots:
            hard = shot.id == "S01-003"
            takes = [
                _take(
                    episode,
                    shot.id,
                    n,
                    5.5 if n < 3 else 6.6 if hard else 9.3,
                    f"{shot.prompt} {'Only Ada speaks. ' * (n > 1)}{HOSTILE}",
                    size,
                )
                for n in ((3,) if shot.id == "S01-001" else (1, 2, 3))
            ]
            state = ShotState(
                shot_id=shot.id,
                attempts=takes,
                winner_version=3,
                accepted_by="best-of-n" if hard else "review",
                needs_director_rewrite=hard,
            )
            states.shots[shot.id] = state
            if hard:
                report = episode.folder.escalation(shot.id)
                write_text(report, escalation_report(shot, state))
                detail = EscalationDetail(shot_id=shot.id, escalation_report=episode.folder.relative(report))
                episode.save_escalation(Escalation().with_shot(detail))


def _film(episode: Episode, board: Storyboard, size: tuple[int, int]) -> None:
    folder = episode.folder
    length = 2.0 * len(board.shots)
    film = painted_clip(folder.final_film, hue=7, seconds=length, size=size)
    places = [{"shot_id": s.id, "start_s": 2.0 * at, "length_s": 2.0} for at, s in enumerate(board.shots)]
    write_json(folder.final / "cut.json", {"schema_version": 1, "segments": places})
    cues = [
        CaptionCue(start_s=2.2, end_s=3.6, text=f"Not one. {HOSTILE}", speaker="Ada"),
        CaptionCue(start_s=4.2, end_s=5.6, text="那就是它有用的证明。", speaker=PERSON),
    ]
    write_text(folder.subtitles / f"{film.stem}.srt", to_srt(cues))
    write_text(folder.subtitles / f"{film.stem}.vtt", to_vtt(cues))
    episode.save(
        QcReport(
            film=folder.relative(film),
            film_digest=folder.digest(film),
            duration_s=length,
            frames=round(length * 24),
            width=size[0],
            height=size[1],
            frame_rate=24.0,
            checks=[QcCheck(name="length", ok=True, detail="6.000 s, planned 6.000 s")],
        ),
        folder.delivery / "qc-report.json",
    )


def build_produced(root: Path, *, size: tuple[int, int] = (160, 90)) -> Produced:
    """Put the whole episode `hf/001` under a projects root."""
    from resources.video.registry import capabilities_of

    _cards(root)
    episode = Episode.at(ProjectsRoot(root), EpisodeKey.of("hf", "001"))
    episode.folder.create()
    episode.save_brief(
        Brief(
            premise=f"A clerk brings an old keeper the order to put out her light. {HOSTILE} {CLOSING}",
            title="One Small Ship",
            budget=20,
            captions="soft",
            provider="animatic",
        )
    )
    for kind in ("cast", "set", "prop"):
        episode.save(scan_cards(episode.folder, kind), episode.manifest_path(kind))
    page = parse_scene_page(_PAGE.format(person=PERSON, hostile=HOSTILE), where="scene 1")
    episode.save_page(page)
    episode.save_script(Script(pages=[page]))
    episode.save(Direction(director_reference=f"dry warm comedies {HOSTILE}"), episode.folder.direction)
    board = _board()
    episode.save(board, episode.folder.storyboard)
    manifests = [episode.manifest(kind) for kind in ("cast", "set", "prop")]
    limits = limits_of(capabilities_of("animatic"))
    episode.save(plan_render(board, *manifests, limits, PRICES), episode.folder.render_plan)
    marks = {"hook": 8.0, "arc": 6.0, "pacing": 7.0}
    critique = drawn(
        round_number=1,
        critic="offline",
        plan_digest="0",
        tier="moderate",
        marks=marks,  # type: ignore[arg-type]
        violations=[],
        weaknesses=[f"No payoff {HOSTILE}"],
    )
    episode.save(critique, episode.folder.critique(1))
    _shoot(episode, board, size)
    _film(episode, board, size)
    _decide_and_log(episode)
    return Produced(episode, Settings())


def _decide_and_log(episode: Episode) -> None:
    shown = shown_at("script", Sources(episode, Settings()))
    for gate, decision, told in (("script", "approve", shown), ("storyboard", "reject", {"storyboard": "other"})):
        sign_off = SignOff(
            gate=gate,  # type: ignore[arg-type]
            decision=decision,  # type: ignore[arg-type]
            note=f"warmer light {HOSTILE}",
            by=f"Mia {HOSTILE}",
            at="2026-11-20T09:00:00+01:00",
            digest=shown_digest(told),
            shown=told,
        )
        episode.save_sign_off(sign_off)
    base = {"schema_version": 1, "ts": "2026-11-20T10:00:00Z", "project": "hf", "episode": "001"}
    judge = {**base, "kind": "judge", "phase": "clip_review", "shot": "S01-002", "take": 1, "provider": "local"}
    asked = {"prompt": f"Score this clip {HOSTILE} {CLOSING}"}
    append_json(
        episode.folder.model_calls,
        {**judge, "duration_ms": 900, "cost": "0.25", "currency": "CNY", "request": asked, "response": HOSTILE},
    )
    append_json(
        episode.folder.model_calls, {**base, "kind": "llm", "phase": "script", "cost": "0.5", "currency": "CNY"}
    )
    append_json(
        episode.folder.model_calls, {**base, "kind": "video", "shot": "S01-002", "cost": "1", "currency": "CNY"}
    )


@pytest.fixture
def produced(tmp_path: Path) -> Produced:
    """A produced episode for one test to break."""
    return build_produced(tmp_path / "my projects")


@pytest.fixture(scope="session")
def produced_once(tmp_path_factory: pytest.TempPathFactory) -> Produced:
    """A produced episode for tests that only read it."""
    return build_produced(tmp_path_factory.mktemp("projects"))
