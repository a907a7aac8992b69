"""Generate labelled requests from the grammar: who × when × what × how it is said. Pure.

The same seed gives the same corpus; no person's words are in it.
"""

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("grammar")
SEED, LINES = 11, 15_000
SHARE = {1: 0.31, 2: 0.22, 3: 0.2, 4: 0.27}
ENGLISH = 0.16
WHOLE, WHOLE_WEIGHT = "whole", 1.5


@cache
def load_grammar(folder: Path = FOLDER) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Read what is said, and the frames around it."""
    says: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != "frames.toml":
            says += tomllib.loads(path.read_text("utf-8"))["say"]
    return says, tomllib.loads((folder / "frames.toml").read_text("utf-8"))


def generate(lines: int = LINES, seed: int = SEED, told: bool = True) -> Iterator[dict[str, Any]]:
    """Yield rows of text, urgency and category, none twice; `told`: also the whole calls."""
    says, frames = load_grammar()
    dice = random.Random(seed)
    seen: set[str] = set()
    if told:
        yield from _whole(says, frames, dice)
    says = [say for say in says if say["who"] != WHOLE]
    for urgency, share in SHARE.items():
        spoken = {True: [], False: []}  # type: dict[bool, list[tuple[dict[str, Any], str]]]
        for say in says:
            if say["urgency"] == urgency:
                spoken[say["who"] == "english"] += [(say, words) for words in say["words"]]
        for _ in range(round(lines * share)):
            english = dice.random() < ENGLISH
            say, words = dice.choice(spoken[english])
            text = (_english if english else _chinese)(say, words, spoken[english], frames, dice)
            if text not in seen:
                seen.add(text)
                yield {"text": text, "urgency": urgency, "category": say["category"]}


def _whole(
    says: list[dict[str, Any]], frames: dict[str, Any], dice: random.Random
) -> Iterator[dict[str, Any]]:
    """Yield each call that stands whole in the grammar, as it is and as it may come in."""
    for say in says:
        if say["who"] != WHOLE:
            continue
        label = {"urgency": say["urgency"], "category": say["category"], "weight": WHOLE_WEIGHT}
        for words in say["words"]:
            texts = [words, *(_slips(words, frames, dice) for _ in range(2))]
            if not words.isascii():
                head, tail = (dice.choice(frames["frame"][name]) for name in ("head", "tail"))
                text = f"{head}{words}{tail}" if say["urgency"] < 4 else words.replace("，", " ")
                text = text.replace("{d}", dice.choice(frames["frame"]["door"]))
                texts.append(text.replace("{p}", "19900000000"))
            yield from ({"text": text, **label} for text in dict.fromkeys(texts))


def _chinese(
    say: dict[str, Any],
    words: str,
    others: list[tuple[dict[str, Any], str]],
    frames: dict[str, Any],
    dice: random.Random,
) -> str:
    urgency, frame = say["urgency"], frames["frame"]
    if urgency == 1 and say["category"] == "medical_emergency" and dice.random() < 0.25:
        # Two signs together, as they come.
        same = [other for one, other in others if one is say]
        words = f"{words}{dice.choice(['，', '，还', ' '])}{dice.choice(same)}"
    who = _who(say["who"], frames["who"], dice)
    bare = who == "" or say["who"] == "chat"
    when = dice.choice(frame["when"]) if urgency < 4 else dice.choice(["", "", "今天", "现在"])
    when = "" if bare and dice.random() < 0.7 else when
    text = f"{who}{when}{words}" if dice.random() < 0.7 else f"{when}{who}{words}"
    if urgency <= 2 and dice.random() < 0.14:
        text = dice.choice(frame["soft"]) + text
    if urgency <= 2 and dice.random() < 0.12:
        text = dice.choice(frame["told"]) + text
    if not (bare and dice.random() < 0.5):
        text = dice.choice(frame["head"]) + text + dice.choice(frame["tail"])
    if dice.random() < 0.12:
        text = dice.choice(frame["before"]) + text + dice.choice(frame["after"])
    text = text.replace("{d}", dice.choice(frame["door"]))
    return _slips(text.replace("{p}", f"1990000{dice.randrange(10_000):04}"), frames, dice)


def _english(
    say: dict[str, Any],
    words: str,
    others: list[tuple[dict[str, Any], str]],
    frames: dict[str, Any],
    dice: random.Random,
) -> str:
    urgency, frame = say["urgency"], frames["frame"]
    if urgency == 1 and dice.random() < 0.15:
        same = [other for one, other in others if one is say]
        words = f"{words}, {dice.choice(same)}"
    while "{w}" in words:
        words = words.replace("{w}", dice.choice(frames["who"]["english"]), 1)
    if dice.random() < 0.15:
        words = words.replace("'", "")
    text = dice.choice(frame["english_head"]) + words + dice.choice(frame["english_tail"])
    if urgency == 4 and "please help" in text:
        text = words
    return text


def _who(kind: str, who: dict[str, list[str]], dice: random.Random) -> str:
    if kind == "any":
        kids = who["kid"] if dice.random() < 0.1 else []
        return dice.choice(who["old"] + who["adult"] + kids)
    if kind == "any2":
        return dice.choice(who["doer"])
    if kind == "preg":
        return dice.choice(who["pregnant_who"]) + dice.choice(who["pregnant_when"])
    return dice.choice(who[kind]) if kind in who else ""


def _slips(text: str, frames: dict[str, Any], dice: random.Random) -> str:
    """What voice-to-text, dialect and thumbs make of a text."""
    for _ in range(dice.choice([0, 0, 0, 1, 1, 2])):
        one, other = dice.choice(frames["frame"]["swap"])
        text = text.replace(one, other, 1)
    if dice.random() < 0.12:
        text = text.replace("，", " ").replace("。", " ")
    if dice.random() < 0.05 and len(text) > 8:
        place = dice.randrange(len(text) - 1)
        text = text[:place] + text[place + 1 :]
    return text
