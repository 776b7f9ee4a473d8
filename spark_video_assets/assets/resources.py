"""The resources that assets share, as Dagster sees them: studio equipment and crew. Equipment itself lives in `resources`."""

from pathlib import Path

import dagster as dg

from resources.call_log import CallLog
from resources.episode_store import EpisodeStore
from resources.judge.base import ClipJudge
from resources.judge.choosing import open_judge
from resources.llm.kept_answers import AnswerShelf
from resources.llm.meter import Meter
from resources.render_job_folder import RenderJobFolder
from resources.render_ledger import FileBudgetBook
from resources.tts.base import SpeechEngine
from resources.tts.choosing import open_speech
from resources.video.base import VideoProvider
from resources.video.conditions import Conditions, Shelf
from resources.video.limits import environment_for
from resources.video.registry import capabilities_of, open_provider
from spark_video_assets.crew.art.painting import Painter
from spark_video_assets.crew.hiring import Crew, hire_for
from spark_video_assets.crew.paying import desk_of
from spark_video_assets.crew.shooting.judges import judge_of
from spark_video_assets.episode.episode import Episode
from spark_video_assets.episode.sources import Sources


class Studio(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What an episode is made with: video providers, judge and voices.

    Args:
        store: Where projects are; shared caches lie beside them.
    """

    store: dg.ResourceDependency[EpisodeStore]

    @property
    def speech_cache(self) -> Path:
        """Spoken lines of all episodes, by content."""
        return self.store.root.speech_cache

    def video(self, name: str, episode: Episode) -> VideoProvider:
        """A provider ready for work on an episode; the caller closes it."""
        return self.provider(name, episode.folder.cache)

    def provider(self, name: str, cache: Path, *, model: str = "") -> VideoProvider:
        """A provider ready for work; the caller closes it.

        Args:
            name: As in the brief.
            cache: Of the episode or render job.
            model: Family of models; empty = as the environment says.
        """
        shelf = Shelf(work=cache / "video", speech=self.speech_cache)
        return open_provider(name, Conditions(shelf, environment_for(model)))

    def judge_of_job(self, folder: RenderJobFolder, book: FileBudgetBook, *, drawn: bool) -> ClipJudge:
        """Who reviews a stand-alone render job, paid from the job's own purse."""
        meter = Meter(book, str(folder))
        return open_judge(CallLog(folder), drawn=drawn, meter=meter, shelf=AnswerShelf(folder.answers))

    def judge(self, sources: Sources) -> ClipJudge:
        """Who looks at an episode's clips: measurement, and a paid model after it where one is configured."""
        return judge_of(sources)

    def speech(self, sources: Sources) -> SpeechEngine:
        """Who speaks an episode's narration: a paid voice where one is configured, else the embedded one."""
        desk = desk_of(sources.episode, sources.brief, sources.settings)
        return open_speech(self.speech_cache, desk, drawn=capabilities_of(sources.provider).free)

    def painter(self, sources: Sources) -> Painter | None:
        """Who paints an episode's pictures; None = the embedded engine draws them."""
        if sources.equipment.pictures is None:
            return None
        return Painter(desk_of(sources.episode, sources.brief, sources.settings))


class CrewResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Who decides: chosen once for every run."""

    def hired(self, sources: Sources, answers: AnswerShelf) -> Crew:
        """The crew of an episode, for the work whose answers are kept there."""
        return hire_for(sources, answers)
