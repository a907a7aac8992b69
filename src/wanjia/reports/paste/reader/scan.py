"""A line's text → tokens: what each word and number in it can mean, wherever it stands.

The text has its doors masked by DOOR and the names of residents by SLOT, so that the same wording
is scanned once however many people use it.
"""

import re
from typing import Any, NamedTuple

from wanjia.places.addresses.characters import NUMERALS, numeral
from wanjia.reports.paste.reader.lexicon import LEXICON, Word

SLOT, DOOR = "\x11", "\x12"


class Token(NamedTuple):
    """One meaning: `kind` as in `words.TOKENS`, and

    `K` a named resident (value: its place), `U` a name the roster does not explain (value: how it
    was known: name, nick, latin), `T` temperature in °C or None if unreadable, `i` a whole number,
    `C` people, `Q` a quantity ordered, `?` characters that mean nothing here, `,` a break, `D` the
    door. `flag` marks a negated or doubted value.
    """

    kind: str
    value: Any
    start: int
    end: int
    flag: str = ""


_M = f"[{NUMERALS}俩仨]"
_NUMBER = re.compile(
    r"(?P<bar>[12]\s?[条道根个]?\s?红?[杠线横](?!上|下|路))"
    r"|(?P<cbar>[一两二双单]\s?(?:[条道根个]\s?红?[杠线横]|红?[杠横]))"
    r"|(?P<limit>(?:3[67]|37\.[0-9])度?(?:以下|以内|不到))"
    r"|(?P<deg>(?:3[4-9]|4[0-2])\s?(?:[.。:,·'’`;]{1,2}\s?|[点度]\s?)\d(?!\d)(?!\s*(?:元|斤|份))\s*(?:[度℃]|摄氏度|c(?![a-z]))?)"
    r"|(?P<cdeg>三十?[五六七八九]\s?[点度](?:[零一二三四五六七八九](?![十人个])|半)?度?|四十[一二]?度)"
    r"|(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?|\d{1,2}月\d{1,2}[日号]?"
    r"|\d{1,2}[日号](?=上午|下午|早|晚|中午))"
    r"|(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)"
    r"|(?:[01]?\d|2[0-3])[点时](?:半|\d{1,2}分?|钟)?(?:前|后|左右)?)"
    r"|(?P<family>(\d|[一二两三四五])\s?(?:个)?大(?:人)?[,、和 ]?\s?"
    r"(\d|[一二两三四五])\s?(?:个)?小(?:孩)?)"
    r"|(?P<people>(?:\d{1,2}|"
    + _M
    + r"{1,2})\s?(?:个|口|位|名)?\s?(?:大人|人|口人|口子|口(?!罩))(?!次|份)|[俩仨](?:人)?"
    r"|(?:\d{1,2})\s?(?:people|persons|person|pax|ppl|of us)\b)"
    r"|(?P<some>(?:\d{1,2}|" + _M + r")\s?[个位名](?!月|小时|钟|多))"
    r"|(?P<goods>(?:\d{1,3}|"
    + _M
    + r"{1,2})\s*(?:份|箱|袋|斤|盒|包|瓶|桶|只|套|组|件|板|块|kg|公斤|套餐|单))"
    r"|(?P<money>\d+(?:\.\d+)?\s*(?:元|块|毛|rmb|yuan))"
    r"|(?P<span>\d+\s*(?:天|小时|分钟|岁|周|年|次|楼|层|米|月|号|日|ml|mg|%))"
    r"|(?P<fahr>(?:9[5-9]|10[0-7])(?:\.\d)?\s*(?:f\b|度?f\b|华氏))"
    r"|(?P<decimal>\d{1,3}\s?[.。]\s?\d{1,2}(?!\d)\s*(?:[度℃]|c(?![a-z]))?)"
    r"|(?P<deg3>(?:3[4-9]|4[01])\d(?!\d)\s*(?:[度℃]|c(?![a-z]))?|420)"
    r"|(?P<whole>(?:3[4-9]|4[0-2])\s?(?:度|℃|摄氏度))"
    r"|(?P<ratio>\d{1,2}/\d{1,2}(?!\d))"
    r"|(?P<each>[1-9一二两三四五六七八九](?=[阴阳](?!历|天|光)))"
    r"|(?P<int>\d+)"
)
_LATIN = re.compile(r"[a-z][a-z'’.·]*")
_ITEM = re.compile(
    r"[a-z]\s?(?:套餐?|款)?[*x:]?\s?\d{1,2}(?![\d.。])(?:份)?|[a-z](?:\+[a-z])+|[a-z]套餐?|[a-z](?=各)"
)
_CT = re.compile(r"c(?=$|[\s,.;!。、)度])|ct(?=$|[\s,.;!。、)])")
_SURNAME_LATIN = re.compile(r" [A-Z][a-z]+(?![a-z])")
_SIGN = re.compile(r"\(\s*([-+])\s*\)|([-+])(?=$|[\s,;。、!)])")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_NOT = re.compile(
    r"(?:不是|并非|没有|没有出现|没出现|没变|没见|未见|没测出|没|未|无|非|不|还没有|没再|不再|not|no|isn't)\s?(?:发|出|是|再|变|任何)?$"
)
_TO_NOT = re.compile(r"\s?(?:线)?(?:也|都|上|那里|处)?(?:没|无|不(?!知)|未)")
_ASKS = re.compile(r"(?:的|了|性)?(?:吗|么|嘛\?|伐|\?|不\?)")
_BREAKS = frozenset(",，。;；!、\n|/")
_STRONG = frozenset("NPFIuWsCGqn")
_TAIL = "是的都均也全已测做在有为没未结抗体发不个今昨还了刚"


def scan(text: str, raw: str = "") -> list[Token]:
    """The tokens of a plain text (see `places.characters.plain`), in order.

    `raw` is the text as typed: a Latin word is a name only with a capital.
    """
    tokens: list[Token] = []
    at, stray, slots, size = 0, -1, 0, len(text)
    by_first = LEXICON.by_first
    while at < size:
        c = text[at]
        token = None
        if c == SLOT:
            token = Token("K", slots, at, at + 1)
            slots += 1
        elif c == DOOR:
            token = Token("D", None, at, at + 1)
        elif c == " ":
            pass
        elif "0" <= c <= "9":
            token = _number(text, at)
        elif "a" <= c <= "z":
            token = _latin(text, at, raw)
        elif c in "-+(*":
            token = _sign(text, at)
        else:
            if c in LEXICON.surnames or c in "老小阿":
                token = _name(text, at, stray)
            if token is None:
                for word in by_first.get(c, ()):
                    if text.startswith(word.text, at):
                        token = Token(word.kind, word.value, at, at + len(word.text))
                        break
            if c in _NUMERAL_STARTS:
                number = _number(text, at)
                if number is not None and (token is None or number.end > token.end):
                    token = number
            if token is None and c in _BREAKS:
                token = Token(",", None, at, at + 1)
        if token is None:
            if stray < 0 and _HAN.match(c):
                stray = at
            elif stray >= 0 and not _HAN.match(c):
                tokens.append(Token("?", None, stray, at))
                stray = -1
            at += 1
            continue
        if stray >= 0:
            tokens.append(Token("?", None, stray, at))
            stray = -1
        if token.kind in "NPFs":
            token = _weighed(text, token)
        tokens.append(token)
        at = token.end
    if stray >= 0:
        tokens.append(Token("?", None, stray, size))
    return tokens


_NUMERAL_STARTS = frozenset(NUMERALS + "俩仨双单")


def _number(text: str, at: int) -> Token | None:
    match = _NUMBER.match(text, at)
    if match is None:
        return None
    end, written, name = match.end(), match[0], match.lastgroup
    if match["family"]:
        name = "family"
    if name == "bar" or name == "cbar":
        one = written[0] in "1一单"
        return Token("N" if one else "P", "negative" if one else "positive", at, end)
    if name == "deg":
        digits = re.findall(r"\d+", written)
        return _degrees(float(f"{digits[0]}.{digits[1]}"), at, end)
    if name == "cdeg":
        return _degrees(_chinese_degrees(written), at, end)
    if name == "deg3":
        return _degrees(int(re.findall(r"\d+", written)[0]) / 10, at, end)
    if name == "whole":
        return _degrees(float(written[:2]), at, end)
    if name == "fahr":
        value = float(re.findall(r"[\d.]+", written)[0])
        return _degrees(round((value - 32) / 1.8, 1), at, end)
    if name == "decimal":
        return Token("T", None, at, end)
    if name == "family":
        adults, children = (int(numeral(d)) for d in re.findall(rf"\d|{_M}", written))
        return Token("C", adults + children, at, end)
    if name == "each":
        return Token("C", int(numeral(written.strip())), at, end)
    if name in ("people", "some"):
        return _people(written, name, at, end)
    if name == "goods":
        return Token("Q", None, at, end)
    if name == "ratio":
        return Token("i", int(written.split("/")[0]), at, end, "ratio")
    if name == "int":
        return _whole(text, written, at, end)
    return Token("-", None, at, end)


def _people(written: str, name: str, at: int, end: int) -> Token | None:
    digits = re.match(rf"\d+|{_M}+", written)
    assert digits is not None
    value = numeral(digits[0].replace("俩", "二").replace("仨", "三"))
    if not value.isdigit():
        return None
    flag = "adults" if "大人" in written else "" if name == "people" else "some"
    return Token("C", int(value), at, end, flag)


def _whole(text: str, written: str, at: int, end: int) -> Token:
    before = text[:at].rstrip(" ")[-1:]
    sign = before if before and before in "-*~_x+" else ""
    return Token("i", int(written[:9]), at, end, sign or ("long" if len(written) > 2 else ""))


def _degrees(value: float | None, at: int, end: int) -> Token:
    """35.0–42.0 °C is what a living person can have; else the number is not a temperature read."""
    if value is not None and 35.0 <= value <= 42.0:
        return Token("T", value, at, end)
    return Token("T", None, at, end)


def _chinese_degrees(written: str) -> float | None:
    digits = "零一二三四五六七八九"
    whole, _, tenth = written.replace("度", "点").rstrip("点").partition("点")
    value = float(numeral(whole))
    tenth = tenth.strip()
    if tenth == "半":
        return value + 0.5
    return value + digits.index(tenth) / 10 if tenth else value


def _sign(text: str, at: int) -> Token | None:
    match = _SIGN.match(text, at)
    if match is None:
        return None
    sign = match[1] or match[2]
    bare = not match[1]
    if sign == "-":
        return Token("N", "negative", at, match.end(), "bare" if bare else "")
    return Token("P", "positive", at, match.end(), "bare" if bare else "")


def _latin(text: str, at: int, raw: str) -> Token | None:
    word = _LATIN.match(text, at)
    assert word is not None
    best: Word | None = None
    for candidate in LEXICON.by_first.get(text[at], ()):
        end = at + len(candidate.text)
        if text.startswith(candidate.text, at) and not ("a" <= text[end : end + 1] <= "z"):
            best = candidate
            break
    ct = _CT.match(text, at)
    if ct and (best is None or len(best.text) <= len(ct[0])) and not text[at - 1 : at].isalnum():
        kind = "N" if ct[0] == "c" else "P"
        return Token(kind, "negative" if kind == "N" else "positive", at, ct.end(), "bare")
    if best:
        return Token(best.kind, best.value, at, at + len(best.text))
    if text[at] == "x" and text[at + 1 : at + 2].strip().isdigit():
        return Token("-", None, at, at + 1)
    if text[at] == "t" and text[at + 1 : at + 2] in ("3", ":", "4"):
        return Token("t", None, at, at + 1)
    item = _ITEM.match(text, at)
    if item:
        return Token("Q", None, at, item.end(), "item")
    if len(word[0].rstrip(".")) < 2:
        return Token("Q", None, at, word.end(), "letter")
    end = at + len(word[0].rstrip(".'’·"))
    if not raw[at : at + 1].isupper():
        return Token("?", None, at, end)
    second = _SURNAME_LATIN.match(raw, end)
    return Token("U", "latin", at, second.end() if second and _unknown(text, second) else end)


def _unknown(text: str, match: re.Match[str]) -> bool:
    word = text[match.start() + 1 : match.end()]
    return all(w.text != word for w in LEXICON.by_first.get(word[0], ()))


def _name(text: str, at: int, stray: int) -> Token | None:
    """A name the roster did not explain; it can begin only where a word begins."""
    if stray >= 0:
        return None
    first = text[at]
    if first in "老小阿":
        nick = text[at + 1 : at + 2] in LEXICON.surnames and not _HAN.match(text[at + 2 : at + 3])
        if nick and text[at : at + 2] not in LEXICON.not_names:
            return Token("U", "nick", at, at + 2)
        if first != "阿":
            return None
    if text[at : at + 2] in LEXICON.not_names or text[at : at + 3] in LEXICON.not_names:
        return None
    length = 2 if text[at : at + 2] in LEXICON.compound else 1
    if length == 1 and _begins_word(text, at):
        return None
    for title in LEXICON.titles:
        if text.startswith(title, at + length):
            return Token("U", "nick", at, at + length + len(title))
    run = at
    while run < len(text) and run - at < 9 and _HAN.match(text[run]):
        run += 1
    end = at + 1
    while end < run and end - at < length + 3 and not _strong(text, end):
        end += 1
    whole = text[at:run]
    if end - at < 2 and len(whole) in (2, 3) and whole[-1] in "阳阴" and _more(text, run):
        end = run
    while end - at > 1 and text[end - 1] in _TAIL and (end < run or end - at > length + 2):
        end -= 1
    if end - at > 3 and length == 1:
        end = at + (2 if text[at + 2] in LEXICON.surnames else 3)
    if end - at < 2 or any(w.text == text[at:end] for w in LEXICON.by_first.get(first, ())):
        return None
    return Token("U", "name", at, end)


def _begins_word(text: str, at: int) -> bool:
    """Whether a word of two characters or more that is surely no name begins here."""
    return any(
        len(w.text) > 1 and text.startswith(w.text, at) for w in LEXICON.by_first.get(text[at], ())
    )


def _strong(text: str, at: int) -> bool:
    return any(
        text.startswith(w.text, at) and (w.kind in _STRONG or len(w.text) > 1)
        for w in LEXICON.by_first.get(text[at], ())
    ) or _counts(text, at)


def _counts(text: str, at: int) -> bool:
    """Whether a count begins here (两人, 三口) and not the last character of 张三."""
    number = _number(text, at) if text[at] in _NUMERAL_STARTS else None
    return number is not None and number.end - at > 1


def _more(text: str, at: int) -> bool:
    return any(mark in text[at:] for mark in ("阴", "阳", "neg", "pos", "杠"))


def _weighed(text: str, token: Token) -> Token:
    """Mark a result or symptom that is negated or only asked about."""
    negated = _NOT.search(text[max(0, token.start - 6) : token.start])
    if token.kind == "F" and _TO_NOT.match(text, token.end):
        return token._replace(kind="-")
    if negated and token.kind != "N":
        return token._replace(flag="not")
    if negated:
        return token._replace(kind="F", value="positive")
    if _ASKS.match(text, token.end):
        return token._replace(flag="asked")
    return token
