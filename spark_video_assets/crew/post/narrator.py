"""The narrator: speaks the narration lines of an episode. Fitting them to the picture is the cut's business."""

from __future__ import annotations

from dataclasses import dataclass

from resources.atomic import copy_file
from resources.tts.base import Speaker, SpeechEngine
from spark_video_assets.episode.episode import Episode
from spark_video_assets.story.brief import Brief
from spark_video_assets.story.off_screen import NARRATOR
from spark_video_assets.story.post import NarratedLine, Narration
from spark_video_assets.story.storyboard import Storyboard


@dataclass(frozen=True)
class Narrator:
    """Speaks with one engine.

    Args:
        speech: Content-cached, so that a rerun speaks nothing twice.
        rate: Factor of the voice's own pace (SPARK_VIDEO_NARRATOR_TTS_SPEECH_RATE).
    """

    speech: SpeechEngine
    rate: float

    def speak(self, episode: Episode, brief: Brief, board: Storyboard) -> Narration:
        """All narration lines as wav files under `audio/`."""
        lines = []
        for shot in board.shots:
            if shot.role != "narration" or not shot.narration_text:
                continue
            style = shot.narrator_voice or board.narrator_voice or brief.narrator_voice
            casting = self.speech.cast_voices([Speaker(name=NARRATOR, voice_style=style)], brief.language)
            voice = casting[NARRATOR]
            voice = voice.model_copy(update={"rate": voice.rate * self.rate})
            spoken = self.speech.say(shot.narration_text, voice, brief.language)
            wav = copy_file(spoken.wav, episode.folder.audio / f"{shot.id}-narration.wav")
            lines.append(
                NarratedLine(
                    shot_id=shot.id,
                    text=shot.narration_text,
                    wav=episode.folder.relative(wav),
                    duration_s=spoken.duration_s,
                    voice=f"{voice.engine}:{voice.engine_voice}",
                )
            )
        return Narration(lines=lines)
