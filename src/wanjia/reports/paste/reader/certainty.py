"""How certain a reading is: a calibrated probability, and how much is asked of it by its harm."""

import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from wanjia.reports.paste.reader.tokens import RESULTS, VALUES, Kind, Token

_END = Token(1_000_000, 1_000_000, Kind.STOP, None, 0.0)
# What is said of nobody and weighs nothing: such a clause beside a result is chatter.
_LIGHT = frozenset(
    [Kind.FILL, Kind.WORD, Kind.GENERAL, Kind.AND, Kind.TEST, Kind.WELL, Kind.NEED, Kind.QUESTION,
     Kind.SYMPTOM, Kind.DONE, Kind.ORDER, Kind.HOME, Kind.PCR, Kind.CORRECTION, Kind.PLACE,
     Kind.DOOR, Kind.PAST, Kind.EXCEPT_END]
)  # fmt: skip
_WEIGHTY = re.compile(
    r"[性阴阳羊红线杠测检另除\d]|别(?!墅)|(?:[没不未无非]|没有)(?:[做测检报在出来捅参阳阴]|$)"
)
# What a strange word before it may own, or be a part of.
_MAY_BE_WHOSE = frozenset(
    [*RESULTS, Kind.TEMPERATURE, Kind.COUNT, Kind.EACH, Kind.PERSON, Kind.NOT]
) - {Kind.UNTESTED}
_OF_SOMEBODY = VALUES | {Kind.COUNT, Kind.EACH, Kind.NOT}
_BEFORE_WORDS = tuple("不太很挺真蛮别好老")
_LONG_CLAUSE = 8
_NICKNAME = re.compile(r"(?<![a-z])[a-z]{3,}$")
# Signs that say something: letters and words in squares, crosses and circles, crossed out.
_SIGNS = re.compile(
    "[\U0001f100-\U0001f2ff\u20e0\u274c\u2716-\u2718\u2b55\U0001f6ab\u26d4\u2b1c\u25cb\u25cf\u25ce\u00d7\u2297\u2296]"
)


_MARKS = re.compile("[\u274c\u2716-\u2718\u2b55]")  # ❌positive: beside a word they adorn it


def _tells(piece: str) -> bool:
    """Whether a sign that nothing explains may say what is said otherwise in words."""
    return _SIGNS.match(piece) is not None


@dataclass(frozen=True)
class Weights:
    """What each feature adds to the log odds that a reading is right, and the thresholds."""

    bias: float
    features: Mapping[str, float]
    thresholds: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely a reading with these features is right."""
        odds = self.bias + sum(
            self.features.get(name, 0.0) * value for name, value in features.items()
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def parse_weights(text: str) -> Weights:
    """Take the weights from their file. Raises ValueError with the key that is wrong."""
    data = tomllib.loads(text)
    for section in ("features", "thresholds"):
        for name, value in data.get(section, {}).items():
            if not isinstance(value, int | float):
                raise ValueError(f"weights.toml: [{section}] {name} must be a number")
    try:
        return Weights(float(data["bias"]), data["features"], data["thresholds"])
    except KeyError as missing:
        raise ValueError(f"weights.toml: {missing} is missing") from None


WEIGHTS = parse_weights(files(__package__).joinpath("weights.toml").read_text("utf-8"))


class Residue(NamedTuple):
    """What was not understood where it may matter, and how many characters stand elsewhere."""

    left: str
    chatter: int  # in clauses that say nothing of anybody
    strange: int  # beside somebody or a number, where it can hardly change of whom what is said
    words: int = 0  # of everyday talk, anywhere


@dataclass
class _Clause:
    """What stands between two breaks: what of it nothing explains, and whether that matters."""

    start: int
    strange: str = ""
    speaks: bool = False  # of somebody, or with a number or a negation
    values: bool = False
    results: bool = False
    pending: bool = False  # what nothing explains may be whose the next result is
    subject: bool = False  # that result is somebody's who is not known
    named: bool = False  # somebody, of whom strange words follow
    owed: bool = False  # who was named last has no value yet
    untold: bool = False  # strange words follow who has none
    hidden: bool = False  # and then another is named: 老鲍吴笑 老太婆阴

    def takes(self, kind: Kind) -> None:
        """Note what a span says, after what nothing explains or before it."""
        self.speaks = True
        self.values = self.values or kind in VALUES
        self.results = self.results or kind in RESULTS or kind is Kind.TEMPERATURE
        if self.pending and kind in _MAY_BE_WHOSE:
            self.subject = True
        self.pending = False
        self.named = self.named or kind in (Kind.PERSON, Kind.KIN)
        if kind in (Kind.PERSON, Kind.KIN, Kind.SELF):
            self.hidden = self.hidden or self.untold
            self.owed, self.untold = True, False
        elif kind in VALUES or kind in (Kind.NOT, Kind.EXCEPT):
            self.owed = self.untold = False

    def strays(self, piece: str) -> None:
        """Note a character that nothing explains."""
        self.strange += piece
        self.pending = True
        self.untold = self.untold or self.owed

    def belongs(self, word: str) -> None:
        """Take a word in letters for part of the name that it stands before."""
        if self.strange.endswith(word):
            self.strange = self.strange.removesuffix(word)
            self.pending = False

    def matters(self) -> bool:
        """Whether what nothing explains may change what the line says."""
        if not self.strange:
            return False
        if self.hidden or any(map(_tells, self.strange)):
            return True
        weighty = bool(_WEIGHTY.search(self.strange)) and (self.results or not self.values)
        long = len(self.strange) > _LONG_CLAUSE
        whose = self.subject and (self.results or not self.values)
        untold = self.named and not self.values  # `小申扬了，我还没`: what of 小申?
        return whose or weighty or long or untold


def residue(
    tokens: Sequence[Token], text: str, explained: Callable[[str], bool] = lambda _clause: False
) -> Residue:
    """What was not understood, where it may matter and elsewhere.

    A clause without any result that is `explained` otherwise (a danger that triage hears) is no
    residue of the results beside it.
    """
    left, chatter, strange = "", 0, 0
    words = sum(token.end - token.start for token in tokens if token.kind is Kind.WORD)
    clause = _Clause(0)
    line = [*tokens, _END]
    for place, token in enumerate(line):
        kind = token.kind
        if kind is Kind.SPACE and (line[place + 1].kind in _OF_SOMEBODY or clause.pending):
            continue  # `秀 阴性`: whatever stands before a result may be whose it is
        if kind in (Kind.BREAK, Kind.SPACE, Kind.STOP):
            if clause.matters() and (
                clause.values or not explained(text[clause.start : token.start])
            ):
                left += clause.strange
            elif clause.speaks:
                strange += len(clause.strange)
            else:
                chatter += len(clause.strange)
            clause = _Clause(token.end)
        elif kind is Kind.JUNK:
            piece = text[token.start : token.end]
            beside = line[place + 1].kind in RESULTS or line[place - 1].kind in RESULTS
            if piece.isalnum() or (_tells(piece) and not (beside and _MARKS.match(piece))):
                clause.strays(piece)
        elif kind is Kind.PERSON and (word := _NICKNAME.search(text[: token.start])):
            clause.belongs(word[0])  # James陈家俊
            clause.takes(kind)
        elif kind is Kind.WORD and clause.strange[-1:] in _BEFORE_WORDS:
            clause.strange = clause.strange[:-1]  # 腿脚不方便: what is denied is no test
            clause.pending = clause.pending and bool(clause.strange)
        elif kind not in _LIGHT:
            clause.takes(kind)
    return Residue(left, chatter, strange, words)


def harm(antigens: Sequence[str | None], asks: bool) -> str:
    """Which threshold a reading must pass: what it would do if it were wrong."""
    if "positive" in antigens:
        return "positive"
    return "negative" if "negative" in antigens else "ask" if asks else "other"
