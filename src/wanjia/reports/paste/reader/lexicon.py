"""The lexicon: words, forms and kinship, checked and laid out to be found in a line."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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
MOST_WORDS = 25_000  # of one form: every word lies in the memory of every process
A_WORD = 1.1  # what each character of an everyday word costs
# A verb of one character, with what says how far it went: 领到了, 量好, 吃完, 睡下, 走得慢.
_VERBS = (
    "领量吃喝睡醒洗穿脱戴拿取送带接等找看听说讲问叫喊写拍发交收买卖借还退换装修搬拎提抬扶抱背陪哄喂养管帮教学跑走站坐躺爬跳"
    "哭笑闹疼痛痒咳吐拉烧热冷饿渴累困晕抖补登录排轮催急慌愁忙闲停歇住租流封锁关开锁堵捅插滴挤倒擦涂贴打按点翻挂抽签登刷扫码"
)
_ACT = re.compile(
    rf"(?:没(?=[滴挤擦涂贴按点翻扫码哭笑闹站坐躺爬跳穿洗教听看说问]))?[{_VERBS}](?:一?[{_VERBS}])?(?:[了过着到完好掉上下进回来去得起够对准稳齐紧牢]|一下|一会儿?|不[了动到起下出成完来去开]){{1,3}}"
)
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
        self.everyday: frozenset[str] = frozenset()
        self.firsts: dict[str, tuple[int, ...]] = {}
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
                words = expand(form)
                if len(words) > MOST_WORDS:
                    raise ValueError(f"shapes.toml: [{name}] write as a pattern: {form}")
                for word in words:
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
                        single = len(before + word) == 1 and word not in "爸妈父母"
                        price = 1.6 if single else 0.6  # 宝 is in many names
                        if word in "他她":
                            if before:
                                continue
                            price = 0.5
                        self._enter(before + word, Kind.KIN, kin, price)

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
        found += self._talk(text)
        for kind, price, pattern in self.patterns:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    found.append(Token(match.start(), match.end(), kind, match[0], price))
        return found

    def enter_everyday(self, text: str) -> None:
        """Take in words of everyday talk, which say nothing; lines with # are remarks."""
        rows = (row for row in text.splitlines() if not row.startswith("#"))
        self.everyday = frozenset(word for row in rows for word in row.split())
        firsts: dict[str, set[int]] = {}
        for word in self.everyday:
            firsts.setdefault(word[0], set()).add(len(word))
        self.firsts = {first: tuple(sizes) for first, sizes in firsts.items()}

    def _talk(self, text: str) -> Iterator[Token]:
        """Everyday words of a plain text, and acts: a verb with what completes it."""
        everyday, end = self.everyday, len(text)
        for at, first in enumerate(text):
            for size in self.firsts.get(first, ()):
                if at + size <= end and text[at : at + size] in everyday:
                    yield Token(at, at + size, Kind.WORD, text[at : at + size], A_WORD * size)
        for match in _ACT.finditer(text):
            size = match.end() - match.start()
            yield Token(match.start(), match.end(), Kind.WORD, match[0], A_WORD * size)


def _is_free(text: str, start: int, end: int) -> bool:
    """Whether a word of letters stands by itself and is no part of a longer one."""
    if "a" <= text[start] <= "z" and start and "a" <= text[start - 1] <= "z":
        return False
    return not ("a" <= text[end - 1] <= "z" and "a" <= text[end : end + 1] <= "z")


@cache
def load_lexicon() -> Lexicon:
    """Lay out the lexicon that comes with the program, once and only where something is read.

    Raises ValueError with file and key.
    """
    texts = [
        files(__package__).joinpath(name).read_text("utf-8")
        for name in ("words.toml", "shapes.toml", "kin.toml")
    ]
    lexicon = Lexicon(*texts)
    lexicon.enter_everyday(files(__package__).joinpath("everyday.txt").read_text("utf-8"))
    return lexicon
