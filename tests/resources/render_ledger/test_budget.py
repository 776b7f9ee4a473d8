"""The budget book: what is set aside counts, what is given back does not, and caps hold across processes."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from resources.errors import BudgetStop
from resources.prices import Quote
from resources.render_ledger import Account, BudgetCaps, FileBudgetBook


class Calendar:
    """A clock of which only the day matters."""

    def __init__(self) -> None:
        self.today = dt.datetime(2026, 11, 20, 23, 59, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.today

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.today += dt.timedelta(seconds=seconds)


def priced(amount: str, currency: str = "CNY") -> Quote:
    price = Decimal(amount)
    day = dt.date(2026, 5, 30)
    return Quote(amount=price, currency=currency, unit="second", unit_price=price, as_of=day, source="test")


SHOT = Account(episode="hf/001", shot="S01-001")


def book(path: Path, calendar: Calendar, **caps: str) -> FileBudgetBook:
    limits = {name: Decimal(value) for name, value in caps.items()}
    return FileBudgetBook(path / "budget.jsonl", {"CNY": BudgetCaps(**limits)} if caps else {}, calendar)


def test_movements_with_one_key_count_once(tmp_path: Path) -> None:
    """Guards against a rerun after a crash reserving or settling the same submit twice."""
    purse = book(tmp_path, Calendar())
    for _ in range(2):
        purse.reserve("a", SHOT, priced("5"))
    for _ in range(2):
        purse.settle("a", Decimal("4.5"))
    purse.release("a")
    purse.reserve("b", SHOT, priced("5"))
    purse.release("b")
    purse.release("never reserved")
    purse.settle("never reserved", Decimal(7))
    assert purse.spent("hf/001") == {"CNY": Decimal("4.5")}
    assert purse.spent("hf/002") == {}


@pytest.mark.parametrize(
    ("cap", "account"),
    [
        ("per_shot", SHOT),
        ("per_episode", Account(episode="hf/001", shot="S01-002")),
        ("per_day", Account(episode="other/9", shot="S01-001")),
    ],
)
def test_each_cap_holds_in_its_scope(tmp_path: Path, cap: str, account: Account) -> None:
    """Guards against a cap that does not stop, or stops the wrong shot."""
    purse = book(tmp_path, Calendar(), **{cap: "10"})
    purse.reserve("a", SHOT, priced("6"))
    purse.reserve("b", account, priced("4"))
    with pytest.raises(BudgetStop, match="10 of 10 CNY are spent or reserved") as caught:
        purse.reserve("c", account, priced("0.01"))
    assert caught.value.exit_code == 5
    purse.reserve("free", account, priced("0"))


def test_the_day_cap_is_new_every_day(tmp_path: Path) -> None:
    """Guards against yesterday's films blocking today's."""
    calendar = Calendar()
    purse = book(tmp_path, calendar, per_day="5")
    purse.reserve("a", SHOT, priced("5"))
    with pytest.raises(BudgetStop):
        purse.reserve("b", SHOT, priced("5"))
    calendar.today += dt.timedelta(minutes=2)
    purse.reserve("b", SHOT, priced("5"))


def test_parallel_reservations_never_exceed_the_cap(tmp_path: Path) -> None:
    """Guards against four chain groups each seeing the last of the budget."""

    def attempt(number: int) -> bool:
        try:
            book(tmp_path, Calendar(), per_episode="10").reserve(str(number), SHOT, priced("3"))
        except BudgetStop:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(12))) == 3


def test_caps_without_a_limit_limit_nothing(tmp_path: Path) -> None:
    """Guards against a brief in yuan without a budget refusing a provider that charges dollars."""
    purse = FileBudgetBook(tmp_path / "budget.jsonl", {"CNY": BudgetCaps()}, Calendar())
    purse.reserve("a", SHOT, priced("5", "USD"))
    assert purse.spent("hf/001") == {"USD": Decimal(5)}
