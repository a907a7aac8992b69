"""A line as a chart of weighted spans: the cheapest ways to cover it that differ in meaning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wanjia.reports.paste.reader.tokens import SILENT, Kind, Token

LONGEST = 1024
_MASK = (1 << 61) - 1
BEST = 4  # covers kept at each place
A_WORD = 0.3  # what each span pays beside its own price: few long words beat many short ones
_SEPARATING = (Kind.BREAK, Kind.STOP, Kind.SPACE)


@dataclass(frozen=True, slots=True)
class Cover:
    """A way to cover a line whole: what it costs, and its spans in order."""

    price: float
    tokens: tuple[Token, ...]


class _Path:
    """The end of a chain of spans; `says` tells apart those that differ in meaning."""

    __slots__ = ("before", "price", "says", "token")

    def __init__(self, price: float, says: int, token: Token | None, before: "_Path | None"):
        self.price, self.says, self.token, self.before = price, says, token, before


def covers(text: str, tokens: Iterable[Token]) -> list[Cover]:
    """The cheapest covers of a text, each with another meaning, the cheapest first."""
    size = len(text)
    starting: list[list[Token]] = [[] for _ in range(size + 1)]
    for token in tokens:
        starting[token.start].append(token)
    chart: list[dict[int, _Path]] = [{} for _ in range(size + 1)]
    chart[0][0] = _Path(0.0, 0, None, None)
    for at in range(size):
        paths = chart[at].values()
        if not paths:
            continue
        kept = sorted(paths, key=_price)[:BEST] if len(paths) > BEST else list(paths)
        here = starting[at]
        if not any(token.kind in _SEPARATING for token in here):
            here.append(Token(at, at + 1, Kind.JUNK, text[at], _junk(text[at]) - A_WORD))
        for token in here:
            _extend(chart[token.end], kept, token)
    ends = sorted(chart[size].values(), key=_price)[:BEST]
    return [Cover(path.price, tuple(_spans(path))) for path in ends]


def _extend(target: dict[int, _Path], paths: Sequence[_Path], token: Token) -> None:
    paid = token.price + A_WORD
    code = 0 if token.kind in SILENT else token.kind.value * LONGEST + token.start + 1
    for path in paths:
        says = (path.says * 1_000_003 ^ code) & _MASK if code else path.says
        price = path.price + paid
        known = target.get(says)
        if known is None or price < known.price:
            target[says] = _Path(price, says, token, path)


def _price(path: _Path) -> float:
    return path.price


def _spans(path: _Path) -> list[Token]:
    spans: list[Token] = []
    at: _Path | None = path
    while at is not None and at.token is not None:
        spans.append(at.token)
        at = at.before
    return spans[::-1]


def _junk(character: str) -> float:
    """The price of a character that nothing explains."""
    if character in "阴阳杠🅲🆃🐑🐏":
        return 6.0
    if character in "+-":
        return 2.0
    if not character.isalnum():
        return 0.8
    return 2.5 if character.isascii() else 3.0
