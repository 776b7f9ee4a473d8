"""Has a judge look at a folder of labelled clips and compares. The arithmetic: `story.calibration`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from resources.errors import NotFound, SparkVideoError
from resources.judge.base import ClipJudge, Portrait, ReviewRequest
from resources.tts.base import Speaker
from resources.video.staging import TimedLine
from spark_video_assets.crew.shooting.clip_reviewer import decided
from spark_video_assets.story.calibration import Calibration, ExpectedPerson, LabelledClip, Labels, calibrate
from spark_video_assets.story.reviewing import Review, ReviewRules

LABELS = "labels.json"


def read_labels(folder: Path) -> Labels:
    """The labels of a calibration folder; every file that they name is there.

    Raises:
        NotFound: No `labels.json`, or a clip or picture that it names is missing.
        InvalidDocument: It does not hold what it should.
    """
    path = folder / LABELS
    if not path.is_file():
        raise NotFound("there are no labels", where=str(path), allowed="a folder of clips with labels.json")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = ""  # is told as what it is: no JSON
    labels = Labels.from_json(text, where=str(path))
    for number, clip in enumerate(labels.clips):
        people = (person.image for person in clip.shot.characters)
        named = (clip.file, clip.shot.previous_last_frame, *clip.shot.palette_pictures, *people)
        for name in filter(None, named):
            if not (folder / name).is_file():
                raise NotFound(f"clips.{number}: there is no file {name}", where=str(path))
    return labels


def hold_against_labels(
    folder: Path, judge: ClipJudge, *, rules: ReviewRules, bar: float, at: str, told: Callable[[str], None]
) -> Calibration:
    """Judge every clip of a folder and compare.

    Args:
        folder: With `labels.json`.
        judge: Who looks. A clip that it fails on counts as not judged.
        rules: Threshold and veto floor.
        bar: Least kappa with which it may decide.
        at: Time stamp of the reviews.
        told: Called with each clip and what the judge says, as soon as it is judged.

    Raises:
        NotFound: see `read_labels`.
        InvalidDocument: see `read_labels`.
    """
    labels = read_labels(folder)
    reviews: dict[str, Review] = {}
    for clip in labels.clips:
        try:
            judgement = judge.judge(_question(folder, clip, rules))
        except SparkVideoError as error:
            told(f"{clip.file}: cannot be judged: {error}")
            continue
        review = decided(judgement, shot_id=clip.file, version=0, rules=rules, at=at)
        reviews[clip.file] = review
        told(f"{clip.file}: {review.verdict}, a person says {clip.verdict}")
    return calibrate(labels, reviews, judge=judge.name, rules=rules, bar=bar)


def _question(folder: Path, clip: LabelledClip, rules: ReviewRules) -> ReviewRequest:
    shot = clip.shot
    same = shot.model_dump(exclude={"characters", "lines", "previous_last_frame", "palette_pictures", "forbidden"})
    return ReviewRequest(
        **same,
        clip=folder / clip.file,
        shot_id=clip.file,
        forbidden=tuple(shot.forbidden),
        characters=tuple(_portrait(folder, person) for person in shot.characters),
        lines=tuple(TimedLine(**line.model_dump()) for line in shot.lines),
        previous_last_frame=folder / shot.previous_last_frame if shot.previous_last_frame else None,
        palette_pictures=tuple(folder / name for name in shot.palette_pictures),
        threshold=rules.threshold,
    )


def _portrait(folder: Path, person: ExpectedPerson) -> Portrait:
    return Portrait(
        name=person.name,
        description=person.description,
        image=folder / person.image if person.image else None,
        drawn=person.drawn,
        voice=Speaker(name=person.name, gender=person.gender, age=person.age, voice_style=person.voice_style),
    )
