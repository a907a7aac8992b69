"""Pinyin, mostly without tones, written back in characters, so that it is judged like other Chinese. Pure.

Of the characters that a syllable may stand for, those are chosen that follow one another in what
people say (the grammar and the concepts): a first-order Viterbi search.
"""

import itertools
import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from math import log
from pathlib import Path

from wanjia.triage.sounds import FILE

FOLDER = Path(__file__).parent
FEWEST = 4  # syllables in a row that are taken for pinyin
LONGEST = 6  # letters of a syllable
SHARE = 0.6  # of the Latin words of a text that must be pinyin
MOST = 12  # characters that are tried for a syllable
# Weights of three in a row, of a pair, of a character, of what nobody says.
THREE, PAIR, ALONE, UNSEEN = 2.0, 1.0, 2e-5, 1e-4
_LATIN = re.compile(r"[a-z']+")
_RUN = re.compile(r"[a-z']+(?:[ ]+[a-z']+|[ ]*[,.!?;:、。 ]+[a-z']+|[ ]*\d+[ ]*[a-z']+)*")
_MARKED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]")
_TONE = re.compile(r"(?<=[a-z])[1-5](?=[\s,.!?a-z]|$)")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
# Syllables that are words of English as well: a run is not known by them.
_ENGLISH = frozenset(
    "a an as ban bang bin can chat china die fan fang fun gang gun hang he hen her here hi in la "
    "lane lie long man me men mine nan no nun on or pan pen pie pin ran rang run sang see she "
    "shine song sun tan ten than then there to wan wang women you".split()
)


def in_characters(text: str) -> str:
    """Return a normalized text with what is pinyin in it written in characters."""
    if not _LATIN.search(text):
        return text
    bare = _without_tones(text)
    words = _LATIN.findall(bare)
    if sum(bool(syllables_of(word)) for word in words) < SHARE * len(words) or not words:
        return text
    return _RUN.sub(lambda match: _run(match[0]), bare)


def _without_tones(text: str) -> str:
    """Return a text without the marks of tones, and their digits where there are several."""
    if _MARKED.search(text):
        apart = unicodedata.normalize("NFD", text)
        bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
        text = unicodedata.normalize("NFC", bare)
    return _TONE.sub("", text) if len(_TONE.findall(text)) >= FEWEST else text


def _run(run: str) -> str:
    """Write the stretches of a run of Latin words that are pinyin; leave other words alone."""
    parts = re.split(r"([a-z']+)", run)
    sounds = [syllables_of(part) if at % 2 else None for at, part in enumerate(parts)]
    written: list[str] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and (end % 2 == 0 or sounds[end]):
            end += 1
        if at % 2 and _is_pinyin(parts[at:end:2], sounds[at:end:2]):
            written += _written(parts[at:end], sounds[at:end])
            at = end
        else:
            written.append(parts[at])
            at += 1
    return "".join(written)


def _is_pinyin(words: list[str], sounds: list[tuple[str, ...] | None]) -> bool:
    said = sum(len(one) for one in sounds if one)
    foreign = sum(word in _ENGLISH for word in words)
    return said >= FEWEST and foreign * 2 < len(words)


def _written(parts: list[str], sounds: list[tuple[str, ...] | None]) -> list[str]:
    """Write each word in characters; blanks between two of them go, commas and figures stay."""
    spoken = [sound for one in sounds if one for sound in one]
    characters = iter(_characters(tuple(spoken)))
    return [
        "".join(itertools.islice(characters, len(one))) if one else _between(part)
        for part, one in zip(parts, sounds, strict=True)
    ]


def _between(part: str) -> str:
    return "," if part.isspace() and len(part) > 1 else part.strip(" ")


@lru_cache(maxsize=4000)
def syllables_of(word: str) -> tuple[str, ...] | None:
    """Cut a word into the fewest syllables, None where it is not pinyin."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        found = None
        for start in range(max(0, end - LONGEST), end):
            before, piece = best[start], word[start:end].strip("'").replace("v", "u")
            if before is None or piece not in _sounds():
                continue
            if len(piece) < 2 and len(word) > 1:
                continue  # "notice" is not no-ti-c-e
            if found is None or len(before) + 1 < len(found):
                found = (*before, piece)
        best.append(found)
    return best[-1]


def _characters(spoken: tuple[str, ...]) -> str:
    """Return the characters that fit best, one for each syllable."""
    count = _counts()
    # For each character that may stand last: how well it fits, and what comes before.
    ways: dict[str, tuple[float, str]] = {"": (0.0, "")}
    for sound in spoken:
        following: dict[str, tuple[float, str]] = {}
        for char in _sounds()[sound]:
            following[char] = max(
                (fit + _fit(count, way[-2:], char), way + char) for fit, way in ways.values()
            )
        ways = following
    return max(ways.values())[1]


def _fit(count: Counter[str], before: str, char: str) -> float:
    last = before[-1:]
    three = count[before + char] / (count[before] + 3) if len(before) == 2 else 0.0
    pair = count[last + char] / (count[last] + 5) if last else 0.0
    return log(THREE * three + PAIR * pair + ALONE * count[char] + UNSEEN)


@cache
def _sounds() -> dict[str, str]:
    """Return the characters of each syllable, those that are said most first."""
    count = _counts()
    found = {}
    for line in FILE.read_text("utf-8").splitlines():
        sound, _, characters = line.partition(" ")
        often = sorted(characters, key=lambda char: -count[char])
        said = [char for char in often if count[char]]
        found[sound] = "".join(said[:MOST] or often[:1])
    return found


@cache
def _counts() -> Counter[str]:
    """Count what follows what in the grammar and the concepts; read when pinyin first comes."""
    count: Counter[str] = Counter()
    for folder in ("grammar", "concepts"):
        for path in sorted((FOLDER / folder).glob("*.toml")):
            for words in _texts(tomllib.loads(path.read_text("utf-8"))):
                for piece in _HAN.findall(words):
                    for length in (1, 2, 3):
                        pieces = (piece[at : at + length] for at in range(len(piece) - length + 1))
                        count.update(pieces)
    return count


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inside for text in _texts(one)]
