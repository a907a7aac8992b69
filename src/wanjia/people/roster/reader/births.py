"""Births as offices write them: days in any order and in words, months, years, and ages."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from wanjia.people.roster.reader.facts import OLDEST, Fault, text_of
from wanjia.people.roster.reader.lexicon import NOTHING
from wanjia.places.addresses.characters import NUMERALS, numeral, plain, visible

Span = tuple[date, date]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(" + "|".join(_MONTHS) + r")[a-z]*\.?"
_YMD = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_DMY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?!\d)")
_YM = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份|生|出生)?")
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ,]*{_MONTH}[-/. ,]*(\d{{4}}|'?\d\d)(?!\d)"
)
_WORD_DAY = re.compile(rf"{_MONTH}[-/. ]*(\d{{1,2}})(?:st|nd|rd|th)?[-/. ,]+(\d{{4}})")
_WORD_YEAR = re.compile(rf"{_MONTH}[-/. ,]*(\d{{4}})")
_YEAR_WORD_DAY = re.compile(rf"(\d{{4}})[-/. ,]*{_MONTH}[-/. ,]*(\d{{1,2}})(?!\d)")
_CHINESE = re.compile(
    rf"([{NUMERALS}]{{4}})年(?:([{NUMERALS}]{{1,3}})月(?:([{NUMERALS}]{{1,4}})[日号]?)?)?"
)
_REPUBLIC = re.compile(
    rf"民国([{NUMERALS}元\d]{{1,3}})年(?:([{NUMERALS}正腊冬\d]{{1,3}})月(?:初?([{NUMERALS}\d]{{1,4}})[日号]?)?)?"
)
_LUNAR = re.compile(r"农历|阴历|旧历|[(](?:农|阴)[)]|[正腊冬]月|月初")
_SHORT_YMD = re.compile(r"'?(\d\d)[-/. ](\d{1,2})[-/. ](\d{1,2})")
_SHORT_YEAR = re.compile(r"(\d\d)年(?:(\d{1,2})月(?:(\d{1,2})[日号]?)?)?")
_SHORT_SPELLED = re.compile(rf"([{NUMERALS}])([{NUMERALS}])年(?:([{NUMERALS}]{{1,3}})月)?")
_ID = re.compile(r"\d{17}[\dx]")
_AGE = re.compile(
    r"(?:约|大约|现年|今年|虚岁|age:?\s*|aged\s*)?(\d{1,3})"
    r"\s*(?:周?岁|虚岁|多岁|来岁|years?(?: old)?|yrs?|y)?(半|多|左右)?"
)
_AGE_SPAN = re.compile(
    r"(\d{1,3})\s*(?:周?岁)?\s*(?:-|~|至|到|to)\s*(\d{1,3})\s*(?:周?岁|years?(?: old)?)?"
)
_AND_OVER = re.compile(
    r"(?:over|满|>=?|≥|超过)?\s*(\d{1,3})\s*"
    r"(?:\+|周?岁?及?以上|周?岁以上|or over|and over|and above)"
    r"|(?:over|满|>=?|≥|超过)\s*(\d{1,3})\s*(?:周?岁)?"
)
_UNDER = re.compile(
    r"(?:under|不满|未满|<=?|≤|不到)\s*(\d{1,3})\s*(?:周?岁)?"
    r"|(\d{1,3})\s*(?:周?岁)?(?:以下|及以下|and under)"
)
_MONTHS_OLD = re.compile(r"(\d{1,2})\s*(?:个月|月龄|months?)(?:大)?")
_DECADE = re.compile(r"(?:19|20)?(\d)0\s*(?:后|年代生?|s)")
_TENS = re.compile(r"([1-9])0多岁?|([一二三四五六七八九])十(?:多|来|几)岁?")


class Birth(NamedTuple):
    """A birth cell: the day; or the span of days that it leaves open; or the fault."""

    day: date | None
    partly: str = ""
    fault: Fault | None = None
    span: Span | None = None


NO_BIRTH = Birth(None)


def birth_of(cell: Any, today: date, order: str = "") -> Birth:
    """Read a birth date: 1978-08-27, 19780827, 1991年8月14日, 20-May-1948, 一九四八年五月二十日,
    a real date, an Excel day number; or a month, a year or an age alone.

    `order` is `dm` or `md` where the other cells of the column tell what 05/08/1948 is.
    """
    if isinstance(cell, datetime):
        return _possible(cell.date(), today)
    if isinstance(cell, date):
        return _possible(cell, today)
    if isinstance(cell, str):
        return _written(cell.strip(), today, order)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell > 0:
        if 10_000 <= cell < 80_000:
            return _possible(date(1899, 12, 30) + timedelta(days=int(cell)), today)
        return _written(text_of(cell), today, order)
    return NO_BIRTH


def order_in(cells: Iterable[Any]) -> str:
    """Whether days (`dm`), months (`md`) or short years (`ymd`) stand first; empty if unsaid."""
    orders = set()
    for cell in cells:
        short = _SHORT_YMD.fullmatch(plain(cell.strip())) if isinstance(cell, str) else None
        if short and int(short[1]) > 31:
            orders.add("ymd")
        if isinstance(cell, str) and (found := _DMY.match(plain(cell.strip()))):
            if int(found[1]) > 12:
                orders.add("dm")
            elif int(found[2]) > 12:
                orders.add("md")
    return orders.pop() if len(orders) == 1 else ""


@lru_cache(20_000)
def _written(written: str, today: date, order: str) -> Birth:
    text = plain(visible(written)).strip(" '’.")
    if not text or text in NOTHING:
        return NO_BIRTH
    text = re.sub(r"[t ]?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?$", "", text).strip()
    text = re.sub(r"^(?:公元|出?生于?)\s*", "", text)
    if _ID.fullmatch(text):
        return _day(int(text[6:10]), int(text[10:12]), int(text[12:14]), written, today)
    if _LUNAR.search(text):
        return _lunar(text, written, today)
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0+)?", text)
    if digits or (digits := _YMD.match(text)):
        return _day(int(digits[1]), int(digits[2]), int(digits[3]), written, today)
    for found in (
        _in_words(text, written, today),
        _in_other_order(text, written, today, order),
        _month_or_year(text, today),
    ):
        if found is not None:
            return found
    if aged := age_of(written, today):
        return aged
    return Birth(
        None,
        fault=Fault(
            "birth_impossible",
            f"出生日期 {written[:20]} 读不懂",
            f"the birth date {written[:20]} cannot be read",
        ),
    )


def _in_words(text: str, written: str, today: date) -> Birth | None:
    """20-May-1948, May 20, 1948, 1948 May 20; 一九四八年五月二十日."""
    if found := _DAY_WORD.match(text):
        return _day(_full_year(found[3], today), _number(found[2]), int(found[1]), written, today)
    if found := _WORD_DAY.match(text):
        return _day(int(found[3]), _number(found[1]), int(found[2]), written, today)
    if found := _YEAR_WORD_DAY.match(text):
        return _day(int(found[1]), _number(found[2]), int(found[3]), written, today)
    if found := _WORD_YEAR.match(text):
        return _month(int(found[2]), _number(found[1]), today)
    if found := _REPUBLIC.match(text):
        return _republic(found, written, today)
    if found := _SHORT_SPELLED.fullmatch(text):
        year = _full_year(numeral(found[1]) + numeral(found[2]), today)
        return _month(year, int(numeral(found[3])), today) if found[3] else _year(year, today)
    if found := _CHINESE.match(text):
        year, month, day = (int(numeral(part)) if part else 0 for part in found.groups())
        if day:
            return _day(year, month, day, written, today)
        return _month(year, month, today) if month else _year(year, today)
    return None


def _republic(found: re.Match[str], written: str, today: date) -> Birth:
    """民国二十九年十二月: the year counts from 1912."""
    year, month, day = (
        int(numeral({"元": "1", "正": "1", "冬": "11", "腊": "12"}.get(part, part))) if part else 0
        for part in found.groups()
    )
    if day:
        return _day(1911 + year, month, day, written, today)
    return _month(1911 + year, month, today) if month else _year(1911 + year, today)


def _lunar(text: str, written: str, today: date) -> Birth:
    """A day by the old calendar: only its year is sure, and that begins and ends later."""
    found = re.search(rf"民国[{NUMERALS}元\d]+年|[{NUMERALS}]{{4}}年?|\d{{4}}", text)
    dated = _written(found[0], today, "") if found else NO_BIRTH
    if dated.span is None:
        return dated
    year = dated.span[0].year
    span = date(year, 1, 20), min(date(year + 1, 2, 20), today)
    return Birth(None, f"出生{written}"[:40], span=span)


def _in_other_order(text: str, written: str, today: date, order: str) -> Birth | None:
    """27/08/1978 and 08/27/1978; which is which where both could be is a span of days."""
    if found := _DMY.match(text):
        first, second, year = (int(one) for one in found.groups())
        if first > 12 or second > 12 or first == second or order:
            day_first = first > 12 or (order == "dm" and second <= 12)
            month, day = (second, first) if day_first else (first, second)
            return _day(year, month, day, written, today)
        return _either(year, first, second, written, today)
    if (found := _SHORT_YMD.fullmatch(text)) and (order == "ymd" or int(found[1]) > 31):
        year, month, day = _full_year(found[1], today), int(found[2]), int(found[3])
        return _day(year, month, day, written, today)
    if found := _SHORT_YEAR.match(text):
        year = _full_year(found[1], today)
        if found[3]:
            return _day(year, int(found[2]), int(found[3]), written, today)
        return _month(year, int(found[2]), today) if found[2] else _year(year, today)
    return None


def _either(year: int, first: int, second: int, written: str, today: date) -> Birth:
    """A day that could be two: the year is sure, the text is kept."""
    days = sorted((date(year, first, second), date(year, second, first)))
    if days[1] > today:
        return _possible(days[0], today)
    fault = Fault(
        "birth_order",
        f"{written[:20]} 分不清是{first}月{second}日还是{second}月{first}日",
        f"{written[:20]}: day and month could be either way round",
    )
    return Birth(None, f"出生{written[:20]}", fault, (days[0], days[1]))


def _month_or_year(text: str, today: date) -> Birth | None:
    if found := (_YM.match(text) or re.fullmatch(r"(\d{4})(\d\d)", text)):
        return _month(int(found[1]), int(found[2]), today)
    if (found := re.search(r"(?:18|19|20)\d\d(?!\d|s)", text)) and not _DECADE.fullmatch(text):
        return _year(int(found[0]), today)
    return None


def _number(month: str) -> int:
    return _MONTHS.index(month[:3]) + 1


def _full_year(text: str, today: date) -> int:
    year = int(text.strip("'"))
    if year > 99:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


def _day(year: int, month: int, day: int, text: str, today: date) -> Birth:
    if not 1 <= month <= 12:
        return Birth(None, fault=_no_month(month))
    try:
        return _possible(date(year, month, day), today)
    except ValueError:
        return Birth(
            None,
            fault=Fault(
                "birth_impossible", f"{text[:20]} 没有这一天", f"there is no day {text[:20]}"
            ),
        )


def _month(year: int, month: int, today: date) -> Birth:
    if not 1 <= month <= 12:
        return Birth(None, fault=_no_month(month))
    near = _possible(date(year, month, 1), today) if year else NO_BIRTH
    if near.fault or not year:
        return near
    span = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return Birth(None, f"出生{year}年{month}月", span=(span[0], min(span[1], today)))


def _year(year: int, today: date) -> Birth:
    near = _possible(date(year, 1, 1), today)
    if near.fault:
        return near
    return Birth(None, f"出生{year}年", span=(date(year, 1, 1), min(date(year, 12, 31), today)))


def _no_month(month: int) -> Fault:
    return Fault("birth_impossible", f"没有{month}月", f"there is no month {month}")


def _possible(day: date, today: date) -> Birth:
    if day > today:
        fault = Fault("birth_impossible", "出生日期在将来", "the birth date is in the future")
        return Birth(None, fault=fault)
    if today.year - day.year > OLDEST:
        return Birth(
            None,
            fault=Fault(
                "birth_impossible",
                f"{day.isoformat()} 太早，不可能",
                f"{day.isoformat()} is too long ago",
            ),
        )
    return Birth(day, span=(day, day))


def age_of(cell: Any, today: date) -> Birth | None:
    """Read an age on `today` as the span of days of birth: 88, 88岁, 70-79, 80岁以上, 60后, 8个月.

    None where the cell speaks of no age.
    """
    written = text_of(cell)
    text = re.sub(r"\s+", " ", plain(written)).strip(" 。.,，")
    low, high = _ages(text)
    if high is None or high > OLDEST or low > high:
        return _in_decade(text, written, today)
    first, last = _years_back(today, high + 1) + timedelta(days=1), _years_back(today, low)
    if months := _MONTHS_OLD.fullmatch(text):
        first = today - timedelta(days=31 * (int(months[1]) + 1))
        last = today - timedelta(days=28 * int(months[1]))
    words = f"{written}岁" if re.fullmatch(r"[\d~-]+", text) else written
    return Birth(None, f"{today.year}年{today.month}月时{words}"[:40], span=(first, last))


def _ages(text: str) -> tuple[int, int | None]:
    """The least and the greatest age that a text speaks of; none: (0, None)."""
    if found := _AGE_SPAN.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _AND_OVER.fullmatch(text):
        return int(found[1] or found[2]), 110
    if found := _UNDER.fullmatch(text):
        return 0, int(found[1] or found[2])
    if found := _TENS.fullmatch(text):
        tens = int(numeral(found[1] or found[2])) * 10
        return tens, tens + 9
    if _MONTHS_OLD.fullmatch(text):
        return 0, 3
    if found := re.fullmatch(rf"([{NUMERALS}]{{1,4}})岁", text):
        age = int(numeral(found[1]))
        return age, age
    if found := _AGE.fullmatch(text):
        age = int(found[1])
        about = found[2] in ("多", "左右") or text.startswith(("约", "大约"))
        return (age - 1, age + 2) if about else (age, age)
    return 0, None


def _in_decade(text: str, written: str, today: date) -> Birth | None:
    if not (found := _DECADE.fullmatch(text)):
        return None
    century = 1900 if int(found[1]) > today.year % 100 // 10 else 2000
    year = century + int(found[1]) * 10
    return Birth(None, f"{written}出生"[:40], span=(date(year, 1, 1), date(year + 9, 12, 31)))


def _years_back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
