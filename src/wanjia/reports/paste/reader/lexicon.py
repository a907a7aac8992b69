"""The lexicon: `words.toml` checked and laid out for the scanner."""

import tomllib
from importlib.resources import files
from typing import NamedTuple

from wanjia.risks import risks

# Section and key of words.toml → the token that its words become.
TOKENS: dict[tuple[str, str], tuple[str, object]] = {
    ("antigen", "negative"): ("N", "negative"),
    ("antigen", "positive"): ("P", "positive"),
    ("antigen", "faint"): ("F", "positive"),
    ("antigen", "invalid"): ("I", "invalid"),
    ("antigen", "untested"): ("u", None),
    ("antigen", "none"): ("-", None),
    ("where", "away"): ("W", "away"),
    ("where", "hospital"): ("W", "hospital"),
    ("where", "work"): ("W", "work"),
    ("where", "home"): ("W", "home"),
    ("people", "all"): ("G", "all"),
    ("people", "each"): ("G", "each"),
    ("people", "adults"): ("G", "adults"),
    ("people", "children"): ("G", "children"),
    ("people", "elders"): ("G", "elders"),
    ("people", "rest"): ("G", "rest"),
    ("people", "self"): ("R", "self"),
    ("people", "one"): ("R", "one"),
    ("people", "two"): ("C", 2),
    ("people", "three"): ("C", 3),
    ("people", "four"): ("C", 4),
    ("people", "five"): ("C", 5),
    ("talk", "need"): ("n", None),
    ("talk", "question"): ("q", None),
    ("talk", "hedge"): ("h", None),
    ("talk", "worry"): ("y", None),
    ("talk", "others"): ("o", None),
    ("talk", "past"): ("p", None),
    ("talk", "now"): ("-", "now"),
    ("talk", "general"): ("a", None),
    ("talk", "cancel"): ("x", None),
    ("talk", "done"): ("d", None),
    ("talk", "well"): ("w", None),
    ("talk", "symptom"): ("s", None),
    ("talk", "order"): ("O", None),
    ("talk", "test"): ("t", None),
    ("talk", "filler"): ("-", None),
}


class Word(NamedTuple):
    """A word, the kind of token it is and its value."""

    text: str
    kind: str
    value: object


class Lexicon(NamedTuple):
    """All words: by first character, longest first; names; the words of titles."""

    by_first: dict[str, tuple[Word, ...]]
    surnames: frozenset[str]
    compound: frozenset[str]
    titles: tuple[str, ...]
    not_names: frozenset[str]
    title_words: dict[str, tuple[str, ...]]
    generations: tuple[str, ...]


def load(text: str) -> Lexicon:
    """Lay out the lexicon; each kind of risk adds the words by which it asks for help.

    Raises ValueError naming the key that is missing or unknown.
    """
    data = tomllib.loads(text)
    for section, key in TOKENS:
        if not all(isinstance(w, str) and w for w in data.get(section, {}).get(key, [None])):
            raise ValueError(f"words.toml: [{section}] {key} must be a list of words")
    unknown = [
        f"[{s}] {k}"
        for s in ("antigen", "where", "people", "talk")
        for k in data[s]
        if (s, k) not in TOKENS
    ]
    if unknown:
        raise ValueError(f"words.toml: unknown {', '.join(unknown)}")
    data["talk"]["need"] += [word for kind in risks().kinds.values() for word in kind.asks]
    words: dict[str, Word] = {}
    for (section, key), (kind, value) in TOKENS.items():
        for word in data[section][key]:
            value = word if kind == "s" else value
            words.setdefault(word, Word(word, kind, value))
    by_first: dict[str, list[Word]] = {}
    for word in sorted(words.values(), key=lambda w: -len(w.text)):
        by_first.setdefault(word.text[0], []).append(word)
    names = data["names"]
    return Lexicon(
        {first: tuple(group) for first, group in by_first.items()},
        frozenset(names["surnames"]),
        frozenset(names["compound"]),
        tuple(sorted(names["titles"], key=len, reverse=True)),
        frozenset(names["not_names"]),
        {key: tuple(group) for key, group in data["titles"].items()},
        tuple(data["people"]["children"] + data["people"]["elders"]),
    )


LEXICON = load(files(__package__).joinpath("words.toml").read_text("utf-8"))
