"""The language models as data, and reading a chat request against the limits of its model. Answers live elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.simulators.dashscope.chat_script import Conversation
from tests.simulators.dashscope.media_input import MediaInput
from tests.simulators.dashscope.wire import text_tokens
from tests.simulators.frame import Call, Refusal
from tests.simulators.inputs import Unreadable, read_film, read_picture, read_sound

_DATA_URI_LIMIT = 10_485_760
_TOKENS_PER_FILM_SECOND = 300
_TOKENS_PER_SOUND_SECOND = 25
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class ChatModel:
    """One model.

    Args:
        prices: CNY for a million tokens: text, picture and film in; sound in; text out.
        sees: Takes pictures and films.
        hears: Takes sound, and hears that of films.
        streamed_only: Answers only as a stream.
    """

    name: str
    prices: tuple[Decimal, Decimal, Decimal]
    sees: bool = False
    hears: bool = False
    streamed_only: bool = False


def _model(name: str, text_in: str, sound_in: str, out: str, **traits: bool) -> ChatModel:
    return ChatModel(name, (Decimal(text_in), Decimal(sound_in), Decimal(out)), **traits)


CHAT_MODELS: dict[str, ChatModel] = {
    model.name: model
    for model in (
        _model("qwen3.5-omni-plus", "7", "53", "40", sees=True, hears=True, streamed_only=True),
        _model("qwen3.5-omni-flash", "2.2", "18", "13.3", sees=True, hears=True, streamed_only=True),
        _model("qwen3-vl-plus", "1", "1", "10", sees=True),
        _model("qwen-plus", "0.8", "0.8", "2"),
        _model("qwen3.6-plus", "0.8", "0.8", "2"),
        _model("qwen-max", "2.4", "2.4", "9.6"),
    )
}


@dataclass
class Tokens:
    """What a call is billed for."""

    text: int = 0
    image: int = 0
    video: int = 0
    audio: int = 0
    output: int = 0

    @property
    def prompt(self) -> int:
        """All that went in."""
        return self.text + self.image + self.video + self.audio

    def cost(self, model: ChatModel) -> Decimal:
        """CNY."""
        plain, heard, said = model.prices
        seen = (self.text + self.image + self.video) * plain + self.audio * heard + self.output * said
        return seen / _MILLION

    def usage(self) -> dict[str, object]:
        """As the answer tells it."""
        inside = {"text_tokens": self.text, "image_tokens": self.image, "video_tokens": self.video}
        told = {name: count for name, count in {**inside, "audio_tokens": self.audio}.items() if count}
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.output,
            "total_tokens": self.prompt + self.output,
            "prompt_tokens_details": told,
            "completion_tokens_details": {"text_tokens": self.output},
        }


@dataclass
class ChatRequest:
    """A request that its model takes."""

    model: ChatModel
    conversation: Conversation
    stream: bool
    include_usage: bool
    max_tokens: int | None
    speaks: bool
    tokens: Tokens = field(default_factory=Tokens)


class ChatReader:
    """Reads requests.

    Args:
        mixed_modalities: Whether one message to an omni model may hold more than one kind of picture, film and sound.
            The vendor's pages say no, users report yes.
    """

    def __init__(self, media: MediaInput, *, mixed_modalities: bool = True) -> None:
        self._media = media
        self.mixed_modalities = mixed_modalities

    async def read(self, call: Call, key: str, body: dict[str, Any]) -> ChatRequest:
        """The request, with the tokens that go in.

        Raises:
            Refusal: It does not fit the model.
        """
        model = chat_model(body)
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages:
            raise _invalid("[] is too short - 'messages'")
        stream = body.get("stream") is True
        if model.streamed_only and not stream:
            raise _invalid(
                "This model only support stream mode, please enable the stream parameter to access the model."
            )
        tokens, seen = Tokens(), set[str]()
        texts: list[str] = []
        systems: list[str] = []
        for message in messages:
            words, kinds = await self._message(call, key, model, message, tokens)
            if model.streamed_only and not self.mixed_modalities and len(kinds - {"text"}) > 1:
                raise _invalid("A message can hold text and one other modality only.")
            seen |= kinds
            (systems if message.get("role") == "system" else texts).extend(words)
        tokens.text = sum(text_tokens(text) for text in [*systems, *texts])
        conversation = Conversation(
            model=model.name,
            system="\n".join(systems),
            texts=texts,
            asks_json=_asks_json(body, [*systems, *texts]),
            shows_film="video" in seen,
        )
        options = body.get("stream_options") or {}
        limit = body.get("max_tokens") or body.get("max_completion_tokens")
        return ChatRequest(
            model, conversation, stream, bool(options.get("include_usage")), limit, _speaks(model, body), tokens
        )

    async def _message(
        self, call: Call, key: str, model: ChatModel, message: object, tokens: Tokens
    ) -> tuple[list[str], set[str]]:
        if not isinstance(message, dict) or message.get("role") not in {"system", "user", "assistant", "tool"}:
            raise _invalid("The role of a message is not valid.")
        content = message.get("content")
        if isinstance(content, str):
            return [content], {"text"}
        if not isinstance(content, list) or not content:
            raise _invalid("The content field is a required field.")
        texts, kinds = [], set[str]()
        for part in content:
            kind, word = await self._part(call, key, model, part, tokens)
            kinds.add(kind)
            texts += [word] if kind == "text" else []
        return texts, kinds

    async def _part(
        self, call: Call, key: str, model: ChatModel, part: dict[str, Any], tokens: Tokens
    ) -> tuple[str, str]:
        match part:
            case {"type": "text", "text": str(text)}:
                return "text", text
            case {"type": "image_url", "image_url": {"url": address}} if model.sees:
                tokens.image += await self._image_tokens(call, key, model, address)
                return "image", ""
            case {"type": "video_url", "video_url": {"url": address}} if model.sees:
                await self._count_film(call, key, model, address, tokens)
                return "video", ""
            case {"type": "video", "video": list(frames)} if model.sees:
                if not 4 <= len(frames) <= 512:
                    raise _invalid(f"The number of frames {len(frames)} is not in [4, 512].")
                for address in frames:
                    tokens.video += await self._image_tokens(call, key, model, address)
                return "video", ""
            case {"type": "input_audio", "input_audio": {"data": address}} if model.hears:
                data = await self._read(call, key, model, address)
                tokens.audio += math.ceil(_length(data, film=False) * _TOKENS_PER_SOUND_SECOND)
                return "audio", ""
        raise _invalid(f"The content part {part.get('type')!r} is not supported by {model.name}.")

    async def _image_tokens(self, call: Call, key: str, model: ChatModel, address: object) -> int:
        data = await self._read(call, key, model, address)
        try:
            picture = read_picture(data) if data is not None else None
        except Unreadable:
            raise _invalid("The image format is illegal and cannot be opened.") from None
        if picture is None:
            return 1000
        if min(picture.width, picture.height) <= 10:
            raise _invalid("The image length and width do not meet the model restrictions, must be larger than 10.")
        return min(1280, math.ceil(picture.width / 32) * math.ceil(picture.height / 32)) + 2

    async def _count_film(self, call: Call, key: str, model: ChatModel, address: object, tokens: Tokens) -> None:
        data = await self._read(call, key, model, address)
        seconds = _length(data, film=True)
        tokens.video += math.ceil(seconds * _TOKENS_PER_FILM_SECOND)
        if model.hears:
            tokens.audio += math.ceil(seconds * _TOKENS_PER_SOUND_SECOND)

    async def _read(self, call: Call, key: str, model: ChatModel, address: object) -> bytes | None:
        if isinstance(address, str) and address.startswith("data:") and len(address) > _DATA_URI_LIMIT:
            raise _invalid(f"Exceeded limit on max bytes per data-uri item : {_DATA_URI_LIMIT}")
        return await self._media.read(call, address, key, model.name, data_uri=True)


def chat_model(body: dict[str, Any]) -> ChatModel:
    """The model that a request names.

    Raises:
        Refusal: There is none, or it does not chat.
    """
    name = body.get("model")
    if not isinstance(name, str) or not name:
        raise Refusal(400, "InvalidParameter", "you must provide a model parameter")
    if name.startswith(("happyhorse", "wan", "cosyvoice", "qwen-image", "qwen-tts", "qwen3-tts")):
        raise Refusal(404, "model_not_supported", f"Unsupported model {name} for OpenAI compatibility mode.")
    if name not in CHAT_MODELS:
        raise Refusal(404, "ModelNotFound", f"The model `{name}` does not exist or you do not have access to it.")
    return CHAT_MODELS[name]


def _length(data: bytes | None, *, film: bool) -> float:
    if data is None:
        return 5.0
    try:
        return read_film(data).duration_s if film else read_sound(data).duration_s
    except Unreadable:
        raise _invalid("The media can not be decoded.") from None


def _asks_json(body: dict[str, Any], texts: list[str]) -> bool:
    if (body.get("response_format") or {}).get("type") != "json_object":
        return False
    if not any("json" in text.lower() for text in texts):
        raise _invalid(
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        )
    return True


def _speaks(model: ChatModel, body: dict[str, Any]) -> bool:
    modalities = body.get("modalities") or ["text"]
    if "audio" not in modalities:
        return False
    voice = body.get("audio")
    if not model.hears or not isinstance(voice, dict) or not voice.get("voice") or voice.get("format") != "wav":
        raise _invalid("Output audio needs an omni model and audio{voice, format:'wav'}.")
    return True


def _invalid(message: str) -> Refusal:
    return Refusal(400, "InvalidParameter", f"<400> InternalError.Algo.InvalidParameter: {message}")
