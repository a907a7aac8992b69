"""By when something is needed, or for how long something lasts, as a text says it. Pure."""

import re
from dataclasses import dataclass

NUMBERS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": 0.5,
    "几": 3,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "a": 1,
    "an": 1,
    "couple of": 2,
    "a couple of": 2,
    "few": 3,
    "a few": 3,
}
_N = r"(\d{1,3}(?:\.\d)?|[一二两三四五六七八九十半几]{1,3})"
_E = r"(\d{1,3}|an?|one|two|three|four|five|six|seven|(?:a )?couple of|(?:a )?few)"
# Words that make a span of time one that lies ahead: what is left, what it will last, by when.
_AHEAD = (
    r"(?:还有|还剩|还能|还够|剩下?|只剩|就剩|只有|够|顶|撑|维持|坚持|能(?:吃|用|喝|滴|撑)|吃|用|喝"
    r"|滴|估计|大概|大约|约|最多|顶多|差不多|再过|过)"
)
_SPAN = re.compile(
    _AHEAD
    + r"[^，。,.!！？?\d一二两三四五六七八九十]{0,6}"
    + _N
    + r"(?:[、到至~-]?"
    + _N
    + r")?\s*个?(天|日|周|礼拜|星期|个?小时|钟头|顿|晚)"
)
_THEN = re.compile(
    _N
    + r"\s*个?(天|日|周|礼拜|星期|小时|钟头)(?:之?后|以?后|之?内|以内|里(?:要|打|必须)"
    + r"|左右(?:就|断)|的(?:量|药|饭|菜|粮|奶)|就(?:断|没|要断|用完|吃完)|(?:后)?到期)"
)
_STORE = re.compile(r"[冰箱里家还]{0,4}有?" + _N + r"天的(?:量|药|饭|菜|粮|奶|货|库存|份)?")
_UNITS = r"\s+(?:more )?(day|hour|week)s?"
_ENGLISH = re.compile(
    r"(?:(?:in|for|within|next|about|only|another|lasts?|have|left for|enough for)\s+)"
    r"(?:about |around |maybe |only |the next |another )*"
    + _E
    + _UNITS
    + "|"
    + _E
    + _UNITS
    + r"(?:.s)?\s+(?:left|worth|supply|of)"
)
_PAST = re.compile(
    r"(?:断|停|没吃|没喝|没用|饿|缺|欠|拖|晚|过期|超)了?(?:已经)?"
    + _N
    + r"个?(?:天|日|顿|周|礼拜)|"
    + _N
    + r"天没(?:吃|喝|用)(?:药|饭|东西|到)|从?[昨前早][天晚夜上].{0,4}(?:到现在|起|开始).{0,6}没"
)
_OVERDUE = re.compile(
    r"本来(?:昨|前|上|早)|(?:昨天|昨晚|前天|上周|早上)就(?:该|要|应)|该做没做"
    r"|已经(?:过期|超期|拖|断|停)|过期了?|拖了|断药了|断粮了|错过了"
    r"|overdue|missed (?:my|his|her|the|two|a)|ran out|run out(?! (?:in|on|by|soon|tomorrow))"
    r"|already out|\bout of\b(?! the)"
)
_LONG = re.compile(
    r"大后天|后天|明(?:天|早|朝|晚|日)|今(?:天|朝|晚|夜|日)|当天|夜里|晚饭|马上|立刻|下周|下礼拜"
    r"|下星期|下个(?:礼拜|星期|周)|day after tomorrow|tomorrow|tonight|today"
    r"|this (?:evening|afternoon|morning)|next week|right now"
)
_HOURS = {
    "大后天": 72,
    "后天": 48,
    "day after tomorrow": 48,
    "tomorrow": 24,
    "tonight": 12,
    "today": 12,
    "next week": 168,
    "right now": 0,
    "马上": 3,
    "立刻": 0,
    "当天": 12,
    "夜里": 12,
    "晚饭": 12,
}


@dataclass(frozen=True)
class Times:
    """What a text says of time: hours until it is needed (None: nothing), and if it is out."""

    hours: float | None
    out: bool


def times(text: str, gone: bool) -> Times:
    """The hours that a text (lower case) leaves; `gone` is whether it says that something is out.

    The shortest that is said counts; of "two or three days" the smaller. Rules: the labelled
    requests' README, "Deadline".
    """
    found = [*_spans(text), *_pills(text)]
    ahead = [hours for hours in (_named(match[0]) for match in _LONG.finditer(text)) if hours]
    overdue = bool(_PAST.search(text) or _OVERDUE.search(text))
    if found:
        left = min(found)
        return Times(min([left, *(h for h in ahead if h < left)]), False)
    if overdue or (gone and not ahead):
        return Times(0, True)
    if ahead:
        return Times(min(ahead), False)
    return Times(None, False)


def _spans(text: str) -> list[float]:
    hours = []
    for match in _SPAN.finditer(text):
        hours.append(_hours(_smaller(match[1], match[2]), match[3]))
    for match in _THEN.finditer(text):
        hours.append(_hours(number(match[1]), match[2]))
    for match in _STORE.finditer(text):
        hours.append(_hours(number(match[1]), "天"))
    for match in _ENGLISH.finditer(text):
        amount, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
        hours.append(_hours(number(amount), unit))
    return hours


_PILLS = re.compile(
    r"(\d{1,3}|[一二两三四五六七八九十]|one|two|three|four|five|six|seven|eight|ten)\s*"
    r"(?:粒|颗|片|支|针|包|袋|tablets?|pills?|capsules?|doses?|bags?)"
    r"[^。]{0,24}?(?:一天|每天|一日|每日|a day|each day|every day|per day|daily)"
    r"(?:[^。\d]{0,4}?(\d|[一二两三四五六]|one|two|three|four))?|"
    r"(\d{1,3}|[一二两三四五六七八九十]|one|two|three|four|five|six|seven|eight|ten)\s*"
    r"(?:粒|颗|片|tablets?|pills?|capsules?)[^。]{0,30}?"
    r"(\d|one|two|three|four) (?:a|each|per|every) day"
)


_DAILY = re.compile(
    r"(?:use|take|eat|need|uses|takes|eats|needs)\s+(\d|one|two|three|four)\s*"
    r"(?:bags?|tablets?|pills?|capsules?)?\s*(?:a|each|per|every) day"
)
# 还剩四粒，早一粒晚一粒
_TWICE = re.compile(
    r"(\d{1,3}|[一二两三四五六七八九十])\s*(?:粒|颗|片|支|包|袋)[^。]{0,12}?"
    r"(?:早[上]?(?:吃)?(?:1|一)(?:粒|颗|片|支|包|袋)?晚[上]?(?:1|一)|早晚(?:各|都))"
)


def _pills(text: str) -> list[float]:
    """Hours for which a count of pills lasts, where it is said how many are taken a day."""
    hours = []
    for match in _PILLS.finditer(text):
        count = number(match[1] or match[3])
        rate = _DAILY.search(text, match.start() + 1)
        daily = number(match[2] or match[4] or (rate[1] if rate else "1"))
        hours.append(24.0 * max(1, int(count / max(1, daily))))
    for match in _TWICE.finditer(text):
        hours.append(24.0 * max(1, int(number(match[1]) / 2)))
    return hours


def _smaller(first: str, second: str | None) -> float:
    """Of 两三天 or 四五天 the smaller; 二三 together is two or three, 十二 is twelve."""
    if second:
        return min(number(first), number(second))
    if len(first) == 2 and all(one in NUMBERS and one != "十" for one in first):
        return min(NUMBERS[one] for one in first)
    return number(first)


def number(text: str) -> float:
    """A number in digits, Chinese or English; 十二 is 12, 二十 is 20, 两三 is 2."""
    text = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if text in NUMBERS:
        return NUMBERS[text]
    if "十" in text:
        tens, _, ones = text.partition("十")
        return NUMBERS.get(tens, 1) * 10 + NUMBERS.get(ones, 0)
    known = [NUMBERS[one] for one in text if one in NUMBERS]
    return min(known) if known else 1


def _hours(amount: float, unit: str) -> float:
    if unit in ("天", "日", "day", "晚"):
        return amount * 24
    if unit in ("周", "礼拜", "星期", "week"):
        return amount * 168
    if unit == "顿":
        return 12 * max(1, amount)
    return amount


def _named(word: str) -> float | None:
    for name, hours in _HOURS.items():
        if name in word:
            return hours
    if word.startswith("明"):
        return 24
    if word.startswith(("今", "this")):
        return 12
    return 168 if word.startswith("下") else None
