"""The cells about a person: name, ID number, birth, phones. Each fault has its code and words."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from stdnum.cn import ric

from wanjia.people.roster.reader.lexicon import NOBODY, NOTHING
from wanjia.places.addresses.characters import plain, visible

OLDEST = 130  # years that nobody has reached
VACANT = re.compile(
    r"(?:房屋|该户|此户|本户|长期|现|已|暂)?(?:空关|空置|空户|空房|空屋|空着|空|闲置|无人|没人|无住户|无居民|无人居住|没人住|无人住"
    r"|未入住|没入住|未住人|不住人|没住人|未住|不住|无居住|未居住|不居住|待租|待售|未出租|毛坯|未装修|未售|未交房|样板房)(?:房|户|屋|中|状态|了)?"
)
_HAN = re.compile(r"[\u4e00-\u9fa5]{2,4}")
_SPACE_IN_HAN = re.compile(r"(?<=[^\x00-\u2e7f])\s+(?=[^\x00-\u2e7f])")
_ASIDE = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]?")
_DOTS = re.compile(r"(?<=\w)\s*[•・‧∙⋅●.．·]\s*(?=\w)")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_DIGITS = re.compile(r"\+?\d(?:[\d().]|[\s-]+(?=[\d(]))*")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}|[2-9]\d{6,7}|[48]00\d{7}")
_PASSPORT = re.compile(r"[A-Z]{1,3}\d{6,10}[A-Z]?|\d{8}|\d{7}[A-Z]")
_YMD = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_DMY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_YM = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")


class Fault(NamedTuple):
    """What is wrong with a cell: the warning's code, and why in both languages."""

    code: str
    zh: str
    en: str


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without their .0, no invisible signs, no blanks around."""
    if type(cell) is str:
        return cell.strip() if cell.isascii() else visible(cell).strip()
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def said(cell: Any) -> str:
    """A cell as text, empty where it says that there is nothing to say."""
    if type(cell) is str:
        return _said(cell) if cell else ""
    return _said(text_of(cell))


@lru_cache(8192)
def _said(text: str) -> str:
    text = text_of(text)
    return "" if text.lower() in NOTHING else text


def name_of(text: str) -> tuple[str, str]:
    """A name in its one form, and what stood in brackets behind it.

    `郝　美佳` is `郝美佳`, `艾力.库尔班` is `艾力·库尔班`, `Maria  Gonzalez` is `Maria Gonzalez`.
    Empty where the cell names nobody: blank, a number, 租客.
    """
    if _HAN.fullmatch(text) and text not in NOBODY and text not in NOTHING:
        return text, ""
    aside = "；".join(one.strip() for one in _ASIDE.findall(text) if one.strip())
    name = _ASIDE.sub("", text).strip(" \t\u3000*★☆:：,，;；'\"")
    name = " ".join(_SPACE_IN_HAN.sub("", name).split())
    if not name.isascii():
        name = _DOTS.sub("·", name)
    if name.lower() in NOTHING or name in NOBODY or not any(one.isalpha() for one in name):
        return "", aside
    return name[:80], aside


def names_several(name: str) -> bool:
    """Whether a name is more likely two: 张三、李四."""
    parts = re.split(r"[、,，/;；&]", name)
    return len(parts) > 1 and all(_HAN.fullmatch(part) for part in parts)


def is_vacant(text: str) -> bool:
    """Whether a cell says that nobody lives there: 空关, （空置）."""
    return any(
        VACANT.fullmatch(re.sub(r"[\s()（）\[\]【】,，。.!！]", "", one)) is not None
        for one in (text, _ASIDE.sub("", text))
    )


class Identity(NamedTuple):
    """An ID cell: the number where it can be used, what a good one tells, and the fault."""

    number: str
    good: bool = False
    birth: date | None = None
    sex: str = ""
    fault: Fault | None = None


NO_ID = Identity("")


def identity_of(cell: Any, today: date, other_kind: bool = False) -> Identity:
    """Read an ID number: length, date and check digit; any area. Source: GB 11643-1999.

    `other_kind` says that the roster names another kind of paper, whose number is kept as it is.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        return Identity("", fault=_lost())
    text = text_of(cell)
    if len(text) == 18 and text[:17].isdecimal() and text.isascii():
        return _checked(text.upper(), today)
    if text.lower() in NOTHING or not text:
        return NO_ID
    number = re.sub(r"[\s'’‘`´\"“”=\-]", "", plain(text)).upper().replace("Х", "X")
    if len(number) == 18 and number[:17].isdecimal():
        return _checked(number, today)
    if _SCIENTIFIC.fullmatch(number):
        return Identity("", fault=_lost())
    if not number or number.lower() in NOTHING:
        return NO_ID
    if other_kind or _PASSPORT.fullmatch(number):
        return Identity(number[:40])
    if len(number) == 18:
        return Identity(
            "",
            fault=Fault(
                "id_check", "身份证里有不是数字的字", "the ID number holds signs that are no digits"
            ),
        )
    return Identity("", fault=_length(len(number)))


def _length(count: int) -> Fault:
    only = "只" if count < 18 else ""
    return Fault(
        "id_length", f"身份证{only}有{count}位", f"the ID number has {count} digits instead of 18"
    )


def _lost() -> Fault:
    return Fault(
        "id_lost_digits",
        "身份证存成数字，末几位已丢",
        "the ID number was stored as a number and has lost its last digits",
    )


def _checked(number: str, today: date) -> Identity:
    written = number[6:14]
    try:
        birth = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return Identity(
            "",
            fault=Fault(
                "id_date",
                f"身份证里的生日 {written} 没有这一天",
                f"the birth date in the ID number, {written}, does not exist",
            ),
        )
    if birth > today or today.year - birth.year > OLDEST:
        return Identity(
            "",
            fault=Fault(
                "id_date",
                f"身份证里的生日 {written} 不可能",
                f"the birth date in the ID number, {written}, is impossible",
            ),
        )
    if number[-1] != ric.calc_check_digit(number):
        fault = Fault("id_check", "身份证校验位不对", "the check digit of the ID number is wrong")
        return Identity("", fault=_lost() if number.endswith("000") else fault)
    return Identity(number, True, birth, "男" if int(number[16]) % 2 else "女")


class Phones(NamedTuple):
    """The numbers of a phone cell that can be called, and the fault of what cannot."""

    numbers: tuple[str, ...]
    fault: Fault | None = None


NO_PHONE = Phones(())


def phones_of(cell: Any) -> Phones:
    """Read one or several phone numbers: digits only, a foreign one with its +."""
    text = text_of(cell)
    if len(text) == 11 and text.isdecimal() and text.isascii() and _MOBILE.fullmatch(text):
        return Phones((text,))
    if not text or text.lower() in NOTHING:
        return NO_PHONE
    text = plain(text)
    if _SCIENTIFIC.search(text.replace(" ", "")):
        return Phones(
            (),
            Fault(
                "phone_unreadable",
                f"电话存成 {text_of(cell)[:20]}，已丢",
                f"the phone was stored as {text_of(cell)[:20]} and is lost",
            ),
        )
    numbers: list[str] = []
    fault = None
    for one in _DIGITS.findall(re.sub(r"\.0+(?!\d)", "", text)):
        good = _numbers(one)
        numbers += good
        if not good:
            fault = fault or _phone_length(one)
    if not numbers and fault is None:
        fault = Fault("phone_unreadable", "电话里没有号码", "the phone cell holds no number")
    return Phones(tuple(dict.fromkeys(numbers)), fault)


def _numbers(written: str) -> list[str]:
    digits = re.sub(r"\D", "", written)
    if written.startswith("+") and not digits.startswith("86"):
        return [f"+{digits}"] if 8 <= len(digits) <= 15 else []
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) > 11:
            digits = digits.removeprefix(prefix)
    if _MOBILE.fullmatch(digits) or _LINE.fullmatch(digits):
        return [digits]
    parts = [re.sub(r"\D", "", part) for part in re.split(r"\s+", written.strip())]
    if len(parts) > 1 and all(_MOBILE.fullmatch(one) or _LINE.fullmatch(one) for one in parts):
        return parts
    halves = [digits[at : at + 11] for at in range(0, len(digits), 11)]
    return halves if len(halves) > 1 and all(_MOBILE.fullmatch(one) for one in halves) else []


def _phone_length(written: str) -> Fault:
    count = sum(one.isdecimal() for one in written)
    if count == 11:
        return Fault("phone_length", "没有这样的电话号码", "there is no such phone number")
    few = "只" if count < 11 else ""
    return Fault("phone_length", f"电话{few}有{count}位", f"the phone number has {count} digits")


class Birth(NamedTuple):
    """A birth cell: the day; or the month or year that it only gives; or the fault."""

    day: date | None
    partly: str = ""
    fault: Fault | None = None


NO_BIRTH = Birth(None)


def birth_of(cell: Any, today: date) -> Birth:
    """Read a birth date as offices write it: 1978-08-27, 1967/12/21, 19780827, 1991年8月14日,
    a real date, an Excel day number; or a month or year alone."""
    if isinstance(cell, datetime):
        return _possible(cell.date(), today)
    if isinstance(cell, date):
        return _possible(cell, today)
    if isinstance(cell, str):
        return _written(cell.strip(), today)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell > 0:
        if 10_000 <= cell < 80_000:
            return _possible(date(1899, 12, 30) + timedelta(days=int(cell)), today)
        return _written(text_of(cell), today)
    return NO_BIRTH


@lru_cache(20_000)
def _written(text: str, today: date) -> Birth:
    text = plain(visible(text)).strip(" '’.")
    if not text or text in NOTHING:
        return NO_BIRTH
    text = re.sub(r"[t ]?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?$", "", text).strip()
    digits = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0+)?", text)
    if digits or (digits := _YMD.match(text)):
        return _day(int(digits[1]), int(digits[2]), int(digits[3]), text, today)
    if found := _DMY.match(text):
        first, second, year = (int(one) for one in found.groups())
        month, day = (second, first) if first > 12 else (first, second)
        return _day(year, month, day, text, today)
    if found := (_YM.match(text) or re.fullmatch(r"(\d{4})(\d\d)", text)):
        return _month(int(found[1]), int(found[2]), today)
    if found := re.search(r"(?:19|20)\d\d(?!\d)", text):
        return Birth(None, f"出生{found[0]}年")
    return Birth(
        None,
        fault=Fault(
            "birth_impossible",
            f"出生日期 {text[:20]} 读不懂",
            f"the birth date {text[:20]} cannot be read",
        ),
    )


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
    return Birth(None, f"出生{year}年{month}月", near.fault) if not near.fault else near


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
    return Birth(day)


_SEXES = {
    **dict.fromkeys(("男", "男性", "m", "male", "1", "男士", "先生"), "男"),
    **dict.fromkeys(("女", "女性", "f", "female", "2", "女士"), "女"),
}


def sex_of(cell: Any) -> str:
    """男, 女, or empty."""
    if cell in ("男", "女"):
        return str(cell)
    text = text_of(cell)
    return _SEXES.get(text) or _SEXES.get(plain(text).replace(" ", ""), "")
