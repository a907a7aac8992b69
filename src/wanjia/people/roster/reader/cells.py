"""What one cell can be, by what is in it alone; no heading is consulted here."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from wanjia.people.roster.reader import doors
from wanjia.people.roster.reader.facts import BRANCHES, is_vacant, text_of
from wanjia.people.roster.reader.lexicon import NOTHING, REPEATS
from wanjia.places.addresses.characters import plain, visible
from wanjia.places.addresses.reader import read_address

FILE = Path(__file__).with_name("cells.toml")
PLACES = frozenset({"lane", "block", "unit", "door", "room", "address"})
LONGEST = 200  # characters of a cell that is typed; more is a text
SURE_NAME, LIKELY_NAME = 0.8, 0.25


class _Words(NamedTuple):
    surnames: frozenset[str]
    doubles: frozenset[str]
    relations: frozenset[str]
    others: frozenset[str]
    not_all_named: re.Pattern[str]


def _load(path: Path = FILE) -> _Words:
    """Read the words; raises ValueError naming file and key for what is not as it must be."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    for key in ("double_surnames", "relations", "words"):
        value = data.get(key)
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise ValueError(f"{path.name}: {key} must be a list of texts")
    for key in ("surnames", "not_all_named"):
        if not isinstance(data.get(key), str):
            raise ValueError(f"{path.name}: {key} must be a text")
    try:
        form = re.compile(data["not_all_named"])
    except re.error as error:
        raise ValueError(f"{path.name}: not_all_named: {error}") from error
    return _Words(
        frozenset("".join(data["surnames"].split())),
        frozenset(data["double_surnames"]),
        frozenset(data["relations"]),
        frozenset(data["words"]),
        form,
    )


WORDS = _load()
SEXES = frozenset(("男", "女", "男性", "女性", "m", "f", "male", "female"))
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{2,4}[某*x]{0,2}")
_WITH_DOT = re.compile(r"[^\W\d_a-z]{1,10}(?:·[^\W\d_a-z]{1,12})+")
_LATIN = re.compile(r"[A-Z][A-Za-z.'’-]*(?:,? [A-Z][A-Za-z.'’-]*){1,4}")
_ENDS_OTHERWISE = re.compile(
    r"[室号楼幢栋弄苑区村路街镇市省县族期校院园厂店局部所站户米岁元]$"
    r"|小区|人员|户籍|单元|老人|人口|情况|信息|名册|登记|合计|小计|日期|电话|地址|身份"
    r"|公寓|花园|新村|家园"
)
_ASIDE = re.compile(r"[(\[].*?[)\]]")
_PHONE = re.compile(
    r"(?<![\dx])(?:\+?86[- ]?|0)?"
    r"(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|[2-8]\d{7})(?![\dx])"
)
_FOREIGN = re.compile(r"\+\d[\d() -]{7,18}\d")
_ID = re.compile(r"(?<!\d)\d{17}[\dx](?![\da-z])|(?<!\d)\d{15}(?!\d)")
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:[-/.年]\s*(?:1[0-2]|0?[1-9])(?:[-/.月]\s*\d{1,2}日?)?月?"
    r"|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))"
    r"|\d{1,2}[-/. ](?:[a-z]{3,9}|\d{1,2})[-/., ]+(?:19|20)\d\d"
    r"|[a-z]{3,9}\.? \d{1,2},? (?:19|20)\d\d"
)
_DATE_IN_WORDS = re.compile(
    r"(?:公元|生于|出生于|农历|阴历|旧历|民国)?\s*(?:[零一二三四五六七八九]{4}|(?<=民国)[零一二三四五六七八九十元\d]{1,3})年"
    r"(?:(?:[正腊冬]|[一二三四五六七八九十\d]{1,2})月(?:初?[零一二三四五六七八九十廿卅\d]{1,4}[日号]?)?)?(?:出?生)?"
    r"|(?:公元|农历|阴历|旧历)\s*(?:19|20)\d\d年(?:[^\W\d_]{0,3}\d{0,2}月.{0,6})?"
)
_DATE_WITHIN = re.compile(r"\d{4}年|\d月\d|\d{4}[-/.]\d{1,2}[-/.]\d")
_AGE = re.compile(
    r"\d{1,3}(?:周?岁半?|个月)?|\d{1,3}[-~至到]\d{1,3}周?岁|[1-9]\d[-~至到][1-9]\d"
    r"|\d{1,3}(?:\+|多?岁?以上)"
)
_ROOM = re.compile(
    r"[a-z]?\d{3,4}[a-z]?|\d{3,4}[-~]\d{3,4}|\d{1,2}[a-h]|\d{1,4}(?:室|房)|[a-z]\d{1,2}(?:室|房)"
)
_SMALL = re.compile(r"\d{1,3}")
_BLOCK = re.compile(
    r"第?(?:[a-z]?\d{1,3}[a-z]?|[a-z]|[甲乙丙丁戊](?=座|栋|幢|号楼)|[一二三四五六七八九十]+)(?:号楼栋|号楼|楼栋|幢|栋|座|#楼|#)(?:楼)?"
    r"|(?:building|bldg|block|tower)\.? ?\w{1,3}"
)
_UNIT = re.compile(
    r"第?(?:\d{1,2}|[一二三四五六七八九十]|[a-z]|[甲乙丙丁东西南北中])(?:单元|门)|unit ?\w{1,2}"
)
_DOOR = re.compile(r"第?\d{1,4}[a-z甲乙丙丁]?(?:号门|号)[甲乙丙丁]?|no\.? ?\d{1,4}")
_LANE = re.compile(r"\d{1,4}弄(?:\d+支弄)?|lane ?\d{1,4}")


def text_in(cell: Any) -> str:
    """A cell as text that is compared: real dates in ISO form, blanks and marks of nothing off."""
    text = text_of(cell)
    return "" if text.lower() in NOTHING else text


@lru_cache(65536)
def name_score(text: str) -> float:
    """How likely a text is one person's name, from 0 to 1."""
    if len(text) > LONGEST:
        return 0.0
    form = visible(text).strip(" *:：,，。★☆▲●\t\n").lstrip(BRANCHES)
    bare = _ASIDE.sub("", form.translate(str.maketrans("（）【】［］", "()[][]"))).strip()
    joined = (
        plain(re.sub(r"\s", "", bare))
        .replace("•", "·")
        .replace(".", "·" if not bare.isascii() else ".")
    )
    if not joined or any(one.isdigit() for one in joined) or _is_word(joined):
        return 0.0
    if bare.isascii():
        return _latin_score(bare)
    if _WITH_DOT.fullmatch(joined):
        return 0.9
    if not _HAN.fullmatch(joined) or len(joined) > 4:
        return 0.0
    if _ENDS_OTHERWISE.search(joined) and len(joined) > 1:
        return (
            0.3
            if joined[0] in WORDS.surnames and len(joined) == 3 and "小区" not in joined
            else 0.05
        )
    if joined[:2] in WORDS.doubles:
        return 0.95 if len(joined) > 2 else 0.5
    if joined[0] in WORDS.surnames:
        return {2: 0.85, 3: 0.95, 4: 0.4}[len(joined)]
    return {2: 0.2, 3: 0.3, 4: 0.05}[len(joined)]


def _is_word(joined: str) -> bool:
    return (
        joined in WORDS.relations
        or joined in WORDS.others
        or joined in SEXES
        or joined in NOTHING
        or joined in REPEATS
        or is_vacant(joined)
    )


def _latin_score(bare: str) -> float:
    if bare.lower() in WORDS.relations | WORDS.others | SEXES or len(bare) > 40:
        return 0.0
    if _LATIN.fullmatch(bare):
        words = re.split(r"[ ,]+", bare.lower())
        return 0.1 if any(is_english_word(one) for one in words) else 0.75
    if re.fullmatch(r"[A-Z][a-z]{1,14}", bare):
        return 0.2 if is_english_word(bare.lower()) else 0.3
    return 0.0


def is_english_word(word: str) -> bool:
    """Whether a word of a Latin text is no part of a name."""
    return word in _ENGLISH or word in WORDS.relations or word in SEXES


_ENGLISH = frozenset(
    [
        "name",
        "names",
        "age",
        "sex",
        "gender",
        "phone",
        "mobile",
        "tel",
        "telephone",
        "contact",
        "id",
        "card",
        "passport",
        "number",
        "no",
        "date",
        "birth",
        "dob",
        "address",
        "building",
        "bldg",
        "block",
        "tower",
        "unit",
        "room",
        "flat",
        "apt",
        "apartment",
        "lane",
        "road",
        "street",
        "floor",
        "villa",
        "house",
        "household",
        "resident",
        "residents",
        "roster",
        "list",
        "register",
        "remark",
        "remarks",
        "note",
        "notes",
        "total",
        "page",
        "sheet",
        "committee",
        "estate",
        "garden",
        "gardens",
        "court",
        "community",
        "compound",
        "village",
        "nationality",
        "relation",
        "relationship",
        "head",
        "status",
        "lives",
        "alone",
        "vacant",
        "empty",
        "emergency",
        "landlord",
        "owner",
        "tenant",
        "family",
        "member",
        "members",
        "the",
        "of",
        "and",
        "for",
        "with",
        "is",
        "in",
        "on",
        "at",
        "diabetes",
        "dialysis",
        "pregnant",
        "elderly",
        "disabled",
        "wheelchair",
        "chinese",
        "american",
        "british",
        "german",
        "french",
        "japanese",
        "korean",
        "retired",
        "student",
        "teacher",
        "engineer",
        "manager",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


@lru_cache(65536)
def kinds(text: str) -> frozenset[str]:
    """The kinds that a cell's text can be: id, phone, date, sex, relation, small, age, room …"""
    low = plain(visible(text[: LONGEST + 1])).strip()
    found: set[str] = set()
    if not low or len(text) > LONGEST:
        return frozenset()
    if text.strip() in REPEATS:
        return frozenset({"ditto"})
    tight = re.sub(r"\s", "", low)
    if low in SEXES:
        found.add("sex")
    if low in WORDS.relations or (
        len(tight) < 7 and tight.rstrip("0123456789一二三四") in WORDS.relations
    ):
        found.add("relation")
    if is_vacant(text):
        found.add("vacant")
    found |= _numbers(low, tight) or _places(low, tight)
    if name_score(text) >= LIKELY_NAME and not found & {"relation", "sex", "vacant"}:
        found.add("name")
    return frozenset(found)


def _numbers(low: str, tight: str) -> set[str]:
    digits = re.sub(r"[\s'’-]", "", low)
    if re.fullmatch(r"\d{17}[\dx]|\d{15}|\d{16,19}|\d\.\d+e\+?1[67]", digits):
        return {"id"}
    if _DATE.fullmatch(low) or _DATE.fullmatch(tight) or _DATE_IN_WORDS.fullmatch(tight):
        return {"date"}
    if re.fullmatch(r"0?1\d{9,11}|1\.\d+e\+?10", digits):
        return {"phone"}
    rest = _FOREIGN.sub("", _PHONE.sub("", low))
    words = re.sub(r"[\d\s/+、,;:()x转分机ext.-]", "", rest)
    if rest != low and len(words) <= 4 and not _begins_with_name(words):
        return {"phone"}
    found = set()
    if _SMALL.fullmatch(tight):
        found.add("small")
    if _AGE.fullmatch(tight):
        found.add("age")
    if found and not tight.isdigit():
        return found
    if _ROOM.fullmatch(tight):
        found.add("room")
    return found


def _begins_with_name(words: str) -> bool:
    """Whether words are a name, or a name and who that is: 杜敏, 杜敏配偶."""
    return name_score(words) >= SURE_NAME or any(
        name_score(words[:at]) >= SURE_NAME and words[at:] in WORDS.relations for at in (2, 3)
    )


def _places(low: str, tight: str) -> set[str]:
    for kind, form in (("block", _BLOCK), ("unit", _UNIT), ("door", _DOOR), ("lane", _LANE)):
        if form.fullmatch(tight) or form.fullmatch(low):
            return {kind}
    if (
        len(low) > 60
        or _DATE_WITHIN.search(low)
        or not any(one.isdigit() or one in "一二三四五六七八九十" for one in low)
    ):
        return set()
    if doors.names_flat(tight):
        return {"address"}
    address = read_address(low)
    if address.stairwell and address.room and address.why not in ("bare_number", "split_guess"):
        return {"address"}
    if address.stairwell and not address.room and address.why not in ("bare_number", "split_guess"):
        return {"door"} if len(low) < 24 else set()
    return set()


def is_value(text: str) -> bool:
    """Whether a cell can only be a value, never a heading."""
    found = kinds(text)
    return bool(found & {"id", "phone", "date", "sex", "ditto", "address", "room"}) or (
        "age" in found and not text.strip().isdigit()
    )


def says_not_all(text: str) -> bool:
    """Whether a cell says that more people live there than it names: 张三等4人."""
    return WORDS.not_all_named.search(text) is not None
