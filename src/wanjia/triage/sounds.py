"""Grave words by their sound: what voice-to-text writes with the wrong characters. Pure."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("syllables.txt")
SHORTEST = 3  # two syllables are heard everywhere
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


@cache
def syllables() -> dict[str, str]:
    """Return the sound of each common character, without tones and regional differences."""
    found = {}
    for line in FILE.read_text("utf-8").splitlines():
        sound, _, characters = line.partition(" ")
        for character in characters:
            found[character] = soften(sound)
    return found


def soften(sound: str) -> str:
    """Merge the sounds that southern speech and voice-to-text mix up."""
    for one, other in _MERGED:
        sound = sound.replace(one, other)
    if sound.startswith("l"):
        sound = "n" + sound[1:]
    return "fu" if sound == "hu" else sound


def spoken(text: str) -> str:
    """Write a text in sounds, each ` sound`; what has none is ` -`."""
    known = syllables()
    return "".join(f" {known.get(char, '-')}" for char in text) + " "


def heard(text: str, words: Iterable[tuple[str, str]]) -> dict[str, list[tuple[int, int]]]:
    """Return where words (concept, word) are heard in a text, whatever its characters."""
    if not re.search(r"[\u4e00-\u9fff]{3}", text):
        return {}
    told = spoken(text)
    found: dict[str, list[tuple[int, int]]] = {}
    for name, word in words:
        sound = spoken_word(word)
        place = told.find(sound) if sound else -1
        while place >= 0:
            start = told.count(" ", 0, place)
            found.setdefault(name, []).append((start, start + len(word)))
            place = told.find(sound, place + 1)
    return found


@lru_cache(maxsize=2000)
def spoken_word(word: str) -> str:
    """Return the sound of a word that is listened for, "" for one too short to be told."""
    return spoken(word) if len(word) >= SHORTEST else ""
