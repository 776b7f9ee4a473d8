"""How much of what the embedded voices and a film say a speech recogniser understands: `python -m bench.listening [FILM.mp4]`.

PocketSphinx with its own English model knows any words, so it gets most of a synthetic voice wrong that people follow: only
the comparison counts, of voices with each other and of a film with its voices alone.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from resources.sound import dsp
from resources.tts import voices
from resources.tts.base import Speaker, Voice
from resources.tts.espeak import EspeakEngine

SENTENCES = (
    "How many ships has it ever saved?", "I would like to return this letter.", "Then who keeps turning the sea around?",
    "By order of the harbour office, your light goes dark tonight.", "She never told anyone why she left the city.",
    "The road to the village was closed after the storm.", "Put the money on the table and go home.",
    "My brother works in the kitchen every night.", "We have waited for this day for thirty years.",
    "Please open the window, it is hot in here.", "They found the old man asleep beside the fire.",
    "I will come back tomorrow with the other key.",
)  # fmt: skip
_RATE = 16_000
_KINDS = ("man", "woman", "boy", "girl", "old man", "old woman", "narrator")
_CAPTION = re.compile(r"(\d+):(\d+):(\d+)[,.](\d+) --> (\d+):(\d+):(\d+)[,.](\d+)\s*\n(.*)", re.DOTALL)


class Listener:
    """The recogniser."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=_RATE, loglevel="FATAL")

    def wrong(self, text: str, sound: npt.NDArray[np.float32]) -> tuple[int, int]:
        """How many words of a line are heard wrong, missing or added, and how many it has; `sound` is mono at 16 kHz."""
        loud = sound * (0.6 / max(0.05, float(np.abs(sound).max(initial=0.0))))
        pcm = np.concatenate([np.zeros(_RATE // 4), loud * 32767, np.zeros(_RATE // 4)]).astype(np.int16)
        self._decoder.start_utt()
        self._decoder.process_raw(pcm.tobytes(), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        said = _words(text)
        return _distance(said, _words(heard.hypstr if heard else "")), len(said)


def main() -> None:
    """Print the share of words heard wrong for each kind of speaker, or for each caption of a film."""
    options = argparse.ArgumentParser(prog="python -m bench.listening", description=__doc__)
    options.add_argument("film", nargs="?", type=Path, help="an English film with its .srt in ../subtitles")
    film = options.parse_args().film
    listener = Listener()
    counted = _film_lines(film, listener) if film else _voice_lines(listener)
    wrong = sum(one for _, one, _ in counted)
    for name, one, words in counted:
        print(f"{one / max(1, words):5.0%}  {name}")
    print(f"{wrong / max(1, sum(words for *_, words in counted)):5.0%}  all")


def _voice_lines(listener: Listener) -> list[tuple[str, int, int]]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="spark-video-bench-") as folder:
        engine = EspeakEngine(Path(folder))
        for kind in _KINDS:
            # The name chooses among the voices of a kind; narrators have one.
            for name in ("narrator",) if kind == "narrator" else ("Ada", "Finn", "Bram"):
                speaker = Speaker(name=name, gender=kind, age=_age(kind))
                voice = voices.cast_voices([speaker], "en")[speaker.name]
                counts = [listener.wrong(text, _spoken(engine, text, voice)) for text in SENTENCES]
                told = f"{kind} {name}: {voice.engine_voice} pitch {voice.pitch} rate {voice.rate:g}"
                rows.append((told, sum(one for one, _ in counts), sum(words for _, words in counts)))
    return rows


def _age(kind: str) -> str:
    return {"boy": "9", "girl": "9"}.get(kind, "72" if kind.startswith("old") else "35")


def _spoken(engine: EspeakEngine, text: str, voice: Voice) -> npt.NDArray[np.float32]:
    sound, rate = dsp.read_wav(engine.say(text, voice, "en").wav)
    return dsp.resample(sound if sound.ndim == 1 else sound.mean(axis=0), rate, _RATE)


def _film_lines(film: Path, listener: Listener) -> list[tuple[str, int, int]]:
    import av

    resampler = av.AudioResampler("flt", "mono", _RATE)
    with av.open(str(film)) as container:
        parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    sound = np.concatenate(parts)
    captions = (film.parent.parent / "subtitles" / film.with_suffix(".srt").name).read_text(encoding="utf-8")
    rows = []
    for match in (_CAPTION.search(block) for block in captions.strip().split("\n\n")):
        if match is None:
            continue
        start, end = (_seconds(match.groups()[at : at + 4]) for at in (0, 4))
        text = " ".join(match[9].split())
        around = sound[max(0, int((start - 0.15) * _RATE)) : int((end + 0.25) * _RATE)]
        rows.append((f"{start:6.1f} s {text}", *listener.wrong(text, around)))
    return rows


def _seconds(clock: Sequence[str]) -> float:
    hours, minutes, seconds, milliseconds = map(int, clock)
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def _distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest words to change, leave out or add."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, 1):
        before, row = row, [at]
        for place, other in enumerate(heard, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (word != other)))
    return row[-1]


if __name__ == "__main__":
    main()
