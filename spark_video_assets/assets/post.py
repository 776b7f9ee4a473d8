"""Post production: narration, subtitles, the cut, what is delivered, the viewer page. The work itself is the crew's.

Cutting is heavy to load and not needed to know the asset graph: it is imported where it is used.
"""

from typing import TYPE_CHECKING

import dagster as dg
from dagster import AssetExecutionContext

from resources.atomic import write_json, write_text
from resources.episode_store import EpisodeStore
from resources.errors import SparkVideoError
from spark_video_assets.assets.links import file_link
from spark_video_assets.assets.resources import CrewResource, Studio
from spark_video_assets.assets.show import contact_sheet_markdown, table
from spark_video_assets.assets.work import Made, Work, at_work
from spark_video_assets.crew.post.narrator import Narrator
from spark_video_assets.episode.playable import remember_playing
from spark_video_assets.episode.stages import cut_record, subtitle_files
from spark_video_assets.partitions import EPISODES
from spark_video_assets.story.captions import to_srt, to_vtt
from spark_video_assets.story.document import digest_of
from spark_video_assets.story.post import Dailies, Narration
from spark_video_assets.story.storyboard import Storyboard

if TYPE_CHECKING:
    from spark_video_assets.crew.post.editor import Editor

GROUP = "post"


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"audio"}, deps=["dailies"])
def narration_audio(
    context: AssetExecutionContext, store: EpisodeStore, studio: Studio, storyboard: Storyboard
) -> dg.Output[Made]:
    """The narrator's lines as sound, one file per narration shot; spoken once per text and voice."""
    with at_work(context, store, "narration_audio", behind="render") as work:
        narrator = Narrator(studio.speech(work.sources), work.settings.narrator_rate)
        made = narrator.speak(work.episode, work.sources.brief, storyboard)
        work.show({"lines": len(made.lines), "seconds": round(sum(line.duration_s for line in made.lines), 2)})
        return work.made(made)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"text"}, deps=["dailies"])
def subtitles(
    context: AssetExecutionContext, store: EpisodeStore, storyboard: Storyboard, narration_audio: Narration
) -> dg.Output[Made]:
    """SRT and WebVTT from the lines' own timing: no speech recognition, no drift."""
    with at_work(context, store, "subtitles", behind="render") as work:
        cues = _editor(work, storyboard, narration_audio).captions()
        srt, vtt = subtitle_files(work.sources)
        write_text(srt, to_srt(cues))
        write_text(vtt, to_vtt(cues))
        rows = [(f"{cue.start_s:.2f}", f"{cue.end_s:.2f}", cue.speaker, cue.text) for cue in cues]
        work.show({"cues": len(cues), "captions": dg.MetadataValue.md(table(("from", "to", "who", "text"), rows))})
        return work.made(None, version=digest_of([to_srt(cues), to_vtt(cues)]))


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"video"}, deps=["subtitles"])
def final_cut(
    context: AssetExecutionContext,
    store: EpisodeStore,
    storyboard: Storyboard,
    dailies: Dailies,
    narration_audio: Narration,
) -> dg.Output[Made]:
    """The film: winners in order, conformed, with speech, captions and ducked music at -16 LUFS."""
    with at_work(context, store, "final_cut", behind="render") as work:
        from resources.media.cut import cut_film

        editor = _editor(work, storyboard, narration_audio)
        folder = work.episode.folder
        film = folder.final_film
        film.parent.mkdir(parents=True, exist_ok=True)
        report = cut_film(editor.plan(), film)
        remember_playing(folder, film)
        write_json(
            cut_record(work.sources), {"schema_version": 1, **report.model_dump(mode="json", exclude={"path"})}
        )
        rows = [(check.name, "ok" if check.ok else "FAILED", check.detail) for check in report.checks]
        work.show(
            {
                "film": file_link(folder.root, film),
                "seconds": report.duration_s,
                "frames": report.frames,
                "shots": len(dailies.rows),
                "loudness": "silent" if report.loudness.silent else f"{report.loudness.integrated:.1f} LUFS",
                "checks": dg.MetadataValue.md(table(("check", "result", "detail"), rows)),
                "contact sheet": dg.MetadataValue.md(
                    contact_sheet_markdown(folder, [folder.winner_clip(s.id) for s in storyboard.shots])
                ),
            }
        )
        return work.made(None, version=folder.digest(film))


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"json"}, deps=["final_cut", "subtitles"])
def delivery(
    context: AssetExecutionContext, store: EpisodeStore, crew: CrewResource, storyboard: Storyboard
) -> dg.Output[Made]:
    """What is handed on with the film: subtitles and a QC report that names exactly this film."""
    with at_work(context, store, "delivery", behind="render") as work:
        from spark_video_assets.crew.post.quality import qc_report

        report = qc_report(work.episode, storyboard)
        rows = [(check.name, "ok" if check.ok else check.severity, check.detail) for check in report.checks]
        work.show(_post_mortem(work, crew, storyboard))
        work.show({"passed": report.ok, "checks": dg.MetadataValue.md(table(("check", "result", "detail"), rows))})
        return work.made(report)


@dg.asset(partitions_def=EPISODES, group_name=GROUP, kinds={"html"}, deps=["delivery", "dailies", "script"])
def viewer(context: AssetExecutionContext, store: EpisodeStore) -> dg.Output[Made]:
    """The whole production on one page that works from the file system: film, takes, reviews, gates, calls."""
    with at_work(context, store, "viewer") as work:
        from spark_video_assets.episode.viewer import write_viewer

        page = write_viewer(work.episode, work.settings)
        work.show({"page": file_link(work.episode.folder.root, page), "kilobytes": page.stat().st_size // 1024})
        return work.made(None, version=work.episode.folder.digest(page))


def _post_mortem(work: Work, crew: CrewResource, board: Storyboard) -> dict[str, object]:
    """What the critic makes of the finished film; the film is delivered whether or not anybody can say."""
    if work.sources.brief.source == "score":
        return {"post-mortem": "skipped: replayed from a saved score"}
    from spark_video_assets.crew.critique.judging_plans import PlanRoom, post_mortem

    episode = work.episode
    try:
        room = PlanRoom.of(
            work.sources, crew.hired(work.sources, work.answers), episode.pages(), episode.direction()
        )
        told = post_mortem(episode, room, board, episode.load(Dailies, episode.folder.dailies))
    except SparkVideoError as error:
        return {"post-mortem": f"skipped: {error.problem}"}
    return {
        "post-mortem": f"{told.overall if told.overall is not None else 'not judged'} of 10, by {told.critic}",
        "next time": "; ".join(told.weaknesses) or "nothing found",
        "post-mortem tokens": told.tokens,
    }


def _editor(work: Work, board: Storyboard, narration: Narration) -> "Editor":
    from spark_video_assets.crew.post.editor import Editor

    return Editor(work.episode, work.sources.brief, board, work.sources.states, narration)
