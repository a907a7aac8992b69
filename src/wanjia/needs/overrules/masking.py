"""Takes out of a text what names somebody: names, doors, phones, numbers of any kind. Pure.

What is left trains triage. Each digit becomes `#`, so that a reader still sees that a number stood
there and how long it was; a name becomes 某.
"""

import re
import unicodedata
from collections.abc import Iterable

DIGIT, NAME, PLACE = "#", "某某", "某处"
_FIGURES = "零〇一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾幺"
_TITLES = (
    "阿姨|叔叔|伯伯|大伯|爷叔|爷爷|奶奶|外婆|外公|阿婆|阿公|婆婆|公公|大爷|大妈|大娘|大姐|大哥|老伯|老太太|老太"
    "|老先生|师傅|老师|先生|女士|小姐|太太|医生|护士|主任|书记|经理|同学|师母|嬢嬢|孃孃|爸爸|妈妈|家"
)
# 二十三号六零二室, 三单元, 五楼: a place told in characters.
_DOOR = re.compile(rf"[{_FIGURES}]+(?=\s*(?:号|弄|栋|幢|座|单元|门|室|楼|层|组|街坊))")
_ROOM = re.compile(rf"(?<=[号栋幢座元门楼层])[{_FIGURES}]{{3,}}(?=室|$|[^{_FIGURES}])")
_ROW = re.compile(rf"[{_FIGURES}]{{4,}}")  # a phone read aloud
_BLOCK = re.compile(r"(?<![A-Za-z])[A-Za-z](?=\s*-?\s*[#\d])|(?<=[#\d])[A-Za-z](?![A-Za-z])")
_CALLED = re.compile(
    r"((?:我叫|我是|名字是|名叫|姓名[:：]?|叫做|本人)\s*)([\u3400-\u9fff]{2,4})(?=[,，。.;；、\s]|$)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?:https?://|www\.)\S+|\b(?:wxid_|微信号?[:：]?)\w+")


def mask(
    text: str,
    names: Iterable[str] = (),
    household: Iterable[str] = (),
    doors: Iterable[str] = (),
    places: Iterable[str] = (),
) -> str:
    """Take out names, doors, places and every digit.

    `names` are those of the whole community, taken out where they stand in full; of the
    `household` the given name and each Latin part alone too. `doors` and `places` are told as they
    are written; a door in any other writing is digits, which go anyhow, or characters before 号.
    """
    masked = unicodedata.normalize("NFKC", text)
    masked = _MAIL.sub(PLACE, masked)
    home = [name.strip() for name in household if name.strip()]
    everyone = {unicodedata.normalize("NFKC", name).strip() for name in (*names, *home)}
    masked = _replace_words(masked, everyone, NAME)
    masked = _replace_words(masked, {part for name in home for part in _split_name(name)}, NAME)
    masked = _mask_titled_names(
        masked, {name[0] for name in everyone if name and _is_chinese(name)}
    )
    masked = _CALLED.sub(rf"\1{NAME}", masked)
    masked = _replace_words(masked, {place.strip() for place in (*doors, *places)}, PLACE)
    masked = _DOOR.sub("某", _ROOM.sub("某", masked))
    masked = _ROW.sub("某", masked)
    masked = re.sub(r"\d", DIGIT, masked)
    return _BLOCK.sub(DIGIT, masked)


def _replace_words(text: str, words: set[str], instead: str) -> str:
    """Replace each word, the longest first.

    Latin ones only where they stand alone.
    """
    for word in sorted((word for word in words if len(word) > 1), key=len, reverse=True):
        if _is_chinese(word):
            text = text.replace(word, instead)
        elif word.lower() in text.lower():
            text = re.sub(
                rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", instead, text, flags=re.IGNORECASE
            )
    return text


def _split_name(name: str) -> set[str]:
    """Return the given name, and the parts of one that is written in Latin letters."""
    if not _is_chinese(name):
        return {part for part in re.split(r"[\s·.-]+", name) if len(part) > 2}
    plain = re.sub(r"[\s·•]", "", name)
    given = plain[2:] if len(plain) > 3 else plain[1:]
    return {given} if len(given) > 1 else set()


def _mask_titled_names(text: str, surnames: set[str]) -> str:
    """老张, 小李, 王阿姨: somebody named by the surname."""
    if not surnames:
        return text
    known = "".join(re.escape(surname) for surname in sorted(surnames))
    text = re.sub(rf"[{known}](?={_TITLES})", "某", text)
    return re.sub(rf"(?<=[老小阿])[{known}](?![\u3400-\u9fff]?[头人])", "某", text)


def _is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text))
