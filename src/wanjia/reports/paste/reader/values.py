"""Numbers in a line: temperatures, head counts, quantities, and numbers that nothing explains."""

import re
from collections.abc import Iterator

from wanjia.places.addresses.characters import numeral
from wanjia.reports.paste.reader.tokens import Kind, Token

COLDEST, HOTTEST = 35.0, 42.0  # °C that a living person can have
_HAN = "零一二三四五六七八九"
_ENGLISH = {w: n for n, w in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)}
_FORMAL = {w: n for n, w in enumerate("壹贰叁肆伍陆", 1)}
_IN_WORDS = re.compile(rf"(?<![a-z])(?:{'|'.join(_ENGLISH)})(?![a-z])|[{''.join(_FORMAL)}]")
_C = f"[{_HAN}十两俩仨]"
# A temperature as it is typed: its degrees and tenths, and the price of taking it so.
_TEMPERATURES = (
    (re.compile(
        r"(?<!\d)(3[4-9]|4[0-2])\s?[.。·:,'’`;]{1,2}\s?(\d)\d?(?:\s?(?:摄氏度|度|℃|c(?![a-z])))?(?!\d)"
    ), 0.3),
    (re.compile(r"(?<!\d)(3[4-9]|4[0-2])\s?[,，、]\s?(\d)(?:度|℃)?(?![\d.])"), 0.9),
    (re.compile(r"(?<!\d)(3[4-9]|4[0-2])\s?[度点]\s?(\d)(?!\d)度?"), 0.3),
    (re.compile(r"(?<!\d)(3[4-9]|4[0-2])()\s?(?:度|℃|摄氏度)"), 0.5),
    (re.compile(r"(?<=[温度])[ :是]?(3[5-9]|40)()(?![\d.])"), 0.8),
    (re.compile(r"(?<=[杠阴阳性 ])(3[67])()(?![\d.度点号室栋幢#/-])"), 1.5),
    (re.compile(r"(?<=[\u3400-\u9fff])(3[5-9])()(?=$|[\s,，、;；。])"), 1.4),
    (re.compile(r"(?<!\d)(3[5-9]|4[01])(\d)(?:\s?(?:度|℃|c(?![a-z])))?(?!\d)"), 1.5),
    (re.compile(r"(?<!\d)(3[5-9]) (\d)(?!\d)"), 1.6),
)  # fmt: skip
_MIXED = re.compile(rf"(?<!\d)(3[4-9]|4[0-2])[点度]([{_HAN}])(?![十人个])度?")
_HALF = re.compile(r"(?<!\d)(3[4-9]|4[0-2])[度点]半")
_SPOKEN = re.compile(rf"(三十?[四五六七八九]|四十[一二]?)[度点]([{_HAN}](?![十人个])|半)?度?")
_FAHRENHEIT = re.compile(r"(?<!\d)(9[5-9]|10[0-7])(\.\d)?\s*(?:f\b|华氏度?|度?f\b)")
_LIMIT = re.compile(r"(?<!\d)3[5-9](?:[.。]\d)?度?(?:以下|以内|多|几|不到|上下)")
_BAD = re.compile(r"(?<![\d.])\d{1,3}\s?[.。]\s?\d{1,2}(?![\d.])\s*(?:度|℃|c(?![a-z]))?")
_PEOPLE = re.compile(
    rf"(?:一?共|总共|合计|应[测检报做]|实[测检报做]|(?<![a-z])all )?(\d{{1,2}}|{_C})\s?"
    r"(?:个人|口人|人|口(?!罩)|位|名|个(?!月|小时|钟)|pax|people|persons?|ppl|大人)(?:之家)?(?!次|份)"
    rf"|(?:一?共|总共|合计)(\d{{1,2}}|{_C})(?!\d)|(?:[我俺咱]们?|阿拉)?[俩仨](?:个?人)?|我们(?:[两三四]个?人?)(?=都|全|均|也|阴|阳)"
)
_FAMILY = re.compile(
    rf"(\d|{_C})个?大(?:人)?[,、和+ ]?(\d|{_C})个?(?:小(?:孩|朋友)?|孩子?|娃|宝宝)"
    rf"|(?:大人?|成人)(\d|{_C})个?人?[,、和+ ]?(?:小孩?|孩子|儿童|娃)(\d|{_C})个?"
)
_TIMES = re.compile(r"(?:[x*]|(?<=[a-z\u3400-\u9fff\s\d])[~_-])\s?(\d{1,2})(?![\d.。:-])")
_AFTER_RESULT = re.compile(r"(?:[阴阳性杠线)]|yin|yang|neg\w*|pos\w*)\s?$")
_PLUS = re.compile(r"[+]\s?(\d{1,2})(?!\d)")
_OF_RESULT = re.compile(rf"(?<![\d.])(\d|{_C})(?=阴|阳|未测|没测|没做|未做|转阴)")
_BRACKETED = re.compile(r"(?<=[阴阳性杠])\s?[(](\d)[)]")
_ALL_SO_MANY = re.compile(r"(?<![a-z])all (\d)(?!\d)|(?<!\d)(\d)/\2(?=\s?[阴阳]|\s?都|\s?全)")
_RATIO = re.compile(r"(?<!\d)(\d{1,2})/\d{1,2}(?!\d)")
_EMOJI_PEOPLE = re.compile("[👨👩👧👦👴👵👶🧒🧑👱🧓]{2,}")
_LOOSE = re.compile(r"\s*[:/=(]?\s*(\d{1,2})(?![\d.。]|\s?[:：])\)?")
_QUANTITY = re.compile(
    rf"(?:\d{{1,3}}|{_C}{{1,2}})\s*(?:份|箱|袋|斤|盒|包|瓶|桶|只|套|组|件|板|块|kg|公斤|套餐|单)"
    r"|\d+(?:\.\d+)?\s*(?:元|毛|rmb|yuan)"
)
_SPAN = re.compile(r"\d+\s*(?:天|小时|分钟|岁|周|年|次(?!卧)|楼|层|米|月|ml|mg|%)")
_DIGITS = re.compile(r"\d+")


_LETTER = re.compile(r" c(?![a-z])")


def values_in(text: str, headcount: bool, letters: bool = False) -> list[Token]:
    """Each number of a plain text with what it can be; `headcount`: bare ones count people;
    `letters`: its list tells results by the letters of the strip, so `365 C` is two things."""
    written = _IN_WORDS.search(text) or _EMOJI_PEOPLE.search(text)
    if not (
        written or _DIGITS.search(text) or any(c in text for c in "一二两三四五六七八九十俩仨")
    ):
        return []
    heat = list(_temperatures(_LETTER.sub(" \x00", text) if letters else text))
    read = {one.start for one in heat if one.kind is Kind.TEMPERATURE}
    heat = [one for one in heat if one.kind is not Kind.BAD_TEMPERATURE or one.start not in read]
    return [*heat, *_counts(text, headcount), *_others(text)]


def _temperatures(text: str) -> Iterator[Token]:
    for pattern, price in _TEMPERATURES:
        for match in pattern.finditer(text):
            yield _degrees(match, float(match[1]) + int(match[2] or 0) / 10, price)
    for match in _MIXED.finditer(text):
        yield _degrees(match, int(match[1]) + _HAN.index(match[2]) / 10, 0.2)
    for match in _HALF.finditer(text):
        yield _degrees(match, int(match[1]) + 0.5, 0.2)
    for match in _SPOKEN.finditer(text):
        whole = float(numeral(match[1] if "十" in match[1] else f"三十{match[1][-1]}"))
        tenth = 0.5 if match[2] == "半" else _HAN.index(match[2]) / 10 if match[2] else 0.0
        yield _degrees(match, whole + tenth, 0.3)
    for match in _FAHRENHEIT.finditer(text):
        yield _degrees(match, round((float(match[1] + (match[2] or "")) - 32) / 1.8, 1), 0.3)
    for match in _LIMIT.finditer(text):
        yield Token(match.start(), match.end(), Kind.LIMIT, match[0], 0.2)
    for match in _BAD.finditer(text):
        yield Token(match.start(), match.end(), Kind.BAD_TEMPERATURE, None, 1.2)


def _degrees(match: re.Match[str], value: float, price: float) -> Token:
    value = round(value, 1)
    if COLDEST <= value <= HOTTEST:
        return Token(match.start(), match.end(), Kind.TEMPERATURE, value, price)
    return Token(match.start(), match.end(), Kind.BAD_TEMPERATURE, None, price + 0.5)


def _counts(text: str, headcount: bool) -> Iterator[Token]:
    for match in _PEOPLE.finditer(text):
        said = match[1] or match[2] or match[0].strip("我们咱俺阿拉个人")[:1]
        yield Token(match.start(), match.end(), Kind.COUNT, _small(said), 0.5)
    for match in _FAMILY.finditer(text):
        many = _small(match[1] or match[3]) + _small(match[2] or match[4])
        yield Token(match.start(), match.end(), Kind.COUNT, many, 0.3)
    for match in _EMOJI_PEOPLE.finditer(text):
        yield Token(match.start(), match.end(), Kind.COUNT, len(match[0]), 0.2)
    for match in _OF_RESULT.finditer(text):
        yield Token(match.start(), match.end(), Kind.COUNT, _small(match[1]), 0.3)
    for match in _TIMES.finditer(text):
        after_result = _AFTER_RESULT.search(text[: match.start()]) is not None
        counts = headcount or after_result or match[0][0] in "~_-"
        kind = Kind.COUNT if counts else Kind.QUANTITY
        yield Token(match.start(), match.end(), kind, int(match[1]), 0.8)
    for match in _IN_WORDS.finditer(text):
        many = _ENGLISH.get(match[0]) or _FORMAL[match[0]]
        if headcount or many > 1:
            yield Token(match.start(), match.end(), Kind.COUNT, many, 0.4 if headcount else 0.9)
    if headcount:
        for match in _PLUS.finditer(text):
            yield Token(match.start(), match.end(), Kind.COUNT, int(match[1]), 0.2)
    for match in _ALL_SO_MANY.finditer(text):
        many = int(match[1] or match[2])
        yield Token(match.start(), match.end(), Kind.COUNT, many, 0.4)
    for match in _BRACKETED.finditer(text):
        yield Token(match.start(), match.end(), Kind.COUNT, int(match[1]), 0.6)
    for match in _RATIO.finditer(text):
        kind = Kind.COUNT if headcount else Kind.NUMBER
        yield Token(match.start(), match.end(), kind, int(match[1]), 0.6 if headcount else 2.2)
    for match in _LOOSE.finditer(text):
        if match.start() and text[match.start() - 1].isdigit() and match[0][0].isdigit():
            continue
        kind = Kind.COUNT if headcount else Kind.NUMBER
        price = 0.6 if headcount else 2.2
        yield Token(match.start(), match.end(), kind, int(match[1]), price)


def _small(said: str) -> int:
    if said.isdigit():
        return int(said)
    return int(numeral(said.replace("俩", "二").replace("仨", "三").replace("两", "二")))


def _others(text: str) -> Iterator[Token]:
    for match in _QUANTITY.finditer(text):
        yield Token(match.start(), match.end(), Kind.QUANTITY, match[0], 0.4)
    for match in _SPAN.finditer(text):
        yield Token(match.start(), match.end(), Kind.FILL, match[0], 0.4)
    for match in _DIGITS.finditer(text):
        if len(match[0]) > 2:
            yield Token(match.start(), match.end(), Kind.NUMBER, match[0], 4.0)
