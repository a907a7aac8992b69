"""The cells about a person: name, ID number, sex. Each fault has its code and words."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from stdnum.cn import ric

from wanjia.people.roster.reader.lexicon import NOBODY, NOTHING
from wanjia.places.addresses.characters import plain, visible

LONGEST_NAME = 400  # characters of a cell, brackets and all, that are looked at for a name
OLDEST = 130  # years that nobody has reached
VACANT = re.compile(
    r"(?:房屋|该户|此户|本户|长期|现|已|暂)?(?:空关|空置|空户|空房|空屋|空着|空|闲置|无人|没人|无住户|无居民|无人居住|没人住|无人住"
    r"|未入住|没入住|未住人|不住人|没住人|未住|不住|无居住|未居住|不居住|待租|待售|未出租|毛坯|未装修|未售|未交房|样板房)(?:房|户|屋|中|状态|了)?"
)
_HAN = re.compile(r"[\u4e00-\u9fa5]{2,4}")
BRANCHES = " \u3000└├│─┗┣┃━↳→▸►>-—·•"  # before a member that stands under the householder
_SPACE_IN_HAN = re.compile(r"(?<=[^\x00-\u2e7f])\s+(?=[^\x00-\u2e7f])")
_ASIDE = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]?")
_DOTS = re.compile(r"(?<=\w)\s*[•・‧∙⋅●.．·]\s*(?=\w)")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_PASSPORT = re.compile(r"[A-Z]{1,3}\d{6,10}[A-Z]?|\d{2}[A-Z]{2}\d{5}|\d{8}|\d{7}[A-Z]")


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
    text = text[:LONGEST_NAME]
    aside = "；".join(one.strip() for one in _ASIDE.findall(text) if one.strip())
    name = _ASIDE.sub("", text).strip(" \t\u3000*★☆:：,，;；'\"").lstrip(BRANCHES)
    name = " ".join(_SPACE_IN_HAN.sub("", name).split())
    if not name.isascii():
        name = _DOTS.sub("·", name)
    parts = [one for one in re.split(r"[,，、;；\s]", name) if one]
    if (
        name.lower() in NOTHING
        or all(one in NOBODY for one in parts)
        or not any(one.isalpha() for one in name)
    ):
        return "", aside
    return name[:80], aside


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
        return Identity("", birth=_birth_in(f"{abs(cell):.0f}", today), fault=_lost())
    text = text_of(cell)
    if len(text) == 18 and text[:17].isdecimal() and text.isascii():
        return _checked(text.upper(), today)
    if text.lower() in NOTHING or not text:
        return NO_ID
    number = re.sub(r"[\s'’‘`´\"“”=\-]", "", plain(text)).upper().replace("Х", "X")
    if len(number) == 18 and number[:17].isdecimal():
        return _checked(number, today)
    if SCIENTIFIC.fullmatch(number):
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
    if len(number) == 15 and number.isdecimal():
        birth = _birth_in(f"{number[:6]}19{number[6:]}0", today)
        sex = ("男" if int(number[14]) % 2 else "女") if birth else ""
        return Identity("", birth=birth, sex=sex, fault=_length(15))
    return Identity("", fault=_length(len(number)))


def _birth_in(number: str, today: date) -> date | None:
    """The day of birth within a number whose last digits are lost."""
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if len(number) == 18 and birth <= today else None


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
        return Identity("", birth=birth, fault=_lost() if number.endswith("000") else fault)
    return Identity(number, True, birth, "男" if int(number[16]) % 2 else "女")


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
