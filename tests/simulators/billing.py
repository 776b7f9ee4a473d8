"""The provider's side of the money: every accepted job and what it came to. Prices themselves live with each simulator."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

Unit = Literal["second", "image", "character", "token"]
State = Literal["accepted", "charged", "free"]


class Charge(BaseModel):
    """One accepted job.

    Args:
        job: The provider's own id of the job or answer.
        quantity: What was asked for while `state` is accepted; what is billed once it is charged.
        price: For one unit, in the currency of the book.
        detail: Whatever a test may want to tell jobs apart by: resolution, prompt, digest of the body.
    """

    job: str
    operation: str
    model: str
    unit: Unit
    quantity: Decimal
    price: Decimal
    state: State
    at: float
    detail: dict[str, str]

    @property
    def amount(self) -> Decimal:
        """What this job costs by now; nothing before it is charged."""
        return self.quantity * self.price if self.state == "charged" else Decimal(0)


class BillingBook:
    """All charges of one provider's account in the order of acceptance; outlives every client.

    Args:
        before_reading: Brings the book up to date, where jobs end by themselves as simulated time goes by.
    """

    def __init__(self, currency: str, before_reading: Callable[[], None] = lambda: None) -> None:
        self.currency = currency
        self.before_reading = before_reading
        self._lock = threading.Lock()
        self._charges: dict[str, Charge] = {}

    def accept(
        self,
        job: str,
        *,
        operation: str,
        model: str,
        unit: Unit,
        quantity: Decimal | float,
        price: Decimal,
        at: float,
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Write down a job the moment it is accepted, whether or not the client learns of it."""
        charge = Charge(
            job=job,
            operation=operation,
            model=model,
            unit=unit,
            quantity=Decimal(str(quantity)),
            price=price,
            state="accepted",
            at=at,
            detail=dict(detail or {}),
        )
        with self._lock:
            self._charges[job] = charge

    @property
    def accepted(self) -> int:
        """How many jobs were accepted so far."""
        with self._lock:
            return len(self._charges)

    def charge(self, job: str, quantity: Decimal | float | None = None) -> None:
        """Bill a job that succeeded, once; `quantity` when it is another than was asked for."""
        with self._lock:
            charge = self._charges.get(job)
            if charge is not None and charge.state == "accepted":
                charge.state = "charged"
                if quantity is not None:
                    charge.quantity = Decimal(str(quantity))

    def waive(self, job: str) -> None:
        """A job that failed or was cancelled costs nothing."""
        with self._lock:
            charge = self._charges.get(job)
            if charge is not None and charge.state == "accepted":
                charge.state = "free"

    def charges(self, operation: str | None = None) -> list[Charge]:
        """Copies of all charges, or of those of one operation."""
        self.before_reading()
        with self._lock:
            return [
                charge.model_copy(deep=True)
                for charge in self._charges.values()
                if operation is None or charge.operation == operation
            ]

    def total(self) -> Decimal:
        """What the account owes by now."""
        return sum((charge.amount for charge in self.charges()), Decimal(0))

    def as_json(self) -> dict[str, object]:
        """The book for `/_sim/billing`: accepted jobs by operation, the total, and every charge."""
        charges = self.charges()
        accepted: dict[str, int] = {}
        for charge in charges:
            accepted[charge.operation] = accepted.get(charge.operation, 0) + 1
        return {
            "currency": self.currency,
            "accepted": accepted,
            "total": str(self.total()),
            "charges": [{**charge.model_dump(mode="json"), "amount": str(charge.amount)} for charge in charges],
        }
