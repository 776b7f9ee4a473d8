"""What may be spent: reserve before, settle or release after, caps per shot, episode and day. Prices come from `prices`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

from pydantic import Field

from resources.atomic import append_json, read_json_lines
from resources.clock import Clock
from resources.errors import BudgetStop
from resources.locking import locked_file
from resources.prices import Quote
from resources.video.staging import Model


class BudgetCaps(Model):
    """The most that may be spent in one currency; None = no cap."""

    per_shot: Decimal | None = Field(default=None, ge=0)
    per_episode: Decimal | None = Field(default=None, ge=0)
    per_day: Decimal | None = Field(default=None, ge=0)


class Account(Model):
    """Whom an amount is booked on: episode as `project/episode`, and its shot."""

    episode: str
    shot: str


class BudgetBook(Protocol):
    """Three movements, and what is under way. `key` names one submit; repeating a movement with it changes nothing."""

    def reserve(self, key: str, account: Account, quote: Quote) -> None:
        """Set the quoted amount aside. Raises `BudgetStop` when a cap would be exceeded."""
        ...

    def settle(self, key: str, amount: Decimal) -> None:
        """Replace the reservation by what it really cost."""
        ...

    def release(self, key: str) -> None:
        """Give the reservation back: nothing was billed."""
        ...

    def reserved(self, episode: str) -> list[str]:
        """Keys of an episode that are reserved and neither settled nor released."""
        ...


class _Booking(Model):
    schema_version: int = 1
    key: str
    account: Account
    currency: str
    amount: Decimal
    day: dt.date
    state: Literal["reserved", "settled"]


class FileBudgetBook:
    """A budget book in one append-only file, shared by all processes of a machine.

    Args:
        path: The file; a lock file lies beside it. One book for all projects, so that the cap per day holds across
            episodes.
        caps: By currency. A quote in a currency without caps is refused as soon as any caps are set: an amount in
            dollars says nothing about a cap in yuan.
        clock: Gives the day (UTC) that a reservation counts for.
        what: What an account's `episode` is called, for people.
        set_in: Where a person sets the caps.
        mend: What a person does about a cap that is reached.
    """

    def __init__(
        self,
        path: Path,
        caps: Mapping[str, BudgetCaps],
        clock: Clock,
        *,
        what: str = "episode",
        set_in: str = "brief.yaml",
        mend: str = "raise the cap in brief.yaml, or accept an existing take",
    ) -> None:
        self._path = path
        self._what = what
        self._set_in = set_in
        self._mend = mend
        self._caps = {currency: limits for currency, limits in caps.items() if limits != BudgetCaps()}
        self._clock = clock

    def reserve(self, key: str, account: Account, quote: Quote) -> None:
        """Set the quoted amount aside; a reservation under the same key is kept as it is.

        Raises:
            BudgetStop: Names the cap, what is spent or reserved already, and the amount asked.
        """
        with self._locked():
            bookings = self._bookings()
            if key in bookings:
                return
            today = self._clock.now().date()
            self._check(self._caps, bookings, account, quote)
            self._append(
                kind="reserved",
                key=key,
                account=account.model_dump(),
                currency=quote.currency,
                amount=str(quote.amount),
                day=today.isoformat(),
            )

    def settle(self, key: str, amount: Decimal) -> None:
        """Replace the reservation by the amount; unknown keys are ignored."""
        with self._locked():
            booking = self._bookings().get(key)
            if booking and (booking.state != "settled" or booking.amount != amount):
                self._append(kind="settled", key=key, amount=str(amount))

    def release(self, key: str) -> None:
        """Give the reservation back; unknown and settled keys are left alone."""
        with self._locked():
            booking = self._bookings().get(key)
            if booking and booking.state == "reserved":
                self._append(kind="released", key=key)

    def reserved(self, episode: str) -> list[str]:
        """Keys of an episode that are reserved and neither settled nor released, oldest first."""
        bookings = self._bookings().items()
        return [key for key, b in bookings if b.account.episode == episode and b.state == "reserved"]

    def require_room(self, account: Account, quote: Quote) -> None:
        """Raise `BudgetStop` when no day has room for this amount; nothing is set aside. Another day has another cap."""
        caps = {currency: cap.model_copy(update={"per_day": None}) for currency, cap in self._caps.items()}
        self._check(caps, self._bookings(), account, quote)

    def left_today(self, currency: str) -> Decimal | None:
        """What the cap of the day leaves; None without such a cap."""
        cap = self._caps[currency].per_day if currency in self._caps else None
        if cap is None:
            return None
        today = self._clock.now().date()
        counted = (b.amount for b in self._bookings().values() if (b.currency, b.day) == (currency, today))
        return cap - sum(counted, Decimal(0))

    def spent(self, episode: str) -> dict[str, Decimal]:
        """Settled and reserved amounts of an episode, by currency."""
        totals: dict[str, Decimal] = {}
        for booking in self._bookings().values():
            if booking.account.episode == episode:
                totals[booking.currency] = totals.get(booking.currency, Decimal(0)) + booking.amount
        return totals

    def _check(
        self,
        by_currency: Mapping[str, BudgetCaps],
        bookings: Mapping[str, _Booking],
        account: Account,
        quote: Quote,
    ) -> None:
        if not by_currency or not quote.amount:
            return
        caps = by_currency.get(quote.currency)
        if caps is None:
            raise BudgetStop(
                f"the price is in {quote.currency}, the budget is not",
                where=f"{account.episode}, shot {account.shot}",
                allowed=f"a budget in {', '.join(sorted(by_currency))}",
                next_command=f"give the budget in {quote.currency} in {self._set_in}",
            )
        same_currency = [booking for booking in bookings.values() if booking.currency == quote.currency]
        episode = [booking for booking in same_currency if booking.account.episode == account.episode]
        today = self._clock.now().date()
        shot = [booking for booking in episode if booking.account.shot == account.shot]
        day = [booking for booking in same_currency if booking.day == today]
        scopes = (
            (f"shot {account.shot}", caps.per_shot, shot, self._mend),
            (f"{self._what} {account.episode}", caps.per_episode, episode, self._mend),
            (
                f"day {today.isoformat()}",
                caps.per_day,
                day,
                "raise SPARK_VIDEO_DAY_BUDGET, or go on tomorrow (UTC)",
            ),
        )
        for scope, cap, counted, mend in scopes:
            used = sum((booking.amount for booking in counted), Decimal(0))
            if cap is not None and used + quote.amount > cap:
                raise BudgetStop(
                    f"this take at {quote.amount} {quote.currency} would exceed the cap of the {scope}: "
                    f"{used} of {cap} {quote.currency} are spent or reserved",
                    where=f"{account.episode}, shot {account.shot}",
                    next_command=mend,
                )

    def _bookings(self) -> dict[str, _Booking]:
        bookings: dict[str, _Booking] = {}
        for line in read_json_lines(self._path):
            kind = line.pop("kind")
            key = line["key"]
            if kind == "reserved":
                bookings[key] = _Booking.model_validate({**line, "state": "reserved"})
            elif kind == "released":
                bookings.pop(key, None)
            elif key in bookings:
                bookings[key] = bookings[key].model_copy(
                    update={"amount": Decimal(line["amount"]), "state": "settled"}
                )
        return bookings

    def _append(self, **line: object) -> None:
        append_json(self._path, {"schema_version": 1, **line})

    def _locked(self) -> AbstractContextManager[None]:
        return locked_file(self._path, busy="the budget book is being written by another process")
