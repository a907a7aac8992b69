"""Names as they sound: pinyin and initials, so that a name is found without a Chinese keyboard."""

import os
import unicodedata
from functools import cache
from typing import NamedTuple

# Phrases take most of the time it takes to load, and names are read character by character.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

# Characters that sound otherwise as a surname. Source: 现代汉语词典 (7th ed.), entries marked 姓.
SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "乐": "yue",
    "任": "ren",
    "翟": "zhai",
    "缪": "miao",
    "尉": "yu",
    "种": "chong",
    "员": "yun",
    "召": "shao",
    "折": "she",
    "黑": "he",
    "宓": "mi",
    "覃": "qin",
    "华": "hua",
    "燕": "yan",
    "纪": "ji",
    "葛": "ge",
    "逄": "pang",
    "郇": "xun",
    "幺": "yao",
    "令": "ling",
    "哈": "ha",
    "冼": "xian",
    "晁": "chao",
    "秘": "bi",
    "繁": "po",
    "柏": "bai",
    "车": "che",
    "俞": "yu",
    "佘": "she",
    "谌": "chen",
    "么": "yao",
    "隗": "wei",
    "郗": "xi",
    "沈": "shen",
}


class Sound(NamedTuple):
    """How a name sounds: each reading without spaces, several readings parted by one space."""

    pinyin: str
    initials: str


@cache
def reading(character: str) -> str:
    """Return a character's usual reading without tone (ü is v), its own letters, or nothing."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    from pypinyin.constants import PINYIN_DICT

    readings = PINYIN_DICT.get(ord(character), "")
    if not readings and unicodedata.category(character).startswith("L"):
        return _plain_letters(character)
    return _plain_letters(readings.split(",")[0])


def _plain_letters(text: str) -> str:
    """Plain letters of a syllable or a Latin letter: lǚ is lv, é is e."""
    apart = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return "".join(one for one in apart.lower() if one.isascii() and one.isalnum())


@cache
def sound(name: str) -> Sound:
    """Return how a name sounds; a surname with its own reading is found by either reading."""
    syllables = _split_syllables(name)
    if not syllables:
        return Sound("", "")
    readings = [syllables]
    own = SURNAMES.get(name.strip()[:1])
    if own and own != syllables[0]:
        readings.insert(0, [own, *syllables[1:]])
    pinyin = " ".join(dict.fromkeys("".join(one) for one in readings))
    initials = " ".join(dict.fromkeys("".join(part[0] for part in one) for one in readings))
    return Sound(pinyin[:160], initials[:40])


@cache
def sound_rank(name: str, letters: str) -> int:
    """Return how near a name sounds to letters: 0 as a whole, 1 in whole syllables, else 2."""
    syllables = _split_syllables(name)
    readings = [syllables]
    own = SURNAMES.get(name.strip()[:1])
    if own and syllables and own != syllables[0]:
        readings.append([own, *syllables[1:]])
    ranks = [_rank_of(reading, letters) for reading in readings]
    return min(ranks, default=2)


def _rank_of(syllables: list[str], letters: str) -> int:
    if letters in ("".join(syllables), "".join(part[0] for part in syllables if part)):
        return 0
    begun = ""
    for syllable in syllables:
        begun += syllable
        if begun == letters:
            return 1
    return 2


def _split_syllables(name: str) -> list[str]:
    """Return one syllable a Chinese character, one word a run of Latin letters."""
    parts: list[str] = []
    running = False
    for character in name:
        letters = reading(character)
        latin = character.isalpha() and ord(character) < 0x2E80
        if latin and running and letters:
            parts[-1] += letters
        elif letters:
            parts.append(letters)
        running = latin
    return parts
