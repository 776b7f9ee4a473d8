"""The storyboard: shots, scenes, music, and the hard rules that one document must keep. Lint rules are in `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from spark_video_assets.story.document import Document, Part, Upgrade

Mode = Literal["drama", "narration"]
Kind = Literal["t2v", "i2v", "r2v"]
Role = Literal["drama", "narration"]
Ratio = Literal["16:9", "9:16", "1:1", "4:3", "3:4"]
GroupRole = Literal["establish", "progress", "react", "contrast", "close"]

_PROVIDER_ALIASES = {"happyhorse": "bl", "wan": "wan27", "seedance2": "seedance"}
_GROUP_ROLES: dict[str, GroupRole] = {
    "建立": "establish", "递进": "progress", "反应": "react", "对比": "contrast", "收尾": "close",
    "establish": "establish", "progress": "progress", "progression": "progress", "react": "react",
    "reaction": "react", "contrast": "contrast", "close": "close", "closing": "close",
}  # fmt: skip
_LEGACY_MODELS: dict[str, tuple[Kind, str]] = {
    "wan2.7-r2v": ("r2v", "wan27"),
    "wan2.7-i2v-2026-04-25": ("i2v", "wan27"),
    "wan2.7-t2v-2026-04-25": ("t2v", "wan27"),
    "happyhorse-1.0-r2v": ("r2v", "bl"),
    "happyhorse-1.0-i2v": ("i2v", "bl"),
    "happyhorse-1.0-t2v": ("t2v", "bl"),
}


def _provider(value: object) -> object:
    return _PROVIDER_ALIASES.get(value.strip().lower(), value.strip().lower()) if isinstance(value, str) else value


def _resolution(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _group_role(value: object) -> object:
    return _GROUP_ROLES.get(value.strip().lower(), value) if isinstance(value, str) else value


Provider = Annotated[
    Literal["animatic", "bl", "wan27", "veo", "seedance", "talking_head"], BeforeValidator(_provider)
]
Resolution = Annotated[Literal["480P", "720P", "1080P"], BeforeValidator(_resolution)]


class Bgm(Part):
    """Music of an episode. Times in seconds, volume 0..1 (0.25 = 14 dB under the voice: stitch rules of the origin)."""

    enabled: bool = False
    mode: Literal["off", "global", "scene"] = "off"
    forbid_model_bgm: bool = False
    track: str | None = None
    volume: float = Field(default=0.25, ge=0, le=1)
    fade_in_s: float = Field(default=0.5, ge=0, le=10)
    fade_out_s: float = Field(default=1.0, ge=0, le=10)

    @property
    def plays(self) -> bool:
        """True when the cut adds music."""
        return self.enabled and self.mode != "off"


class SpokenBeat(Part):
    """A spoken line of a shot with its speaker, where the storyboard carries it apart from the prompt.

    `voice_over` = heard, not seen speaking.
    """

    speaker: str = Field(min_length=1)
    text: str = Field(min_length=1)
    mood: str | None = None
    voice_over: bool = False


class Shot(Part):
    """One shot. `duration` in whole seconds.

    Args:
        use_prev_last_frame_as_first: Chain flag: starts on the predecessor's last frame.
        set_id: None inherits the scene's set, "" opts out, a name overrides.
        narration_text: Verbatim line of a narration shot; exactly the narration shots have one.
        speech: The lines heard in a drama shot, verbatim; the prompt names them too.
        camera: Shot size and movement in words; the prompt carries them too.
        end_composition: What the last frame should show (an end anchor frame is made of it).
    """

    id: str = Field(min_length=1)
    scene: str = Field(min_length=1)
    duration: int = Field(default=15, ge=2, le=30)
    prompt: str = Field(min_length=1)
    negative_prompt: str | None = None
    narrative_purpose: str | None = None
    shot_group_id: str | None = None
    shot_group_role: Annotated[GroupRole, BeforeValidator(_group_role)] | None = None
    characters: list[str] = Field(default_factory=list)
    props: list[str] = Field(default_factory=list)
    use_prev_last_frame_as_first: bool = True
    kind: Kind = "r2v"
    seed: int | None = None
    candidates: int = Field(default=1, ge=1, le=4)
    set_id: str | None = None
    role: Role = "drama"
    narration_text: str | None = None
    narrator_voice: str | None = None
    speech: list[SpokenBeat] = Field(default_factory=list)
    camera: str | None = None
    start_composition: str | None = None
    end_composition: str | None = None
    allow_generated_text: bool = False
    long_take_reason: str | None = None
    transition_from_previous: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _migrate_legacy(cls, data: Any) -> Any:
        return migrated_shot(data) if isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _rules(self) -> Shot:
        if not self.prompt.strip():
            raise ValueError("prompt is blank")
        narrated = bool(self.narration_text and self.narration_text.strip())
        if self.role == "narration" and not narrated:
            raise ValueError("a narration shot needs narration_text")
        if self.role == "drama" and self.narration_text is not None:
            raise ValueError("narration_text is for narration shots only (role is drama)")
        return self


class Scene(Part):
    """A scene: place, time, light and who is there."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    characters_present: list[str] = Field(default_factory=list)
    props_present: list[str] = Field(default_factory=list)
    bgm_track: str | None = None
    set_id: str | None = None
    seed: int | None = None

    @model_validator(mode="after")
    def _described(self) -> Scene:
        if not self.description.strip():
            raise ValueError("description is blank")
        return self


def migrated_shot(data: Mapping[str, Any]) -> dict[str, Any]:
    """A shot of an older file in today's fields: `model` becomes `kind`, retired fields are folded in or dropped.

    Raises:
        ValueError: an unknown legacy model name.
    """
    shot = dict(data)
    model = shot.pop("model", None)
    if "kind" not in shot and model is not None:
        if model not in _LEGACY_MODELS:
            raise ValueError(f"unknown legacy model {model!r}; allowed: {', '.join(_LEGACY_MODELS)}")
        shot["kind"] = _LEGACY_MODELS[model][0]
    text, speaker = shot.pop("speech_text", None), shot.pop("speaker", None)
    source, visible = shot.pop("speech_source", None), shot.pop("visual_speech_mode", None)
    if text and speaker and not shot.get("speech"):
        hidden = "voice_over" in (source, visible) or "off_screen" in (source, visible)
        shot["speech"] = [{"speaker": speaker, "text": text, "voice_over": hidden}]
    if path := shot.pop("camera_path", None):
        shot.setdefault("camera", path)
    for retired in ("animatic_prompt", "animatic_style", "beats"):
        shot.pop(retired, None)
    return shot


def _infer_provider(data: dict[str, Any]) -> dict[str, Any]:
    """Version 0 files: the provider is told by legacy model names where no field tells it."""
    shots = data.get("shots")
    if not data.get("provider") and isinstance(shots, list):
        named = {
            _LEGACY_MODELS[s["model"]][1]
            for s in shots
            if isinstance(s, Mapping) and s.get("model") in _LEGACY_MODELS
        }
        if len(named) == 1:
            data["provider"] = named.pop()
    return data


class Fragment(Document):
    """`scenes/scene-NN.json`: one scene with its shots, of either mode."""

    scene: Scene
    shots: list[Shot] = Field(default_factory=list)


class Storyboard(Document):
    """`storyboard.json`, compiled from the fragments."""

    upgrades: ClassVar[tuple[Upgrade, ...]] = (_infer_provider,)

    project_id: str | None = None
    title: str = Field(min_length=1)
    synopsis: str | None = None
    target_duration_s: int = Field(default=180, ge=2)
    resolution: Resolution = "720P"
    ratio: Ratio = "16:9"
    provider: Provider | None = None
    mode: Mode = "drama"
    narrator_voice: str | None = None
    scenes: list[Scene] = Field(default_factory=list)
    bgm: Bgm | None = None
    shots: list[Shot] = Field(default_factory=list)

    @model_validator(mode="after")
    def _cross_rules(self) -> Storyboard:
        bgm = self.bgm
        if bgm and bgm.plays and bgm.mode == "global" and not bgm.track:
            raise ValueError("bgm.mode global needs bgm.track")
        if bgm and bgm.plays and bgm.mode == "scene" and not any(s.bgm_track for s in self.scenes):
            raise ValueError("bgm.mode scene needs at least one scene with bgm_track")
        if self.mode == "drama":
            narrated = [s.id for s in self.shots if s.role == "narration"]
            if narrated:
                raise ValueError(f"mode drama forbids narration shots: {', '.join(narrated)}")
        return self

    def shot(self, shot_id: str) -> Shot | None:
        """The shot of that id, or None."""
        return next((s for s in self.shots if s.id == shot_id), None)

    def scene_of(self, shot: Shot) -> Scene | None:
        """The scene a shot belongs to, or None when it names an unknown one."""
        return next((s for s in self.scenes if s.id == shot.scene), None)

    def set_of(self, shot: Shot) -> str | None:
        """Effective set of a shot: its own, none when it opted out, else its scene's."""
        if shot.set_id is not None:
            return shot.set_id or None
        scene = self.scene_of(shot)
        return scene.set_id if scene else None

    def total_duration(self) -> int:
        """Sum of shot durations, seconds."""
        return sum(s.duration for s in self.shots)
