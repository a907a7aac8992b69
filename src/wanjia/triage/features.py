"""A text as the small model sees it: pieces of characters, words, and concepts, hashed. Pure."""

import itertools
import re
import zlib
from collections.abc import Iterable

BITS = 16
WINDOW, STEP = 64, 32  # characters: a danger in the middle of a long text must not be thinned out
CONCEPT_WEIGHT = 0.35
_PERSONAL = re.compile(r"1\d{10}|\d{1,3}[-号弄栋#]\d*号?楼?\d{0,4}室?|\d{3,4}室|\d{3,4}(?=\D|$)")
_BREAK = re.compile(r"[\s,。、!?~…;:\"'“”‘’()【】\[\]<>《》/|\\+=*_-]+")
_DIGIT = re.compile(r"[\d#]")  # an overruled text has its digits masked
_WORD = re.compile(r"[a-z']+")


def clean(text: str) -> str:
    """Return a normalized text without doors and phones, its digits as 0."""
    text = _PERSONAL.sub(" ", text)
    return _BREAK.sub(" ", _DIGIT.sub("0", text)).strip()


def pieces(text: str) -> set[str]:
    """Return the runs of one to four characters and the words, one and two, of a text."""
    cleaned = clean(text)
    found: set[str] = set()
    for part in cleaned.split(" "):
        if part.isascii():
            continue
        framed = f"^{part}$"
        for length in (1, 2, 3, 4):
            found.update(framed[at : at + length] for at in range(len(framed) - length + 1))
    words = _WORD.findall(text)
    found.update(f"w:{word}" for word in words)
    found.update(f"w:{one}_{other}" for one, other in itertools.pairwise(words))
    return found


def slots(text: str) -> list[int]:
    """Return the hashed places of a text's pieces, each once."""
    mask = (1 << BITS) - 1
    return sorted({zlib.crc32(piece.encode()) & mask for piece in pieces(text)})


def words(text: str) -> set[str]:
    """Return the Latin words of a text and its Chinese signs, by which a language is known."""
    return {*_WORD.findall(text), *re.findall(r"[\u4e00-\u9fff]", text)}


def windows(text: str) -> list[tuple[int, int]]:
    """Return where the windows of a text start and end."""
    if len(text) <= WINDOW + STEP:
        return [(0, len(text))]
    return [(at, at + WINDOW) for at in range(0, len(text) - STEP, STEP)]


def concept_slots(names: Iterable[str], known: dict[str, int]) -> list[int]:
    """Return the places of concepts that the weights know."""
    return sorted(known[name] for name in names if name in known)
