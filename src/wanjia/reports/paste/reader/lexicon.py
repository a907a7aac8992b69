"""The lexicon: words, forms and kinship, checked and laid out to be found in a line."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from wanjia.reports.paste.reader.forms import expand
from wanjia.reports.paste.reader.tokens import Kind, Token
from wanjia.risks import risks

# Section and key of words.toml → what its words mean.
WORDS: dict[tuple[str, str], Kind] = {
    ("antigen", "negative"): Kind.NEGATIVE,
    ("antigen", "positive"): Kind.POSITIVE,
    ("antigen", "faint"): Kind.FAINT,
    ("antigen", "invalid"): Kind.INVALID,
    ("antigen", "untested"): Kind.UNTESTED,
    ("antigen", "none"): Kind.FILL,
    ("where", "away"): Kind.AWAY,
    ("where", "hospital"): Kind.HOSPITAL,
    ("where", "work"): Kind.WORK,
    ("where", "home"): Kind.HOME,
    ("people", "all"): Kind.ALL,
    ("people", "each"): Kind.EACH,
    ("people", "rest"): Kind.REST,
    ("people", "self"): Kind.SELF,
    ("people", "except"): Kind.EXCEPT,
    ("talk", "need"): Kind.NEED,
    ("talk", "question"): Kind.QUESTION,
    ("talk", "hedge"): Kind.HEDGE,
    ("talk", "worry"): Kind.WORRY,
    ("talk", "others"): Kind.OTHERS,
    ("talk", "past"): Kind.PAST,
    ("talk", "now"): Kind.FILL,
    ("talk", "general"): Kind.GENERAL,
    ("talk", "cancel"): Kind.CANCEL,
    ("talk", "done"): Kind.DONE,
    ("talk", "well"): Kind.WELL,
    ("talk", "symptom"): Kind.SYMPTOM,
    ("talk", "order"): Kind.ORDER,
    ("talk", "test"): Kind.TEST,
    ("talk", "filler"): Kind.FILL,
}
NEVER_JUNK = (Kind.BREAK, Kind.STOP, Kind.SPACE)


@dataclass(frozen=True)
class Kin:
    """Whom a word for kin means: sex, ages, how many, and years from who speaks."""

    word: str
    sex: str = ""
    ages: tuple[int, int] = (0, 120)
    many: int = 1
    older: tuple[int, int] | None = None
    younger: tuple[int, int] | None = None
    peer: int | None = None
    roles: tuple[str, ...] = ()
    couple: bool = False
    rank: int = 0  # the first or second of the children
    sibling: bool = False
    pair: tuple[str, ...] = ()  # a parent of this sex and a child of that; "" is either


class Lexicon:
    """What words can mean: by first character the lengths there are, by word its meanings."""

    def __init__(self, words: str, shapes: str, kin: str) -> None:
        data = tomllib.loads(words)
        self.meanings: dict[str, list[tuple[Kind, Any, float]]] = {}
        self.lengths: dict[str, list[int]] = {}
        self.patterns: list[tuple[Kind, float, re.Pattern[str]]] = []
        self.prices: dict[Kind, float] = {}
        self._enter_shapes(tomllib.loads(shapes))
        self._enter_words(data)
        self._enter_kin(tomllib.loads(kin))
        for word in self.meanings:
            sizes = self.lengths.setdefault(word[0], [])
            if len(word) not in sizes:
                sizes.append(len(word))
        self.pairs = {word[at : at + 2] for word in self.meanings for at in range(len(word) - 1)}
        names = data["names"]
        self.surnames = frozenset(names["surnames"])
        self.compound = frozenset(names["compound"])
        self.titles = tuple(sorted(names["titles"], key=len, reverse=True))
        self.titles_by_sex = {"男": frozenset(names["male"]), "女": frozenset(names["female"])}
        self.neutral_titles = frozenset(names["neutral"])
        self.young_titles = frozenset(names["young"])
        self.old_titles = frozenset(names["old"])
        self.not_names = frozenset(names["not_names"])
        self.title_words = {key: tuple(group) for key, group in data["titles"].items()}

    def _enter_shapes(self, data: dict[str, Any]) -> None:
        for name, section in data.items():
            try:
                kind = Kind[name]
            except KeyError:
                raise ValueError(f"shapes.toml: [{name}] is no kind of token") from None
            self.prices[kind] = float(section["price"])
            for form in section.get("forms", ()):
                for word in expand(form):
                    self._enter(word, kind, word, self.prices[kind])
            for pattern in section.get("patterns", ()):
                self.patterns.append((kind, self.prices[kind], re.compile(pattern)))

    def _enter_words(self, data: dict[str, Any]) -> None:
        for section, key in (
            (s, k) for s in ("antigen", "where", "people", "talk") for k in data[s]
        ):
            kind = WORDS.get((section, key))
            if kind is None:
                raise ValueError(f"words.toml: unknown [{section}] {key}")
            for word in data[section][key]:
                if not isinstance(word, str) or not word:
                    raise ValueError(f"words.toml: [{section}] {key} must be a list of words")
                price = self.prices[kind]
                if kind is Kind.FILL and len(word) == 1:
                    price += 0.4  # 太太 is a wife and not "too, too"
                self._enter(word, kind, word, price)
        for risk in risks().kinds.values():
            for word in risk.asks:  # what somebody at this risk may not be without
                self._enter(word, Kind.NEED, word, self.prices[Kind.NEED])

    def _enter_kin(self, data: dict[str, Any]) -> None:
        for table in data["kin"]:
            said = {name: value for name, value in table.items() if name != "words"}
            for name in ("ages", "older", "younger", "roles", "pair"):
                if name in said:
                    said[name] = tuple(said[name])
            for form in table["words"]:
                for word in expand(form):
                    kin = Kin(word=word, **said)
                    for before in ("", "我", "我家", "我们家", "家里", "他", "她"):
                        self._enter(before + word, Kind.KIN, kin, 0.6)

    def _enter(self, word: str, kind: Kind, value: Any, price: float) -> None:
        known = self.meanings.setdefault(word, [])
        if all(other is not kind for other, _value, _price in known):
            known.append((kind, value, price))

    def find(self, text: str) -> list[Token]:
        """Everything that words of a plain text can mean, wherever it stands."""
        found: list[Token] = []
        lengths, meanings, end = self.lengths, self.meanings, len(text)
        for at, first in enumerate(text):
            for size in lengths.get(first, ()):
                known = meanings.get(text[at : at + size]) if at + size <= end else None
                if known is not None and _is_free(text, at, at + size):
                    found += [
                        Token(at, at + size, kind, value, price) for kind, value, price in known
                    ]
        for kind, price, pattern in self.patterns:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    found.append(Token(match.start(), match.end(), kind, match[0], price))
        return found


def _is_free(text: str, start: int, end: int) -> bool:
    """Whether a word of letters stands by itself and is no part of a longer one."""
    if "a" <= text[start] <= "z" and start and "a" <= text[start - 1] <= "z":
        return False
    return not ("a" <= text[end - 1] <= "z" and "a" <= text[end : end + 1] <= "z")


def load() -> Lexicon:
    """Lay out the lexicon that comes with the program. Raises ValueError with file and key."""
    texts = [
        files(__package__).joinpath(name).read_text("utf-8")
        for name in ("words.toml", "shapes.toml", "kin.toml")
    ]
    return Lexicon(*texts)


LEXICON = load()
