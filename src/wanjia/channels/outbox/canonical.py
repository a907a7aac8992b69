"""One writing for all: what the guard before groups reads. Pure.

Who wants a number past a guard, or only writes it prettily, has full width, Chinese digits, dots,
signs nobody sees and line ends; here they are gone.
"""

import re
import unicodedata

_HIDDEN = frozenset(("Cf", "Mn", "Me", "Cc"))  # seen by nobody, or drawn over what stands before
_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", "00123456789", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)),
    "两": "2", "幺": "1", "洞": "0", "拐": "7", "勾": "9", "○": "0",
}  # fmt: skip
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_IN_NAMES = re.compile(r"[\s·・•‧∙﹒.\-_*/|~^+=#@\"'“”‘’()\[\]{}<>《》【】「」]+")


def canonical(text: str) -> str:
    """Return the text in its plainest signs; line ends stay."""
    plain = unicodedata.normalize("NFKC", text)
    kept = [
        sign
        for sign in plain
        if sign == "\n" or unicodedata.category(sign) not in _HIDDEN or sign == "\t"
    ]
    return "".join(_western(sign) for sign in kept)


def _western(sign: str) -> str:
    digit = unicodedata.digit(sign, None) if not sign.isascii() else None
    return sign if digit is None else str(digit)


def in_digits(text: str) -> str:
    """Return a canonical text with Chinese numbers in digits: 十二号三零二 is 12号302."""
    text = _TENS.sub(lambda match: _ten(match[1], match[2]), text)
    return "".join(_DIGITS.get(sign, sign) for sign in text)


def _ten(tens: str, ones: str) -> str:
    return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"


def number_stream(text: str) -> str:
    """Return a canonical text with nothing left between digits but words."""
    return _BETWEEN_DIGITS.sub("", in_digits(text)).lower()


def name_stream(text: str) -> str:
    """Return a canonical text without what may stand within a name; commas and stops part."""
    return _IN_NAMES.sub("", text)
