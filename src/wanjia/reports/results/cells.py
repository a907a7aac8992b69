"""What a cell of a laboratory's sheet looks like: a name, a tube's number, a result, a Ct. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from wanjia.places.addresses.reader import read_address
from wanjia.reports.results.rules import ResultRules, plain_word

_ID_NUMBER = re.compile(r"\d{17}[\dX]")
_PHONE = re.compile(r"1\d{10}")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,10}·[\u3400-\u9fff]{1,10}")
_TUBE = re.compile(r"[A-Z]{0,6}-?\d{3,20}(?:-\d{1,6})?", re.IGNORECASE)
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:：时](\d{1,2})?)?"
)
_BETWEEN = re.compile(r"[、，,;；/\n]+|\s{1,}")
NOTHING = frozenset({"", "-", "/", "—", "无", "noct", "n/a", "na", "未检出", "undet", "none"})


def shown(cell: Any) -> str:
    """Return a cell as text; whole numbers without a point, moments as people write them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell).strip()


def is_blank(cell: Any) -> bool:
    """Return whether nothing stands in a cell."""
    return cell is None or not str(cell).strip()


def meant(cell: Any, words: Mapping[str, Sequence[str]]) -> str:
    """Return which of the words a cell means; empty if none."""
    text = plain_word(shown(cell))
    return next((key for key, ways in words.items() if text in map(plain_word, ways)), "")


def field_of(head: str, rules: ResultRules) -> str:
    """Return the field that a heading names; empty if none."""
    text = plain_word(re.sub(r"[（(].*?[)）]", "", head))
    return meant(text, rules.words.heading)


def gene_in(head: str, rules: ResultRules) -> str:
    """Return the gene whose Ct a heading names; empty if none."""
    text = plain_word(head).replace("(", "").replace(")", "").replace("（", "").replace("）", "")
    text = re.sub(r"[\s_\-]", "", text)
    for gene, ways in rules.words.gene.items():
        plain = {re.sub(r"[\s_\-]", "", plain_word(way)) for way in ways}
        if text in plain or any(f"{way}ct" == text or f"ct{way}" == text for way in plain):
            return gene
    return ""


def ct_of(cell: Any, rules: ResultRules) -> Decimal | None:
    """Return a Ct value within the limits; None for anything else."""
    try:
        value = Decimal(shown(cell))
    except InvalidOperation:
        return None
    return value if rules.limits.lowest_ct <= value <= rules.limits.highest_ct else None


def is_ct(cell: Any, rules: ResultRules) -> bool:
    """Return whether a cell is a Ct value, or says that there is none."""
    return plain_word(cell) in NOTHING or ct_of(cell, rules) is not None


def pool_of(cell: Any, rules: ResultRules) -> int | None:
    """Return for how many a tube is, as 10混1 or 单管; None if a cell says nothing of it."""
    text = plain_word(shown(cell))
    if not text:
        return None
    word = meant(text, rules.words.pool)
    if word:
        return int(word)
    mixed = re.match(r"(\d{1,2})(?:混|合|:|人)", text)
    size = int(mixed[1]) if mixed else int(text) if text.isdigit() and len(text) < 3 else 0
    return size if size in rules.limits.pools else None


def is_id_number(cell: Any) -> bool:
    """Return whether a cell is the number of an identity card or a passport."""
    return bool(_ID_NUMBER.fullmatch(plain_word(shown(cell)).upper()))


def digits_of(cell: Any) -> str:
    """Return the digits of a phone number, without +86."""
    digits = re.sub(r"\D", "", shown(cell))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def is_phone(cell: Any) -> bool:
    """Return whether a cell is a mobile phone's number."""
    return bool(_PHONE.fullmatch(digits_of(cell)))


def names_in(cell: Any) -> list[str]:
    """Return the names that a cell holds: one, or several between commas or spaces."""
    text = shown(cell)
    parts = [part for part in _BETWEEN.split(text) if part]
    # 张 三 is one name that was spread out, "Anna Li" another.
    if len(parts) > 1 and (all(len(part) == 1 for part in parts) or text.isascii()):
        return ["".join(parts) if not text.isascii() else text]
    return parts


def is_name(cell: Any) -> bool:
    """Return whether a cell holds nothing but people's names."""
    names = names_in(cell)
    return bool(names) and all(_NAME.fullmatch(name) for name in names)


def is_door(cell: Any) -> bool:
    """Return whether a cell names a door."""
    text = shown(cell)
    if is_blank(cell) or moment_of(cell) or isinstance(cell, int | float):
        return False
    return bool(re.search(r"\d", text)) and bool(read_address(text).room)


def is_tube(cell: Any) -> bool:
    """Return whether a cell can be the number of a tube."""
    return bool(_TUBE.fullmatch(shown(cell))) and not is_phone(cell) and not is_id_number(cell)


def repeats(column: Sequence[Any]) -> bool:
    """Return whether a column's values come several times, as those of a pooled tube do."""
    counts = Counter(shown(cell) for cell in column if not is_blank(cell))
    return bool(counts) and max(counts.values()) > 1 and len(counts) > 1


def moment_of(cell: Any) -> datetime | None:
    """Return the local moment of a cell; None if it holds none."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    found = _MOMENT.search(str(cell or ""))
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001
    except ValueError:
        return None
