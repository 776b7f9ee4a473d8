"""`OmniJudge`: has a model look at a clip once, in the first form that the service takes. Marks are read in `verdict`."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping

import httpx

from resources.call_log import CallLog
from resources.errors import MediaError, ProviderError, UsageError
from resources.failures import Policy, provider_error
from resources.judge.base import AXES, Judgement, Measure, ReviewRequest
from resources.judge.omni.forms import Form, forms_of, load_forms
from resources.judge.omni.question import Lend, question
from resources.judge.omni.verdict import Verdict
from resources.llm.chat import ChatAnswer, ChatRequest
from resources.llm.client import ChatClient
from resources.llm.kept_answers import AnswerShelf
from resources.llm.meter import Meter
from resources.llm.reading import Bounds
from resources.llm.settings import LlmSettings
from resources.llm.structured import read_answer
from resources.media.probe import probe
from resources.wire.dashscope import open_wire
from resources.wire.dashscope_upload import Uploads

MODEL_VARIABLE = "SPARK_VIDEO_REVIEW_OMNI_MODEL"
TIMEOUT_VARIABLES = ("SPARK_VIDEO_REVIEW_TIMEOUT_S", "VIDEOGEN_REVIEW_TIMEOUT_S")
TIMEOUT_S = 300.0

_OTHER_FORM = frozenset({Policy.PERMANENT})
_OTHER_MODEL = frozenset({Policy.AUTH, Policy.QUOTA})
"""No access to this model says nothing about the next one; a wrong key fails there alike, and costs nothing."""


class OmniJudge:
    """Looks and listens. Safe to share between threads; every call is in the chat client's log.

    Args:
        chat: DashScope's compatible surface.
        lend: Uploads clips that are too large to be inlined.
        forms: Ways of asking, in order; the first that the service takes is kept.
    """

    def __init__(self, chat: ChatClient, lend: Lend, forms: tuple[Form, ...]) -> None:
        self._chat = chat
        self._lend = lend
        self._forms = forms
        self._first = 0

    @property
    def name(self) -> str:
        """The model that is asked first."""
        return self._forms[self._first].model

    def judge(self, request: ReviewRequest) -> Judgement:
        """Look at the clip once.

        Raises:
            NotFound: There is no such clip.
            MediaError: It is no clip.
            ProviderError: No model could or would judge, or none gave a judgement that can be used.
        """
        started = time.monotonic()
        if not probe(request.clip).has_video:
            raise MediaError("holds no picture", where=str(request.clip))
        form, asked, answer = self._ask(request)
        verdict, faults = read_answer(answer.text, Verdict, cut_short=answer.cut_short)
        if verdict is None:
            self._chat.disown([asked], shot=request.shot_id)
            raise provider_error(
                Policy.TRANSIENT,
                f"{answer.model} gave no judgement that can be used: {' '.join(faults)[:600]}",
                where=f"shot {request.shot_id}",
            )
        return _judgement(form, verdict, time.monotonic() - started)

    def _ask(self, request: ReviewRequest) -> tuple[Form, ChatRequest, ChatAnswer]:
        refusal: ProviderError | None = None
        refused_models: set[str] = set()
        for index in range(self._first, len(self._forms)):
            form = self._forms[index]
            if form.model in refused_models:
                continue
            try:
                asked = question(request, form, load_forms(), self._lend)
                answer = self._chat.ask(asked, kind="judge", shot=request.shot_id)
            except ProviderError as error:
                policy = Policy(error.failure)
                if policy not in _OTHER_FORM | _OTHER_MODEL:
                    raise
                if policy in _OTHER_MODEL:
                    refused_models.add(form.model)
                refusal = refusal or error
            else:
                self._first = index
                return form, asked, answer
        assert refusal is not None
        raise refusal


def _judgement(form: Form, verdict: Verdict, seconds: float) -> Judgement:
    judged = tuple(axis for axis in AXES if form.hears or axis != "dialog_attribution")
    unheard = Measure(value=None, note=f"{form.model} does not hear: who speaks was not judged")
    return Judgement(
        judge=form.model,
        breakdown={axis: verdict.marks[axis] if axis in judged else None for axis in AXES},
        critique=" ".join(verdict.critique.split()),
        verdict=verdict.verdict,
        measures={} if form.hears else {"sound": unheard},
        measured_axes=judged,
        seconds=round(seconds, 3),
    )


def open_omni_judge(
    log: CallLog | None,
    environ: Mapping[str, str] = os.environ,
    *,
    meter: Meter | None = None,
    shelf: AnswerShelf | None = None,
    upload_transport: httpx.AsyncBaseTransport | None = None,
) -> OmniJudge:
    """The judge at DashScope.

    Args:
        log: Of the episode; None where there is none (calibration).
        environ: Key, address, `SPARK_VIDEO_REVIEW_OMNI_MODEL` and `SPARK_VIDEO_REVIEW_TIMEOUT_S`.
        meter: The episode's purse.
        shelf: Keeps judgements until their reviews are recorded.
        upload_transport: Injected by tests.

    Raises:
        UsageError: No key, an unsafe address, or a time that is none.
    """
    bounds = Bounds(seconds=_timeout_s(environ))
    chat = ChatClient(LlmSettings.at_dashscope(environ), log, meter=meter, shelf=shelf, bounds=bounds)

    def lend(film: bytes, model: str) -> str:
        return asyncio.run(_lent(film, model, environ, upload_transport))

    return OmniJudge(chat, lend, forms_of(environ.get(MODEL_VARIABLE, "").strip()))


async def _lent(
    film: bytes, model: str, environ: Mapping[str, str], transport: httpx.AsyncBaseTransport | None
) -> str:
    wire = open_wire("dashscope", environ, submits_per_s=None, transport=transport)
    uploads = Uploads(wire)
    try:
        return await uploads.address_of(film, suffix=".mp4", media_type="video/mp4", model=model)
    except httpx.HTTPError as error:
        raise provider_error(
            Policy.TRANSIENT, f"the clip could not be uploaded ({type(error).__name__})", where=model
        ) from error
    finally:
        await uploads.aclose()
        await wire.aclose()


def _timeout_s(environ: Mapping[str, str]) -> float:
    for name in TIMEOUT_VARIABLES:
        told = environ.get(name, "").strip()
        if not told:
            continue
        try:
            seconds = float(told)
        except ValueError:
            seconds = 0.0
        if not 1 <= seconds <= 3600:
            raise UsageError(f"{name} is {told!r}", where="environment or .env", allowed="1 to 3600 seconds")
        return seconds
    return TIMEOUT_S
