"""Lines over and between the tables: which door they name, which day they speak of."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import cache

from wanjia.people.roster.reader import doors
from wanjia.people.roster.reader.births import Span
from wanjia.people.roster.reader.headings import known
from wanjia.places.addresses.characters import plain, visible

OLDEST_LIST = 20  # years; a list that is older than that names another year
_DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]|\d{4}[-./]\d+[-./]\d+"
)
_TITLED = re.compile(
    r"(?<![\d、~至-])(?:\d+弄)?第?(?:[a-z]?\d+|[a-z](?=座|栋|幢))[甲乙丙丁]?(?:号楼|号|幢|栋|座)"
    r"(?:\d+单元)?(?![\d、~至-])",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"(?:sheet|table|工作表|工作簿|表格?|页|第?\d+页)[\s_-]*\d*(?:\(\d+\))?", re.IGNORECASE
)
_VOID = re.compile(r"作废|废弃|废表|样表|样例|示例|范例|模板|模版|template|sample|deprecated")
_OLD = re.compile(
    r"旧(?!里|区|小区|式|街|改|居|屋|城)|备份|副本|历史|停用|存档|backup|archive|(?<![a-z])old(?![a-z])"
)
_ORNAMENT = " \t\u3000▲△▼▽■□●◎★☆◆◇►▶※*#=—–_~·•>》>【】〔〕[]「」『』《》<:：、.。-"
_BLANK_DOOR = re.compile(r"第?[\s_]*(?:号楼|楼栋|幢|栋|座|号|楼|单元|室)[\s_]*")
_DAY = re.compile(
    r"(20\d\d)\s*[年./-]\s*(1[0-2]|0?[1-9])(?:\s*[月./-]\s*([12]\d|3[01]|0?[1-9])(?!\d))?"
)
_YEAR = re.compile(r"(20\d\d)\s*年度?(?=[^\W\d]{0,6}(?:名册|登记|统计|摸底|排查|花名册|台账|表))")


@cache
def _role() -> re.Pattern[str]:
    """A line's word for somebody in charge, with the name and phone behind it."""
    words = "|".join(one for one in known().never if one[-1] in "长员人者警")
    return re.compile(
        rf"[(（]?(?:{words})\s*[:：]?\s*([^\W\d_]{{2,4}})(?:\s*1\d{{10}})?(?=$|[\s)）,，、])[)）]?"
    )


def line_of(text: str) -> str:
    """A line without ornaments at its ends and without who is in charge: ▲ 3栋（楼长：王阿姨）."""
    return _role().sub(" ", visible(text)).strip(_ORNAMENT)


def names_in_charge(text: str, name: str) -> bool:
    """Whether a line names somebody only as being in charge: 5号楼 楼组长 钱阿姨."""
    return any(name in found for found in _role().findall(plain(visible(text))))


def lacks_number(text: str) -> bool:
    """Whether a line has the words for a building and no number: `　　号楼`."""
    return _BLANK_DOOR.fullmatch(visible(text)) is not None


def is_unnamed(sheet: str) -> bool:
    """Whether a sheet has the name that its program gave it: Sheet1, 工作表1."""
    return _UNNAMED.fullmatch(sheet.strip()) is not None


def is_void(sheet: str) -> bool:
    """Whether a sheet's name says that nothing in it holds: 作废, 样表."""
    return _VOID.search(plain(sheet)) is not None


def is_old(sheet: str) -> bool:
    """Whether a sheet's name says that another may have taken its place: 旧表, 备份."""
    return _OLD.search(plain(sheet)) is not None


def stairwell_of_sheet(name: str, over: Sequence[str]) -> str:
    """The stairwell that the sheet's name or the title above its heading speaks of."""
    for text in ("" if is_unnamed(name) else name, *over):
        bare = line_of(_DATE.sub("", text))
        if doors.stairwell_of(bare) and any(one.isdigit() for one in bare):
            return bare
        if len(found := _TITLED.findall(bare)) == 1:
            return str(found[0])
    return ""


def counted_on(over: Sequence[str], today: date) -> Span:
    """The first and last day on which the ages of a sheet can have been counted.

    Today where no line over the table names one day, month or year that is past.
    """
    lines = [plain(visible(text)) for text in over]
    told = [one for one in lines if re.search(r"年龄|周岁|岁|截至|截止|算至", one)]
    for forms in (told, lines):
        days = {found.groups() for one in forms for found in _DAY.finditer(one)}
        years = {found[1] for one in forms for found in _YEAR.finditer(one)}
        if len(days) == 1:
            span = _period(*(int(part or 0) for part in days.pop()))
        elif not days and len(years) == 1:
            span = _period(int(years.pop()), 0, 0)
        else:
            continue
        if span and span[0] <= today and today.year - span[0].year <= OLDEST_LIST:
            return span[0], min(span[1], today)
    return today, today


def _period(year: int, month: int, day: int) -> Span | None:
    last = monthrange(year, month or 12)[1]
    if day > last:
        return None
    return date(year, month or 1, day or 1), date(year, month or 12, day or last)
