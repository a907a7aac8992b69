"""The temperature that somebody writes among their symptoms: 发热39度, 烧到三十九度五. Pure."""

import re
import unicodedata
from decimal import Decimal

COLDEST, HOTTEST = Decimal(34), Decimal(43)
_UNIT = r"\s*(?:度|℃|°\s*c?|c(?![a-z])|degrees?)"
_DIGITS = re.compile(
    rf"(?<![\d.])(\d{{2}})(?:[.．点](\d))?(?:{_UNIT}\s*(\d|半)?)?(?![\d:]|\s*[岁天块元号室楼斤个人分点年月日周次])"
)
_MEASURED = re.compile(r"度|℃|°|degree|烧|热|体温|温度|temp|fever", re.I)
_FAHRENHEIT = re.compile(r"(?<!\d)(9[5-9]|10[0-9])(?:\.(\d))?\s*(?:°\s*)?f\b", re.I)
_ONES = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "半": 5}
_CHINESE = re.compile(r"(三|四)十([一二三四五六七八九])?(?:度|点)\s*([〇零一二三四五六七八九半])?")


def temperature_in(text: str) -> Decimal | None:
    """The highest temperature of a body that a text names, in °C; None where it names none.

    A bare number counts only beside a word for fever or temperature.
    """
    said = unicodedata.normalize("NFKC", text)
    found = [*_fahrenheit(said), *_chinese(said)]
    if _MEASURED.search(said):
        found += _celsius(said)
    fitting = [one for one in found if COLDEST <= one <= HOTTEST]
    return max(fitting, default=None)


def _celsius(said: str) -> list[Decimal]:
    return [
        Decimal(f"{one[1]}.{one[2] or _ONES.get(one[3] or '', one[3]) or 0}")
        for one in _DIGITS.finditer(said.lower())
    ]


def _chinese(said: str) -> list[Decimal]:
    return [
        Decimal((3 if one[1] == "三" else 4) * 10 + _ONES.get(one[2] or "零", 0))
        + Decimal(_ONES.get(one[3] or "零", 0)) / 10
        for one in _CHINESE.finditer(said)
    ]


def _fahrenheit(said: str) -> list[Decimal]:
    return [
        ((Decimal(f"{one[1]}.{one[2] or 0}") - 32) * 5 / 9).quantize(Decimal("0.1"))
        for one in _FAHRENHEIT.finditer(said)
    ]
