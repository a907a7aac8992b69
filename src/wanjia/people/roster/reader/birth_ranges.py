"""A birth known in part: a year, a month, an age, some digits of an ID number, words. Pure.

What is known only in part is a range of days. The note keeps it ("出生1938年", "2026年11月时88岁"),
and it is read again from there at any later day.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from wanjia.places.addresses.characters import plain, visible

OLDEST = 130
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_DIGITS |= {"八": 8, "九": 9}
_HAN = "零〇一二两三四五六七八九十百"
_YEAR, _PART = r"(?P<year>(?:18|19|20)\d\d)", r"\s*[-/.年]\s*"
_BORN = re.compile(
    rf"(?:出生|生于|生日|born)[^\d;,，；。]{{0,4}}{_YEAR}(?:{_PART}(?P<month>\d{{1,2}})(?:\s*[-/.月]\s*(?P<day>\d{{1,2}}))?)?"
)
_SPAN = re.compile(r"出生(\d{4})[或至](\d{4})年")
_YEAR_BORN = re.compile(r"(?<!\d)((?:18|19|20)?\d\d)年?(?:出?生(?!育|活|病|意)|生人)")
_AGE = re.compile(
    rf"(?P<near>近|将近|快|不到|未满)?(?P<age>\d{{1,3}}|[{_HAN}]{{1,4}})\s*"
    r"(?P<many>多|几|余|来)?\s*(?P<kind>周岁|虚岁|岁|(?:years?|yrs?)\s*old|y/o)"
    r"(?P<over>以上|以下|出头)?(?P<whose>的?(?:老)?(?:母|父|爸|妈|奶|爷|外公|外婆|婆婆|公公|儿|女儿|孙|孩|娃|丈夫|妻|老伴|保姆))?"
)
_AGE_BEFORE = re.compile(r"(虚岁|周岁|年龄|现年)[:：]?\s*(\d{1,3})(?![\d多几余岁周虚])")
_AT = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月时$")
_OTHERS = re.compile(
    r"(?:儿子|女儿|儿媳|女婿|子女|孙|孩子|小孩|娃|老伴|丈夫|妻子|爱人|配偶|父亲?|母亲?|爸|妈|奶奶|爷爷|外公|外婆|保姆|护工|照顾)"
    r"[^,，;；。、]{0,5}$"
)


class Range(NamedTuple):
    """Born on a day between these, both counted."""

    earliest: date
    latest: date


def born_between(birth: date | None, note: str, today: date, words: "Words") -> Range | None:
    """What is known of a birth: the day itself, or what the note says of it; None: nothing.

    Ranges that agree are narrowed, those that don't are joined: somebody has to look.
    """
    if birth:
        return Range(birth, birth)
    text = plain(visible(note)).lower()
    found = [*_written(text), *_ages(text, today), *_in_words(text, today, words)]
    found = [one for one in found if one.earliest <= today]
    if not found:
        return None
    narrow = Range(max(one.earliest for one in found), min(one.latest for one in found))
    if narrow.earliest > narrow.latest:
        narrow = Range(min(one.earliest for one in found), max(one.latest for one in found))
    return Range(narrow.earliest, min(narrow.latest, today))


Words = tuple[tuple[str, int, int], ...]


def _written(text: str) -> Iterable[Range]:
    for span in _SPAN.finditer(text):
        yield Range(date(int(span[1]), 1, 1), date(int(span[2]), 12, 31))
    for found in _BORN.finditer(_SPAN.sub("", text)):
        born, month, day = (int(found[key] or 0) for key in ("year", "month", "day"))
        if one := _of_parts(born, month, day):
            yield one
    for found in _YEAR_BORN.finditer(text):
        year = found[1] if len(found[1]) == 4 else f"19{found[1]}"
        yield Range(date(int(year), 1, 1), date(int(year), 12, 31))


def _of_parts(year: int, month: int, day: int) -> Range | None:
    """The days of a year, of a month of it, or one day; 0 is not known; None: there is no such."""
    try:
        if month and day:
            return Range(date(year, month, day), date(year, month, day))
        if month:
            after = date(year + month // 12, month % 12 + 1, 1)
            return Range(date(year, month, 1), after - timedelta(days=1))
    except ValueError:
        return None
    return Range(date(year, 1, 1), date(year, 12, 31))


def _ages(text: str, today: date) -> Iterable[Range]:
    text = _AGE_BEFORE.sub(r"\2\1", text).replace("年龄", "岁").replace("现年", "岁")
    for found in _AGE.finditer(text):
        when = _as_of(text[: found.start()], today)
        number = _number(found["age"])
        if number is None or number > OLDEST or found["whose"]:
            continue
        if _OTHERS.search(text[: found.start()]):
            continue
        least, most = number, number
        if found["many"] or found["over"] == "出头":
            most = number + 9 if number % 10 == 0 else number
        elif found["near"]:
            least = max(number - 5, 0)
        elif found["over"] == "以上":
            most = OLDEST
        elif found["over"] == "以下":
            least = 0
        if found["kind"] == "虚岁":
            least = max(least - 2, 0)
        yield of_age(least, most, when)


def _as_of(before: str, today: date) -> date:
    """When an age was so, if the note says it (2026年11月时88岁); else today."""
    said = _AT.search(before)
    if said is None or not 1 <= int(said[2]) <= 12:
        return today
    return min(date(int(said[1]), int(said[2]), 15), today)


def _in_words(text: str, today: date, words: Words) -> Iterable[Range]:
    for word, least, most in words:
        at = text.find(word)
        if at >= 0 and not (at and text[at - 1] in "无非不没") and not _OTHERS.search(text[:at]):
            yield of_age(least, most, today)


def _number(text: str) -> int | None:
    """A number in digits or in Chinese, to a hundred and some."""
    if text.isdecimal():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    if "百" in text and (len(hundreds) > 1 or hundreds not in {"", *_DIGITS}):
        return None
    total = 100 * _DIGITS.get(hundreds, 1) if "百" in text else 0
    tens, ten, ones = rest.rpartition("十")
    if len(tens) > 1 or len(ones.lstrip("零〇")) > 1:
        return None
    if ten:
        total += 10 * _DIGITS.get(tens, 1)
    return total + sum(_DIGITS.get(one, 0) for one in ones)


def of_age(least: int, most: int, today: date) -> Range:
    """Born when, of somebody who is from so many to so many years old today."""
    return Range(_years_ago(today, most + 1) + timedelta(days=1), _years_ago(today, least))


def _years_ago(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # the 29th of February
        return date(today.year - years, 2, 28)


def born_by_digits(cell: Any, today: date) -> Range | None:
    """Born when, by the digits of an ID number of which some are hidden: 310117193805******."""
    text = re.sub(r"[\s'’\-]", "", plain(visible(str(cell))))
    if len(text) != 18 or not text[6:10].isdecimal() or text.isdecimal():
        return None
    month = int(text[10:12]) if text[10:12].isdecimal() else 0
    day = int(text[12:14]) if month and text[12:14].isdecimal() else 0
    born = _of_parts(int(text[6:10]), month, day)
    if born is None or born.earliest > today or today.year - born.earliest.year > OLDEST:
        return None
    return Range(born.earliest, min(born.latest, today))
