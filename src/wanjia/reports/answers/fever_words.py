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
    """Return the highest temperature of a body that a text names, in °C.

    None where it names none.

    A bare number counts only beside a word for fever or temperature.
    """
    plain = unicodedata.normalize("NFKC", text)
    temperatures = [*_find_fahrenheit(plain), *_find_chinese(plain)]
    if _MEASURED.search(plain):
        temperatures += _find_celsius(plain)
    fitting = [temperature for temperature in temperatures if COLDEST <= temperature <= HOTTEST]
    return max(fitting, default=None)


def _find_celsius(text: str) -> list[Decimal]:
    return [
        Decimal(f"{match[1]}.{match[2] or _ONES.get(match[3] or '', match[3]) or 0}")
        for match in _DIGITS.finditer(text.lower())
    ]


def _find_chinese(text: str) -> list[Decimal]:
    return [
        Decimal((3 if match[1] == "三" else 4) * 10 + _ONES.get(match[2] or "零", 0))
        + Decimal(_ONES.get(match[3] or "零", 0)) / 10
        for match in _CHINESE.finditer(text)
    ]


def _find_fahrenheit(text: str) -> list[Decimal]:
    return [
        ((Decimal(f"{match[1]}.{match[2] or 0}") - 32) * 5 / 9).quantize(Decimal("0.1"))
        for match in _FAHRENHEIT.finditer(text)
    ]
