"""The director's second look: escalated shots get new versions, the storyboard is compiled again, the rounds restart.

What the director answered is one file before anything else is written; whatever kills the run after it, the next one
carries out what that file says and asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from resources.errors import EscalationExhausted, InvalidDocument, NotFound
from spark_video_assets.crew.directing.boarding import compile_storyboard
from spark_video_assets.crew.hiring import Crew
from spark_video_assets.crew.world import World
from spark_video_assets.episode.readiness import rule_facts
from spark_video_assets.episode.sources import Sources
from spark_video_assets.episode.stages import changed_reads, count_as_given
from spark_video_assets.story.escalation import Rewrite, Runs
from spark_video_assets.story.names import scene_number
from spark_video_assets.story.notes import read_note, wishes_by_shot
from spark_video_assets.story.reviewing import Review
from spark_video_assets.story.rules import check_storyboard, errors_of
from spark_video_assets.story.storyboard import Fragment, Shot, Storyboard
from spark_video_assets.story.takes import PERSON


def rewrite_escalated(sources: Sources, crew: Crew, shots: list[str]) -> Storyboard:
    """Have the director rewrite exactly these escalated shots.

    Fragments and storyboard are written, takes are kept under their numbers, the round count restarts, and the
    escalation file loses these shots. Gate 2 closes again by itself, because what was signed has changed. A rewrite
    that a killed run left behind is finished first.

    Raises:
        EscalationExhausted: a shot has used up its director rewrites; a person must decide.
        NotFound: a shot that is not in the storyboard.
        InvalidDocument: the director's shots break a rule that the old ones kept; nothing was written.
    """
    episode = sources.episode
    begun = episode.rewrite_begun()
    if begun is not None:
        finished = _carry_out(sources, begun)
        left = [shot for shot in shots if shot not in begun.shots]
        return rewrite_escalated(Sources(episode, sources.settings), crew, left) if left else finished
    board = episode.storyboard()
    wanted = [_known(board, shot, sources) for shot in shots]
    states = episode.states()
    spent = [s.id for s in wanted if states.of(s.id).director_rewrites >= sources.settings.max_director_rewrites]
    if spent:
        key = episode.key
        raise EscalationExhausted(
            f"the director has rewritten {', '.join(spent)} {sources.settings.max_director_rewrites} times",
            where=str(key),
            next_command=f"spark-video accept {key.typed} --shot {spent[0]} --take N",
        )
    reviews = {s.id: _reviews(sources, s.id) for s in wanted}
    runs = _redrawn(sources, crew, wanted, reviews, {s.id: _report(sources, s.id) for s in wanted})
    rewrite = Rewrite(
        shots=runs,
        round_starts={shot: states.of(shot).next_version for shot in runs},
        # A shot that is split off has used up as many as the one it comes from: splitting never ends otherwise.
        rewrites={new.id: states.of(shot).director_rewrites + 1 for shot, run in runs.items() for new in run},
    )
    episode.save(rewrite, episode.folder.rewrite_begun)
    return _carry_out(sources, rewrite)


def with_wishes(sources: Sources, crew: Crew, board: Storyboard) -> Storyboard:
    """The board, with the shots redrawn that the note of a rejected gate 2 names; as it is when nobody objects anew.

    Args:
        sources: One look at the episode, inside the turn of its storyboard.
        crew: The director's.
        board: As just compiled.
    """
    sign_off = sources.episode.sign_off("storyboard")
    if sign_off is None or "objection" not in changed_reads(sources, "storyboard"):
        return board
    wishes = wishes_by_shot(read_note(sign_off.note), [shot.id for shot in board.shots])
    if not wishes:
        return board
    sources.episode.save(board, sources.folder.storyboard)
    return rewrite_as_wished(sources, crew, wishes)


def rewrite_as_wished(sources: Sources, crew: Crew, wishes: Mapping[str, str]) -> Storyboard:
    """Have the director rewrite the shots that a person's note names, and no other; rounds and takes are not touched.

    Args:
        sources: One look at the episode, inside the turn of its storyboard.
        crew: The director's.
        wishes: Shot id -> what is wanted of it.

    Returns:
        The compiled storyboard; the caller saves it. Fragments count as given from now on, so that a later change
        of something else does not undo what a person asked for.
    """
    board = sources.episode.storyboard()
    wanted = [_known(board, shot, sources) for shot in wishes]
    reviews = {
        shot: [Review(shot_id=shot, version=0, verdict="REJECT", critique=wish, judge=PERSON)]
        for shot, wish in wishes.items()
    }
    reports = {shot: f"# A person's note on {shot}\n\n{wish}\n" for shot, wish in wishes.items()}
    _put_into_fragments(sources, board, _redrawn(sources, crew, wanted, reviews, reports))
    compiled = _compiled(sources)
    for number in sorted({scene_number(shot.id) for shot in wanted}):
        count_as_given(sources, "storyboard", sources.folder.scene_fragment(number))
    return compiled


def _redrawn(
    sources: Sources,
    crew: Crew,
    wanted: list[Shot],
    reviews: Mapping[str, list[Review]],
    reports: Mapping[str, str],
) -> Runs:
    """The director's new versions; nothing is written.

    Raises:
        InvalidDocument: with these shots the storyboard would break a rule that it keeps now.
    """
    board = sources.episode.storyboard()
    replacements = crew.director.rewrite(wanted, reviews, board, World.of(sources), reports)
    runs = _runs_of(replacements, {shot.id for shot in wanted}, sources)
    shots = [new for old in board.shots for new in runs.get(old.id, [old])]
    _require_sound(sources, board, board.model_copy(update={"shots": shots}))
    return runs


def _carry_out(sources: Sources, rewrite: Rewrite) -> Storyboard:
    """Write everything that a rewrite changes; the same again when a killed run did half of it."""
    episode = sources.episode
    _put_into_fragments(sources, episode.storyboard(), rewrite.shots)
    compiled = _compiled(sources)
    episode.save(compiled, episode.folder.storyboard)
    with episode.changing_states() as states:
        for shot, count in rewrite.rewrites.items():
            changes: dict[str, object] = {"director_rewrites": count}
            if shot in rewrite.round_starts:
                # Rounds begin again at one; take numbers go on, so nothing is overwritten.
                changes |= {"round_start": rewrite.round_starts[shot], "needs_director_rewrite": False}
            states.shots[shot] = states.of(shot).model_copy(update=changes)
    episode.save_escalation(episode.escalation().without(set(rewrite.shots)))
    episode.folder.rewrite_begun.unlink()
    return compiled


def _known(board: Storyboard, shot_id: str, sources: Sources) -> Shot:
    shot = board.shot(shot_id)
    if shot is None:
        raise NotFound(f"there is no shot {shot_id!r} in the storyboard", where=str(sources.episode))
    return shot


def _reviews(sources: Sources, shot_id: str) -> list[Review]:
    state = sources.episode.states().of(shot_id)
    return [t.review for t in state.attempts if t.version >= state.round_start and t.review is not None]


def _report(sources: Sources, shot_id: str) -> str:
    path = sources.folder.escalation(shot_id)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _runs_of(replacements: list[Shot], replaced: set[str], sources: Sources) -> Runs:
    """The director's shots by the one they replace; a new id stands right after the shot listed before it."""
    runs: Runs = {}
    current: list[Shot] | None = None
    for shot in replacements:
        if shot.id in replaced:
            current = runs.setdefault(shot.id, [])
        if current is None:
            raise InvalidDocument(
                f"the rewrite begins with {shot.id}, which was not asked for", where=str(sources.episode)
            )
        current.append(shot)
    return runs


def _replaced(shots: list[Shot], runs: Runs) -> list[Shot]:
    """These shots with new ones in the place of old ones, also where a run that was killed has put them already."""
    split_off = {new.id for run in runs.values() for new in run} - set(runs)
    return [new for old in shots if old.id not in split_off for new in runs.get(old.id, [old])]


def _put_into_fragments(sources: Sources, board: Storyboard, runs: Runs) -> None:
    for number in sources.episode.fragment_numbers():
        fragment = sources.episode.fragment(number)
        shots = _replaced(fragment.shots, runs)
        if shots != fragment.shots:
            names = dict.fromkeys([*fragment.scene.characters_present, *(c for s in shots for c in s.characters)])
            scene = fragment.scene.model_copy(update={"characters_present": list(names)})
            sources.episode.save(Fragment(scene=scene, shots=shots), sources.folder.scene_fragment(number))
    if not sources.episode.fragment_numbers():
        for number in sorted({scene_number(shot.scene) for shot in board.shots}):
            _fragment_from_board(sources, board, number, runs)


def _require_sound(sources: Sources, before: Storyboard, after: Storyboard) -> None:
    """Refuse new errors; those that were there before are gate 2's business."""
    facts = rule_facts(sources)
    known = {(found.code, *found.subjects) for found in errors_of(check_storyboard(before, facts))}
    fresh = [f for f in errors_of(check_storyboard(after, facts)) if (f.code, *f.subjects) not in known]
    if fresh:
        raise InvalidDocument(
            "the director's rewrite breaks rules: " + "; ".join(f"{f.place}: {f.message}" for f in fresh),
            where=str(sources.episode),
            next_command="run it again, or change the shot in scenes/scene-NN.json yourself",
        )


def _fragment_from_board(sources: Sources, board: Storyboard, number: int, runs: Runs) -> None:
    """An older folder has only a storyboard: its fragments are cut out of it once."""
    scene = next(s for s in board.scenes if scene_number(s.id) == number)
    shots = _replaced([shot for shot in board.shots if shot.scene == scene.id], runs)
    sources.episode.save(Fragment(scene=scene, shots=shots), sources.folder.scene_fragment(number))


def _compiled(sources: Sources) -> Storyboard:
    episode = sources.episode
    board = episode.storyboard()
    fragments = [episode.fragment(number) for number in episode.fragment_numbers()]
    moods = {scene.id: scene.bgm_track for scene in board.scenes if scene.bgm_track}
    return compile_storyboard(sources.brief, episode.bgm(), episode.lore(), fragments, moods, sources)
