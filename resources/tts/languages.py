"""Which espeak voice reads a text, at what natural speed, and what of a text can be spoken at all. No audio here."""

from __future__ import annotations

import re
import unicodedata

# Espeak's voice names, not always the language code: plain "en-gb" does not exist in the wheel (measured, 1.52).
_VOICE_OF_CODE = {
    "en": "en-us", "zh": "cmn", "cmn": "cmn", "yue": "yue", "ja": "ja", "ko": "ko", "fr": "fr", "de": "de",
    "es": "es", "it": "it", "pt": "pt-br", "ru": "ru", "pl": "pl", "nl": "nl", "sv": "sv", "da": "da", "no": "nb",
    "nb": "nb", "fi": "fi", "tr": "tr", "el": "el", "ar": "ar", "he": "he", "fa": "fa", "hi": "hi", "bn": "bn",
    "ta": "ta", "te": "te", "ur": "ur", "id": "id", "ms": "ms", "vi": "vi", "th": "th", "uk": "uk", "cs": "cs",
    "sk": "sk", "hu": "hu", "ro": "ro", "bg": "bg", "hr": "hr", "sr": "sr", "lt": "lt", "lv": "lv", "et": "et",
    "ca": "ca", "eo": "eo", "la": "la", "sw": "sw",
}  # fmt: skip
_CODE_OF_NAME = {
    "english": "en", "chinese": "zh", "mandarin": "zh", "cantonese": "yue", "japanese": "ja", "korean": "ko",
    "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru",
    "arabic": "ar", "hebrew": "he", "hindi": "hi", "polish": "pl", "dutch": "nl", "turkish": "tr", "vietnamese": "vi",
    "英语": "en", "英文": "en", "中文": "zh", "汉语": "zh", "普通话": "zh", "国语": "zh", "粤语": "yue", "日语": "ja",
    "韩语": "ko", "法语": "fr", "德语": "de", "西班牙语": "es", "俄语": "ru",
}  # fmt: skip

# Words per minute that sound like ordinary talk; 190-235 is natural for Mandarin (measured on 18 characters).
_NATURAL_RATE = {"cmn": 205, "yue": 200, "ja": 180, "ko": 175}
_DEFAULT_RATE = 158

_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]"), "cmn"),
    (re.compile(r"[\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u0400-\u04ff]"), "ru"),
    (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
)
# Voices that already read the script found above, so that a Ukrainian text is not read by the Russian voice.
_SAME_SCRIPT = {"cmn": {"cmn", "yue", "ja"}, "ru": {"ru", "uk", "bg", "sr"}, "ar": {"ar", "fa", "ur"}}


def language_code(language: str) -> str | None:
    """The two- or three-letter code of a code or name ("zh-CN", "Mandarin", "中文"); None when it is not known."""
    wanted = language.strip().lower().replace("_", "-")
    code = _CODE_OF_NAME.get(wanted, wanted.split("-")[0])
    return code if code in _VOICE_OF_CODE else None


def espeak_language(language: str) -> str | None:
    """Espeak's voice for a language; None when it is not known."""
    return _VOICE_OF_CODE.get(language_code(language) or "")


def reading_language(text: str, language: str) -> str:
    """The voice that reads this text: the episode's language, unless the script says that it cannot be.

    An English voice would spell hanzi as "Chinese letter". An unknown language is read as English.
    """
    wanted = espeak_language(language) or "en-us"
    letters = sum(character.isalpha() for character in text)
    for pattern, voice in _SCRIPTS:
        found = len(pattern.findall(text))
        is_readable = wanted in _SAME_SCRIPT.get(voice, {voice})
        if found and not is_readable and (found * 2 > letters or (voice in {"cmn", "ja"} and found * 4 > letters)):
            return voice
    return wanted


def natural_rate(espeak_voice: str) -> int:
    """Words per minute of ordinary talk, in espeak's own counting."""
    return _NATURAL_RATE.get(espeak_voice, _DEFAULT_RATE)


def speakable(text: str) -> str:
    """The text with emoji, symbols and control signs blanked, so that positions stay the same.

    Empty when nothing is left that has a sound. Espeak reads an emoji by its name ("grinning face") otherwise.
    """
    kept = "".join(
        " " if unicodedata.category(character) in {"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf"} else character
        for character in text
    )
    return kept if any(character.isalnum() for character in kept) else ""
