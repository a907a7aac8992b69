"""Values given to the people of a household: one each in order, or one for all of them."""

from collections.abc import Sequence

from wanjia.reports.paste.reader.facts import Fact
from wanjia.reports.paste.reader.roster import Member
from wanjia.reports.paste.reader.subjects import Subjects
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, Kind, Token


class Giving(Subjects):
    """Gives values to people, and keeps what is said of nobody in particular."""

    def _give(self, people: Sequence[Member], values: Sequence[Token], each: bool) -> None:
        """Values to people: one each in order, or one for all of them."""
        for token in values:
            if token.kind in PLACES:
                for member in people:
                    self._put(member, token)
            elif token.kind is Kind.BAD_TEMPERATURE:
                self._doubt("value_unreadable")
        self._give_alike(people, [t for t in values if t.kind in RESULTS], True)
        heat = [t for t in values if t.kind is Kind.TEMPERATURE]
        of_all = each or self.whole or Kind.EACH in self.result.kinds
        if len(heat) == 1 and len(people) > 1 and not of_all:
            self._doubt("whose_temperature")
            self._loose(heat)
            return
        self._give_alike(people, heat, False)

    def _give_alike(self, people: Sequence[Member], tokens: list[Token], results: bool) -> None:
        if not tokens:
            return
        if len(tokens) == len(people):
            for member, token in zip(people, tokens, strict=True):
                self._put(member, token)
            return
        if len({RESULTS.get(t.kind, t.value) for t in tokens}) == 1 and (
            results or len(tokens) == 1
        ):
            for member in people:
                self._put(member, tokens[0])
            if len(tokens) > 1 and len(tokens) != 2 and tokens[0].kind is not Kind.UNTESTED:
                self._doubt("count_differs", 1.0)
            return
        self._doubt("count_differs", 1.5)
        self._loose(tokens)

    def _put(self, member: Member, token: Token) -> None:
        fact = self.result.facts.setdefault(member, Fact())
        name = field_of(token.kind)
        value = RESULTS.get(token.kind) or PLACES.get(token.kind) or token.value
        known = getattr(fact, name)
        again = self.by_name and name == "antigen" and value in ("negative", "positive")
        twice = known is not None and (known != value or again)
        if twice and name != "where" and not self.corrects:
            self._doubt("conflict")  # said of the same person again, or of somebody else
        setattr(fact, name, value)

    def _loose(self, values: Sequence[Token], times: int = 1) -> None:
        for token in values:
            if token.kind is Kind.BAD_TEMPERATURE:
                self._doubt("value_unreadable")
            else:
                many = times if token.kind in RESULTS else 1
                self.result.loose += [
                    (token.kind, token.value if token.kind is Kind.TEMPERATURE else None)
                ] * many


def place_of(values: Sequence[Token]) -> str | None:
    return next((PLACES[token.kind] for token in values if token.kind in PLACES), None)


def field_of(kind: Kind) -> str:
    if kind in RESULTS:
        return "antigen"
    return "where" if kind in PLACES else "temperature"
