"""One line of speech out of libespeak-ng, in a process of its own: json on stdin, json line + raw pcm on stdout.

No numpy, pydantic or project import here: start-up is most of the cost. Caching and filtering live in `espeak`.

espeak-ng keeps global state and differs from call to call within one process, while a fresh process with a fixed seed
repeats itself to the byte (measured, wheel 1.52), so every line gets a fresh one.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

# Values of the enums in espeak-ng's public header speak_lib.h, version 1.52.
_OUTPUT_SYNCHRONOUS = 2
_INIT_PHONEME_EVENTS = 1
_INIT_PHONEME_IPA = 2
_INIT_DONT_EXIT = 0x8000
_PARAMETER_RATE, _PARAMETER_VOLUME, _PARAMETER_PITCH, _PARAMETER_RANGE = 1, 2, 3, 4
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_END_PAUSE = 0x1000
_EVENT_LIST_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7


class _EventId(ctypes.Union):
    """Payload of an event: a number, or up to eight bytes of a phoneme name."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """`espeak_EVENT`: positions are 1-based characters and milliseconds of audio."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def speak(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Speak one request.

    Args:
        request: `library`, `data` (paths), `text`, `voice` (espeak name, as "cmn+f2"), `rate` (words per minute),
            `pitch` and `pitch_range` (0..99).

    Returns:
        Header {sample_rate, words: [[ms, 1-based character, length]], phonemes: [[ms, ipa]]} or {error: why}, and
        mono 16-bit pcm.
    """
    try:
        library = ctypes.CDLL(request["library"])
    except OSError as error:
        return {"error": f"cannot load the speech library: {error}"}, b""
    options = _INIT_PHONEME_EVENTS | _INIT_PHONEME_IPA | _INIT_DONT_EXIT
    sample_rate = library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, request["data"].encode(), options)
    if sample_rate <= 0:
        return {"error": f"the speech library did not start (code {sample_rate})"}, b""

    # Breath and flutter of a voice come from a generator that Initialize seeds with the clock (measured: without this,
    # "+f2" differs from one second to the next, while "+m3", which has neither, does not).
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))

    pcm = bytearray()
    words: list[list[int]] = []
    phonemes: list[list[int | str]] = []

    def collect(samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            pcm.extend(ctypes.string_at(samples, count * 2))
        index = 0
        while events[index].type != _EVENT_LIST_END:
            event = events[index]
            if event.type == _EVENT_WORD:
                words.append([event.audio_position, event.text_position, event.length])
            elif event.type == _EVENT_PHONEME:
                name = ctypes.string_at(ctypes.addressof(event.id), 8).split(b"\0")[0]
                phonemes.append([event.audio_position, name.decode("utf-8", "replace")])
            index += 1
        return 0

    callback = _Callback(collect)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        return {"error": f"the speech library has no voice {request['voice']!r}"}, b""
    for parameter, value in (
        (_PARAMETER_RATE, request["rate"]),
        (_PARAMETER_VOLUME, 100),
        (_PARAMETER_PITCH, request["pitch"]),
        (_PARAMETER_RANGE, request["pitch_range"]),
    ):
        library.espeak_SetParameter(parameter, value, 0)
    text = request["text"].encode() + b"\0"
    code = library.espeak_Synth(text, len(text), 0, _POSITION_CHARACTER, 0, _CHARS_UTF8 | _END_PAUSE, None, None)
    if code != 0:
        return {"error": f"the speech library failed (code {code})"}, b""
    library.espeak_Synchronize()
    return {"sample_rate": sample_rate, "words": words, "phonemes": phonemes}, bytes(pcm)


def main() -> None:
    """Answer the one request on stdin."""
    header, pcm = speak(json.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pcm)


if __name__ == "__main__":
    main()
