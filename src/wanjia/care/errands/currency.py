"""Money in whole fen, and whether an errand's account is even. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MOST = 100_000_00  # fen; nobody carries more for a neighbour


def fen(text: str) -> int | None:
    """Return an amount as people write it (`12.5`, `￥12`, `12元`) in fen.

    None if it is none.
    """
    kept = text.strip().translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    kept = kept.strip("￥¥元块 ").replace(",", "").replace("，", "")
    try:
        amount = Decimal(kept) * 100
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount <= MOST:
        return None
    return int(amount)


def yuan(amount: int) -> str:
    """Fen as people read them: 1250 is 12.50."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


@dataclass(frozen=True)
class Account:
    """An errand's money: taken from the resident, spent on things, on receipts, given back."""

    given: int
    spent: int
    receipts: int
    returned: int

    @property
    def change(self) -> int:
        """What goes back to the resident; below zero is what they still owe."""
        return self.given - self.spent

    @property
    def even(self) -> bool:
        """Whether everything adds up to the fen."""
        return self.returned == self.change and self.receipts == self.spent


def account(
    given: int, prices: Iterable[int | None], receipts: Iterable[int], returned: int
) -> Account:
    """Return the account of an errand.

    A thing without a price was not bought.
    """
    return Account(given, sum(price or 0 for price in prices), sum(receipts), returned)
