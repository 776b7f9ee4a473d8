"""Rules about what is heard: time to speak, who may speak, narration, the user's own lines. Estimates: `story.narration`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spark_video_assets.story.narration import speech_seconds
from spark_video_assets.story.off_screen import is_narrator
from spark_video_assets.story.prompt_reading import spoken_lines
from spark_video_assets.story.rules.finding import Facts, Finding, about_shot
from spark_video_assets.story.storyboard import Shot, Storyboard
from spark_video_assets.story.wording import cjk_count, mostly_cjk, same_words

DIALOGUE_CJK_PER_SECOND = 4.0
ACTION_BUFFER_S = 2.0
"""Speed of Chinese dialogue and seconds of a shot kept for action: `_lint` of the origin."""
NARRATION_RANGE_S = (3, 6)
NARRATION_TOLERANCE_S = 0.55
"""Length of narration shots and by how much a line may run over: lint rules 4 and 5 of the origin."""
LONGEST_NARRATION = 60
LONGEST_NARRATION_SENTENCES = 2
"""Characters and sentences of a narration line: screenwriter rules of the origin."""
LONG_TAKE_S = 15
_SCENE_NUMBER = re.compile(r"^S0*")
_SENTENCE = re.compile(r"[^.!?。！？…]+[.!?。！？…]*")


def dialogue_seconds(text: str) -> float:
    """Time to say a line of dialogue: 4 signs a second in Chinese, else the narration estimate (12 a second)."""
    return cjk_count(text) / DIALOGUE_CJK_PER_SECOND if mostly_cjk(text) else speech_seconds(text)


def sentence_count(text: str) -> int:
    """Number of sentences in a line."""
    return sum(1 for match in _SENTENCE.finditer(text) if match[0].strip())


def _lines(board: Storyboard, shot: Shot, facts: Facts) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in spoken_lines(shot, board.mode, facts.cast.names)]


def dialogue_has_time(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Words that do not fit are cut off or gabbled."""
    for shot in board.shots:
        if shot.role == "narration":
            continue
        seconds = sum(dialogue_seconds(text) for _, text in _lines(board, shot, facts))
        if seconds > shot.duration:
            code, told = "dialogue-too-long", "longer than the shot"
        elif seconds > shot.duration - ACTION_BUFFER_S and seconds > 0:
            code, told = "dialogue-tight", f"which leaves under {ACTION_BUFFER_S:g} s for action"
        else:
            continue
        yield about_shot(
            board,
            shot,
            "duration",
            code=code,
            severity="WARN" if code == "dialogue-too-long" else "INFO",
            message=f"its lines take about {seconds:.1f} s of {shot.duration} s, {told}",
            mend="shorten the line, lengthen the shot, or give the line to two shots",
        )


def speakers_are_cast(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A speaker without a card has no voice."""
    if not facts.cast.entries:
        return
    for shot in board.shots:
        for beat in shot.speech:
            if beat.speaker not in facts.cast.entries and not is_narrator(beat.speaker):
                yield about_shot(
                    board,
                    shot,
                    "speech",
                    code="unknown-speaker",
                    severity="ERROR",
                    message=f"{beat.speaker!r} speaks and is not in the cast",
                    mend=f"use one of {', '.join(facts.cast.names)}, or write a cast card",
                )


def dialogue_has_a_face(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A speaking character needs reference pictures, which only r2v takes."""
    for shot in board.shots:
        seen = [speaker for speaker, _ in _lines(board, shot, facts) if speaker in shot.characters]
        if shot.role == "drama" and shot.kind == "t2v" and seen:
            yield about_shot(
                board,
                shot,
                "kind",
                code="dialogue-without-face",
                severity="WARN",
                message=f"{seen[0]} speaks in a t2v shot and will look like somebody else",
                mend="make the shot r2v",
            )


def speech_is_in_the_prompt(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """A model speaks what the prompt says: a line that stands only in `speech` is captioned but never heard."""
    for shot in board.shots:
        prompt = same_words(shot.prompt)
        for beat in shot.speech:
            if not beat.voice_over and same_words(beat.text) not in prompt:
                yield about_shot(
                    board,
                    shot,
                    "prompt",
                    code="speech-not-in-prompt",
                    severity="WARN",
                    message=f"{beat.speaker}'s line {beat.text!r} is not in the prompt",
                    mend='name speaker and line in the prompt: Name says: "line"',
                )


def user_lines_are_spoken(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Lines that the user wrote are spoken word for word."""
    if not facts.whole:
        return
    heard = [
        same_words(f"{shot.prompt} {' '.join(t for _, t in _lines(board, shot, facts))}") for shot in board.shots
    ]
    for line in facts.user_lines:
        if (words := same_words(line)) and not any(words in said for said in heard):
            yield Finding(
                code="user-line-missing",
                severity="ERROR",
                place="storyboard.json shots",
                message=f"the user's line {line!r} is in no shot",
                mend="put it into a shot, word for word",
            )


def script_lines_are_boarded(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Every line of a boarded scene's page is in one of its shots."""
    heard = _heard(board, facts)
    for page in facts.pages:
        scene = next((s for s in board.scenes if _SCENE_NUMBER.sub("", s.id) == str(page.number)), None)
        lines = [line.text for line in page.spoken()] + [beat.narration for beat in page.beats if beat.narration]
        for line in lines if scene else ():
            if (words := same_words(line)) and not any(words in said for said in heard):
                yield Finding(
                    code="script-line-missing",
                    severity="WARN",
                    place=f"storyboard.json shots of {scene.id if scene else page.number}",
                    message=f"the script's line {line!r} is in no shot",
                    mend="give it to a shot, word for word, or cut it from the script",
                    subjects=[scene.id] if scene else [],
                )


def _heard(board: Storyboard, facts: Facts) -> list[str]:
    """Everything that shots say or prompt, in the form for comparing."""
    spoken = [" ".join(text for _, text in _lines(board, shot, facts)) for shot in board.shots]
    return [
        same_words(f"{shot.prompt} {said} {shot.narration_text or ''}")
        for shot, said in zip(board.shots, spoken, strict=True)
    ]


def narration_fits(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """Length of narration shots and lines."""
    low, high = NARRATION_RANGE_S
    for shot in board.shots:
        if shot.role != "narration" or not shot.narration_text:
            continue
        text = shot.narration_text
        if not low <= shot.duration <= high:
            yield about_shot(
                board,
                shot,
                "duration",
                code="narration-duration",
                severity="WARN",
                message=f"{shot.duration} s, narration shots take {low} to {high} s",
                mend="split or merge the beats",
            )
        seconds = speech_seconds(text, facts.narrator_rate)
        if seconds > shot.duration + NARRATION_TOLERANCE_S:
            yield about_shot(
                board,
                shot,
                "narration_text",
                code="narration-too-long",
                severity="WARN",
                message=f"the line takes about {seconds:.1f} s, the shot {shot.duration} s",
                mend="shorten the line or lengthen the shot",
            )
        if len(text) > LONGEST_NARRATION or sentence_count(text) > LONGEST_NARRATION_SENTENCES:
            yield about_shot(
                board,
                shot,
                "narration_text",
                code="narration-line-long",
                severity="WARN",
                message=f"{len(text)} characters in {sentence_count(text)} sentences",
                mend=f"at most {LONGEST_NARRATION} characters and {LONGEST_NARRATION_SENTENCES} sentences",
            )


def narrator_is_wanted(board: Storyboard, _: Facts) -> Iterator[Finding]:
    """Drama has no narrator."""
    if board.mode == "drama" and board.narrator_voice:
        yield Finding(
            code="narrator-voice-in-drama",
            severity="WARN",
            place="storyboard.json narrator_voice",
            message="drama mode has no narrator",
            mend="clear narrator_voice, or make the episode in narration mode",
        )


def narration_in_drama(board: Storyboard) -> Iterator[Finding]:
    """The narration shots of a scene that is meant for drama mode; a whole storyboard refuses them by its schema."""
    for shot in board.shots:
        if shot.role == "narration":
            yield about_shot(
                board,
                shot,
                "role",
                code="narration-in-drama",
                severity="ERROR",
                message="drama mode forbids narration shots",
                mend="set role to drama and narration_text to null, or make the episode in narration mode",
            )


def long_takes_are_meant(board: Storyboard, facts: Facts) -> Iterator[Finding]:
    """A long shot in which nobody speaks is padding, unless somebody says why."""
    for shot in board.shots:
        if shot.duration >= LONG_TAKE_S and not shot.long_take_reason and not _lines(board, shot, facts):
            yield about_shot(
                board,
                shot,
                "duration",
                code="long-silent-take",
                severity="WARN",
                message=f"{shot.duration} s without a word",
                mend="shorten it, or write long_take_reason",
            )


RULES = (
    narrator_is_wanted, narration_fits, dialogue_has_time, speakers_are_cast, dialogue_has_a_face, speech_is_in_the_prompt,
    user_lines_are_spoken, script_lines_are_boarded, long_takes_are_meant,
)  # fmt: skip
