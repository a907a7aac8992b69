"""Grave words by their sound: what voice-to-text writes with the wrong characters. Pure."""

import re
from functools import cache
from pathlib import Path

from wanjia.triage.rules import Concept

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


def heard(text: str, concepts: dict[str, Concept]) -> dict[str, list[tuple[int, int]]]:
    """Return where grave words are heard in a text, by concept, whatever its characters."""
    if not re.search(r"[\u4e00-\u9fff]{3}", text):
        return {}
    told = spoken(text)
    found: dict[str, list[tuple[int, int]]] = {}
    for sound, names in _index(tuple(one for one in concepts.values() if one.sounds)).items():
        place = told.find(sound)
        while place >= 0:
            start = told.count(" ", 0, place)
            end = start + sound.count(" ") - 1
            for name in names:
                found.setdefault(name, []).append((start, end))
            place = told.find(sound, place + 1)
    return found


@cache
def _index(concepts: tuple[Concept, ...]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for concept in concepts:
        for word in concept.sounds:
            if len(word) >= SHORTEST:
                index.setdefault(spoken(word), []).append(concept.name)
    return index
