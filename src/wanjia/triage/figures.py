"""Numbers as people say them: ages, oxygen, heat, pressure, sugar, pulse, weeks. Pure."""

import re
from collections.abc import Iterator

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百]{2,}")
_AFTER_POINT = re.compile(r"(?<=\d[度点])[一二三四五六七八九]|(?<=\d[度点])半")
_NOT_A_COUNT = (
    r"(?![\d:：]|\s*(?:号|栋|弄|楼|室|单元|层|块|元|斤|公斤|月|分|秒|人|户|天|点|个|箱|份|米|年))"
)

# 血糖试纸 1盒, 血压计 2台: a number after the name of a thing is a count of things.
_THINGS = re.compile(
    r"(?:血糖|血压|血氧|体温|脉搏|心率|胎心|指氧|氧气)(?:测试|检测|监测)?(?:试纸|试条|条|片|仪器?|计|表|枪|机|带|针|采血针|贴|夹(?:子)?)"
    r"[^。，,；;\d]{0,6}\d{1,3}\s*(?:盒|个|只|台|支|瓶|包|条|片|张|把|套|根|枚|桶|元|块)"
    r"|(?:(?:blood )?(?:sugar|glucose|pressure)|oxygen) (?:test )?"
    r"(?:strips?|monitors?|meters?|cuffs?|tanks?|bottles?)[^.,;\d]{0,8}"
    r"(?:\d{1,3} (?:box|pack|piece|yuan|rmb|pcs)\w*)?"
)

Reading = tuple[str, int, int]  # concept, start, end

# From what on a figure is a sign. A committee's doctor may know better: they are here in one place.
LOW_OXYGEN, LOWISH_OXYGEN = 90, 93
OLD, CHILD = 65, 14
HIGH_PRESSURE, CRISIS_PRESSURE, LOW_PRESSURE = 180, 200, 90
PREGNANT_PRESSURE = 160
LOW_SUGAR, GRAVE_SUGAR, HIGH_SUGAR = 3.9, 3.0, 16.7
FAST_PULSE, GRAVE_PULSE, SLOW_PULSE = 120, 150, 42
LATE_PREGNANCY = 20


def in_digits(text: str) -> str:
    """Write Chinese numerals of two signs and more in digits: 三十九度五 becomes 39度5."""
    text = _NUMERAL.sub(lambda match: _digits(match[0]), text)
    return _AFTER_POINT.sub(lambda match: str(DIGITS.get(match[0], 5)), text)


def _digits(numeral: str) -> str:
    if "十" not in numeral and "百" not in numeral:
        return numeral  # 一二, 三四: two or three, or a phone number
    if re.fullmatch(r"[一二两三四五六七八九]{2}十", numeral):
        return str(DIGITS[numeral[0]] * 10)  # 七八十: from 70 on
    hundreds, _, rest = numeral.rpartition("百")
    if "十" in hundreds:
        return numeral
    value = 0
    if "百" in numeral:
        value = 100 * (DIGITS.get(hundreds[-1:], 1) if hundreds else 1)
    tens, ten, ones = rest.partition("十")
    if ten:
        value += 10 * DIGITS.get(tens[-1:], 1)
        value += DIGITS.get(ones[:1], 0)
    elif rest:
        # 一百八 is 180, 一百零八 is 108.
        value += DIGITS.get(rest[-1], 0) * (1 if rest[0] in "零〇" else 10)
    return str(value)


def things(text: str) -> list[tuple[int, int]]:
    """Return where instruments are named with how many of them, or what they cost."""
    return [match.span() for match in _THINGS.finditer(text)]


def measured(text: str) -> list[Reading]:
    """Return what the figures of a text (in digits, lower case) amount to."""
    found: list[Reading] = []
    # As long as before, so that the places stay.
    for start, end in things(text):
        text = text[:start] + "物" * (end - start) + text[end:]
    for read in (_ages, _oxygen, _heat, _pressure, _sugar, _pulse, _weeks):
        found += read(text)
    return found


_AGE = re.compile(
    r"(?<![\d.])(\d{1,3})\s*(?:多|来|几)?\s*(?:周?岁|years?[- ]old|-year-old|yo\b|y/o)"
    r"|(?:今年|年纪|aged?|turn(?:s|ed)|快|都|已经|虚岁)\s*(\d{2,3})"
    + _NOT_A_COUNT
    + r"|(?:爸|妈|爷|奶|婆|公|老人|母亲|父亲|伯|娘|爹|老头|老太|老两口|mother|father|mum|mom|dad|"
    r"gran\w*|lady|man|woman|he is|she is|he's|she's)[^\d，。,.]{0,4}([6-9]\d)"
    + _NOT_A_COUNT
    + r"(?!%|度|/)|(?<![\d.])([6-9]\d)(?!\d)(?:多|来|几)?(?:了|的(?:人|老|独居))"
    r"|(?:in (?:his|her|their) )(\d0)s"
)
_MONTHS = re.compile(
    r"(?<![\d.])(?<!还有)(?<![够剩用停等断隔吃了])(\d{1,2}|[一二两三四五六七八九十半])个?多?月(?:大|的|零|宝|婴|娃|小|,|，|"
    r"$)|(\d{1,2})[ -]months?[ -]old"
)


def _ages(text: str) -> Iterator[Reading]:
    for match in _AGE.finditer(text):
        age = int(next(filter(None, match.groups())))
        if OLD <= age < 120:
            yield "elder", match.start(), match.end()
        elif age <= CHILD and match[1]:
            yield "child", match.start(), match.end()
            if age <= 1:
                yield "baby", match.start(), match.end()
    for match in _MONTHS.finditer(text):
        yield "baby", match.start(), match.end()
        yield "child", match.start(), match.end()


_OXYGEN = re.compile(
    r"血氧|氧饱和度?|指脉?氧|指夹|夹手?指|指(?:头)?(?:上)?(?:的)?(?:那个)?夹(?:子)?|"
    r"夹子上|finger (?:clip|thing|machine)|oximeter|氧合|饱和度|氧气值|spo2|o2 ?sats?|"
    r"oxygen (?:level|sat\w*|read\w*)?|\bsats?\b"
)
_OTHER_MEASURE = re.compile(r"心率|心跳|脉|血压|体温|高压|天|次|pulse|heart|temp|度|℃|/")


def _oxygen(text: str) -> Iterator[Reading]:
    last: tuple[int, int, int] | None = None
    for match in _OXYGEN.finditer(text):
        after = text[match.end() : match.end() + 30]
        after = after[: ((stop := _OTHER_MEASURE.search(after)) and stop.start()) or len(after)]
        for figure in re.finditer(
            r"(?<![\d.])(\d{2,3}|[4-9][一二三四五六七八九])(?![\d.岁号点分楼])", after
        ):
            if 35 <= int(figure[1]) <= 100:
                last = int(figure[1]), match.start(), match.end() + figure.end()
        said = re.search(r"[五六七八九]([零一二三四五六七八九])(?!十|点|分|个)", after)
        if said and last is None:
            last = (
                DIGITS[said[0][0]] * 10 + DIGITS[said[1]],
                match.start(),
                match.end() + said.end(),
            )
        if last is None and re.search(
            r"(?:一直|在|往)?(?:掉|降|低|不高|上不去|drop|fall|low)", after
        ):
            yield "oxygen_lowish", match.start(), match.end()
    if last and last[0] <= LOW_OXYGEN:
        yield "oxygen_low", last[1], last[2]
    elif last and last[0] <= LOWISH_OXYGEN:
        yield "oxygen_lowish", last[1], last[2]
    elif last:
        yield "oxygen_good", last[1], last[2]


_HEAT = re.compile(r"(?<![\d.])(3[3-9]|4[0-3])(?:[.点度](\d)\d?)?(?![\d.])\s*(度|℃|°|c\b|degrees)?")
_FAHRENHEIT = re.compile(r"(?<![\d.])(9[4-9]|10[0-7])(?:\.(\d))?\s*(?:°?\s?f\b|fahrenheit|degrees)")
_HEAT_BEFORE = re.compile(r"(?:烧|热|体温|温度|temp\w*|fever)[^。]{0,12}$")
_NOT_BODY = re.compile(r"(?:水温|室温|气温|天气|空调|外面|屋里|室内|room|weather)[^。]{0,8}$")


def _heat(text: str) -> Iterator[Reading]:
    for match in _HEAT.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        if _NOT_BODY.search(before):
            continue
        following = text[match.end() : match.end() + 3]
        if (
            not match[3]
            and (
                not _HEAT_BEFORE.search(before)
                or re.match(r"\s*(?:岁|周|w|号|楼|室|元|斤|栋|天|分|%|人|小时)", following)
            )
            and not (match[2] and re.match(r"\s*(?:$|[,。\s])", following))
        ) and not (match[2] and _is_bare_heat(match, following)):
            continue
        yield from _as_heat(float(f"{match[1]}.{match[2] or 0}"), match)
    for match in _FAHRENHEIT.finditer(text):
        yield from _as_heat((float(f"{match[1]}.{match[2] or 0}") - 32) / 1.8, match)


_UNIT = re.compile(r"\s*(?:元|块|斤|公斤|kg|k|m|米|平|%|％|公里|万|ml|cm|rmb|yuan|/|:|\d)")


def _is_bare_heat(match: re.Match[str], following: str) -> bool:
    """Tell whether a figure is a fever without its unit: "son, 39.6 from morning"."""
    return int(match[1]) in range(38, 42) and "." in match[0] and not _UNIT.match(following)


def _as_heat(heat: float, match: re.Match[str]) -> Iterator[Reading]:
    if heat >= 38.95:
        yield "fever_hi", match.start(), match.end()
    if heat >= 37.95:
        yield "fever", match.start(), match.end()
    elif 35.5 <= heat <= 37.3:
        yield "heat_normal", match.start(), match.end()
    elif heat < 35:
        yield "chilled", match.start(), match.end()


_PRESSURE = re.compile(
    r"(?:血压|高压|收缩压|\bbp\b|"
    r"blood pressure)[^\d。]{0,10}(\d{2,3})(?:\s*[/比到,，、\-~ ]\s*(?:低压)?(\d{2,3}))?"
    r"|(?<![\d/])(\d{2,3})\s*[/比]\s*(\d{2,3})(?![\d/])"
)


def _pressure(text: str) -> Iterator[Reading]:
    for match in _PRESSURE.finditer(text):
        upper, lower = int(match[1] or match[3]), int(match[2] or match[4] or 0)
        if not 50 <= upper <= 280 or (match[3] and not 35 <= lower <= 160):
            continue
        place = match.start(), match.end()
        if upper >= CRISIS_PRESSURE or lower >= 130:
            yield "bp_crisis", *place
        if upper >= HIGH_PRESSURE or lower >= 120:
            yield "bp_hi", *place
        if upper >= PREGNANT_PRESSURE or lower >= 110:
            yield "bp_pregnant", *place
        if upper < LOW_PRESSURE:
            yield "bp_low", *place


_SUGAR = re.compile(
    r"(?:血糖|糖(?=才|只|就)|空腹|餐后|blood sugar|sugar|"
    r"glucose)[^\d。]{0,12}(\d{1,3}(?:[.点]\d)?)(?![\d岁])(?!\s*(?:天|年|点|片|度|号))"
)
_SUGAR_TOP = re.compile(
    r"(?:血糖|sugar|glucose)[^。]{0,14}(?:\bhi\b|\bhigh\b|爆表|测不出|爆了)|(?:血糖|"
    r"sugar)[^。]{0,14}(?:\blo\b)"
)


def _sugar(text: str) -> Iterator[Reading]:
    for match in _SUGAR.finditer(text):
        value = float(match[1].replace("点", "."))
        if value > 45:
            value /= 18  # mg/dl
        place = match.start(), match.end()
        if 0.5 <= value < GRAVE_SUGAR:
            yield "hypo", *place
        if 0.5 <= value < LOW_SUGAR:
            yield "sugar_low", *place
        if value >= HIGH_SUGAR:
            yield "sugar_hi", *place
    for match in _SUGAR_TOP.finditer(text):
        yield "sugar_hi", match.start(), match.end()
        yield "dka" if "lo" not in match[0][-2:] else "hypo", match.start(), match.end()


_PULSE = re.compile(
    r"(?:心率|心跳|脉搏?|pulse|heart ?rate|\bhr\b)[^\d。/]{0,10}(\d{2,3})(?![\d/岁])"
)


def _pulse(text: str) -> Iterator[Reading]:
    for match in _PULSE.finditer(text):
        value = int(match[1])
        if value >= GRAVE_PULSE or 15 < value <= SLOW_PULSE:
            yield "pulse_bad", match.start(), match.end()
        elif value >= FAST_PULSE:
            yield "pulse_fast", match.start(), match.end()


_WEEKS = re.compile(
    r"(?:孕|怀|胎|婆|妻|媳|wife|preg\w*)[^\d。]{0,12}?(\d{1,2})\s*(?:\+\d)?\s*(?:周|w\b|"
    r"wks?\b|weeks?)|(?<!\d)(\d{1,2})\s*(?:\+\d)?\s*(?:周|wks?\b|weeks?)(?:[^末年岁前后]|"
    r"$)"
)
_MOTHER = re.compile(
    r"踢|见红|动[两一几]下|kick|老婆|媳|太太|妻|孕|胎|肚|宝宝|产|wife|baby|belly|she"
)
_MONTHS_GONE = re.compile(
    r"(?:孕|肚|怀)[^\d。]{0,4}([一二三四五六七八九]|\d|10)个?多?月|([一二三四五六七八九]|"
    r"\d|10)个?多?月(?:身孕|的?孕|大肚)"
)


def _weeks(text: str) -> Iterator[Reading]:
    for match in _WEEKS.finditer(text):
        weeks = int(match[1] or match[2])
        if 4 <= weeks <= 43:
            if match[1] or (weeks >= LATE_PREGNANCY and _MOTHER.search(text)):
                yield "pregnant", match.start(), match.end()
            yield (
                ("weeks_early" if weeks < LATE_PREGNANCY else "weeks_late"),
                match.start(),
                match.end(),
            )
    for match in _MONTHS_GONE.finditer(text):
        said = match[1] or match[2]
        months = DIGITS.get(said) or int(said)
        yield "pregnant", match.start(), match.end()
        yield ("weeks_early" if months < 5 else "weeks_late"), match.start(), match.end()
