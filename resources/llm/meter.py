"""Booking what questions cost in the episode's budget book: reserved at most, settled at what was told. Sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from resources.failures import Policy, classify_exception
from resources.llm.chat import ChatRequest
from resources.prices import Quote
from resources.prices.tokens import token_cost, token_table
from resources.render_ledger.budget import Account, BudgetBook

# Most tokens of one part of a message: a picture fills 1280 at DashScope's largest size, a clip of 15 s at 720P takes
# about 500 a second (400 s fill the omni model's window of 196,608) and its sound 25 a second.
_PICTURE_TOKENS = 1300
_FILM_TOKENS = 10_000
_SOUND_TOKENS = 1_000

Bill = Callable[[Decimal | None], None]
"""Takes what the answer cost; None = it was answered, and nobody knows what it cost."""


@dataclass(frozen=True)
class Meter:
    """The purse that an episode's questions are paid from.

    Args:
        book: Of the episode's caps. Where a price is unknown nothing is booked: a server of one's own costs nothing.
        episode: As `project/episode`.
    """

    book: BudgetBook
    episode: str

    @contextmanager
    def booked(
        self, provider: str, model: str, request: ChatRequest, shot: str | None, call: str
    ) -> Iterator[Bill]:
        """Set aside what one question can cost at most; the block tells what it did cost.

        Args:
            provider: Who is asked, for the price.
            model: Whom.
            request: What.
            shot: What it is about.
            call: Id of this very try.

        Raises:
            BudgetStop: A cap would be exceeded; nothing was sent.
        """
        agreed = _most(provider, model, request)
        if agreed is None:
            yield _unbooked
            return
        key = self._key(request, call)
        # Questions about no shot must not add up to the cap of one.
        self.book.reserve(key, Account(episode=self.episode, shot=shot or f"{request.role}-{call}"), agreed)
        told: list[Decimal | None] = []
        try:
            yield told.append
        except BaseException as error:
            if told:
                self.book.settle(key, _billed(told, agreed))  # answered; what failed came after it
            elif classify_exception(error, phase="submit") is Policy.AMBIGUOUS:
                self.book.settle(key, agreed.amount)  # perhaps answered and billed
            else:
                self.book.release(key)
            raise
        self.book.settle(key, _billed(told, agreed))

    def settle(self, request: ChatRequest, call: str, cost: Decimal | None) -> None:
        """Settle a call whose answer was kept; a killed run may not have come to it. Nothing is settled twice."""
        if cost is not None:
            self.book.settle(self._key(request, call), cost)

    def _key(self, request: ChatRequest, call: str) -> str:
        return f"{self.episode}/{request.role}-{call}"


def _billed(told: list[Decimal | None], agreed: Quote) -> Decimal:
    cost = told[0] if told else None
    return agreed.amount if cost is None else cost


def _unbooked(_cost: Decimal | None) -> None:
    """Nothing is set aside, so nothing is settled."""


def _most(provider: str, model: str, request: ChatRequest) -> Quote | None:
    """What a question can cost at most; None when a price is unknown."""
    table = token_table(provider, model)
    contents = [message.content for message in request.messages if not isinstance(message.content, str)]
    kinds = [part.get("type") for content in contents for part in content]
    films = kinds.count("video_url") + kinds.count("video")
    found = token_cost(
        provider,
        model,
        text_in=sum(len(message.text) for message in request.messages)
        + kinds.count("image_url") * _PICTURE_TOKENS
        + films * _FILM_TOKENS,
        audio_in=films * _SOUND_TOKENS,
        text_out=request.max_tokens,
    )
    if found is None or table is None:
        return None
    amount, currency = found
    return Quote(
        amount=amount, currency=currency, unit="question", unit_price=amount, as_of=table.as_of, source=table.source
    )
