"""What kind of thing one entry is (a result, a headcount, a request, an order, talk), and how sure
that is."""

import re

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.doors import Mention
from wanjia.reports.paste.reader.facts import Facts
from wanjia.reports.paste.reader.naming import Named
from wanjia.reports.paste.reader.people import Settled, settle
from wanjia.reports.paste.reader.reading import Reading
from wanjia.reports.paste.reader.roster import Dwelling, Place

_CONFIRMS = re.compile(
    r"\W*(?:真的|是|对|好|啊|哦|嗯|这样|可以|行|ok|哈)?(?:吗|伐|么|嘛|啊|呀)?\W*$"
)
NOTHING = Settled()


class Entry:
    """Decides the kind of one entry and how certain it is."""

    def __init__(
        self,
        line: int,
        text: str,
        facts: Facts,
        named: Named,
        dwelling: Dwelling | None,
        mention: Mention | None,
        place: Place,
    ) -> None:
        self.line, self.text, self.facts, self.named = line, text, facts, named
        self.dwelling, self.mention, self.place = dwelling, mention, place
        self.doubt = self.about = ""
        self.candidates: tuple[str, ...] = ()

    def reading(self) -> Reading:
        """The reading of the entry."""
        f = self.facts
        antigens = any(r.antigens for r in f.runs)
        temps = any(r.temps for r in f.runs)
        if self.place.context.purpose == "order" and not antigens:
            return self._order()
        if temps and not antigens and f.has("need") and self.mention:
            return self._need()
        if antigens or (temps and (self.mention or self.named.names or f.has("test", "self"))):
            return self._answer()
        if temps and self._speaks():
            return self._answer()
        if f.has("cancel") and not f.has("need"):
            return self._note("cancelled", "doubtful")
        if f.has("asked") and (self.mention or f.has("question")):
            return self._need()
        if self._asks():
            return self._need()
        if f.has("quantity") and (self.mention or f.has("order")) and not f.has("done", "number"):
            return self._order()
        return self._counted_or_absent()

    def _counted_or_absent(self) -> Reading:
        f, purpose = self.facts, self.place.context.purpose
        door = self.mention is not None or self.dwelling is not None
        whose = door or bool(self.named.names)
        absent = f.where not in (None, "home")
        if door and purpose == "headcount":
            return self._headcount()
        if absent and (whose or f.has("self", "relation")):
            return self._unable("away")
        if door and f.number is not None and not purpose and not f.has("relation"):
            return self._headcount()
        if f.symptoms and (whose or f.has("self", "relation")):
            return self._unable("symptoms", "doubtful")
        untested = f.has("untested")
        if untested and (whose or f.has("self")):
            return self._unable("untested")
        if f.has("positive_talk"):
            return self._note("positive_talk", "doubtful")
        if door and f.has("general") and not f.has("well", "done") and not self.named.names:
            return self._note("announcement")
        if door and (purpose == "answer" or self.named.names or f.has("well", "done") or f.number):
            return self._unable("no_result", "doubtful")
        if f.has("general"):
            return self._note("announcement")
        return self._note("chatter")

    def _asks(self) -> bool:
        f = self.facts
        if not f.has("need", "question"):
            return False
        if self.mention is None and f.has("general") and not f.has("question"):
            return False
        if self.mention is None and "@所有人" in self.text:
            return False
        if f.has("need"):
            return True
        return not _CONFIRMS.match(self.text.strip()[-12:]) or len(self.text.strip()) > 12

    def _speaks(self) -> bool:
        """Whether a line without a door is somebody's own result rather than talk."""
        f = self.facts
        if f.has("others", "general", "quantity"):
            return False
        own = any(r.total or r.people or any(g[0] in ("all",) for g in r.groups) for r in f.runs)
        return own or f.strays <= 4

    def _doors(self) -> tuple[str, ...]:
        if self.dwelling is not None:
            return (self.dwelling.door,)
        if self.doubt == "door_ambiguous":
            return (self.about,)
        return ()

    def _answer(self) -> Reading:
        f = self.facts
        nobody = self.mention is None and self.dwelling is None and not self.named.names
        if nobody and not self._speaks():
            return self._talk()
        settled = settle(f, self.dwelling, self.named.members)
        why = self._why(settled)
        residents = settled.residents if self.dwelling and not why else ()
        return self._made(
            "answer",
            "doubtful" if why else "sure",
            why,
            settled=settled,
            residents=residents,
            where=f.where,
        )

    def _talk(self) -> Reading:
        f = self.facts
        positive = any("positive" in r.antigens for r in f.runs) or f.has("positive_talk")
        if f.has("question"):
            return self._need()
        if positive and not f.has("general"):
            return self._note("positive_talk", "doubtful")
        return self._note("announcement")

    def _why(self, settled: Settled) -> str:
        f = self.facts
        if self.doubt:
            return self.doubt
        if self.dwelling is None:
            return "no_door"
        if self.named.why:
            self.about = self.named.about
            return self.named.why
        if not self.dwelling.people:
            self.about = self.dwelling.door
            return "door_empty"
        if f.has("bad value"):
            return "value_unreadable"
        if f.has("hedge"):
            return "uncertain"
        if f.has("hearsay"):
            return "hearsay"
        if settled.doubt:
            return settled.doubt
        if f.has("positive_talk") and not f.has("negated"):
            return "positive_talk"
        positive = settled.antigen == "positive" or (
            isinstance(settled.antigen, tuple) and "positive" in settled.antigen
        )
        if positive and (f.strays > 8 or f.has("past", "others")):
            return "positive_talk"
        if settled.antigen is None and f.has("positive_talk", "asked"):
            return "positive_talk"
        return ""

    def _headcount(self) -> Reading:
        f = self.facts
        number, size = f.number, self.dwelling.size if self.dwelling else 0
        everyone = any(g[0] == "all" for r in f.runs for g in r.groups)
        if number is None and everyone and self.dwelling and f.where in (None, "home"):
            number = size
        if number is None and self.named.names and f.where is None and not f.has("untested"):
            number = len(self.named.names)
        why = self.doubt or ("no_door" if self.dwelling is None else self.named.why)
        if not why and f.has("hedge"):
            why = "uncertain"
        if why == self.named.why and why:
            self.about = self.named.about
        residents: tuple[str, ...] = ()
        if not why and self.dwelling:
            residents = tuple(m.id for m in self.named.members if m)
            residents = residents or (self.dwelling.ids if number == size else ())
        return self._made(
            "headcount",
            "doubtful" if why else "sure",
            why,
            settled=Settled(number),
            residents=residents,
            where=f.where,
        )

    def _unable(self, reason: str, status: str = "sure") -> Reading:
        """An answer without a result, and why there is none."""
        f = self.facts
        why = self.doubt or ("no_door" if self.dwelling is None else self.named.why)
        if why and why == self.named.why:
            self.about = self.named.about
        if why or (f.has("hedge") and reason != "no_result"):
            why, status = why or "uncertain", "doubtful"
        people = tuple(m.id for m in self.named.members if m)
        if not people and self.dwelling and (self.dwelling.size == 1 or self._all()):
            people = self.dwelling.ids
        some = any(r.people or r.total or r.groups for r in f.runs) and not self._all()
        if not people and status == "sure" and reason == "away" and some:
            why, status = "who", "doubtful"
        if not people and status == "sure" and self.dwelling and reason == "away":
            people = self.dwelling.ids
        return self._made(
            "answer",
            status,
            why or reason,
            residents=people if status == "sure" else (),
            where=f.where,
        )

    def _all(self) -> bool:
        return any(g[0] in ("all", "each") for r in self.facts.runs for g in r.groups)

    def _order(self) -> Reading:
        f = self.facts
        door = self.mention is not None or self.dwelling is not None
        wants = f.has("quantity", "order", "number")
        if f.has("cancel") and not door:
            return self._note("cancelled", "doubtful")
        if f.has("question", "need") and not f.has("quantity", "number") and self._asks():
            return self._need()
        if not door and (not wants or f.has("general")):
            return self._note("announcement" if f.has("general") else "chatter")
        why = self.doubt or ("no_quantity" if not door else self.named.why)
        if not why and f.has("cancel"):
            why = "cancelled"
        if why and why == self.named.why:
            self.about = self.named.about
        residents = tuple(m.id for m in self.named.members if m)
        return self._made("order", "doubtful" if why else "sure", why, residents=residents)

    def _need(self) -> Reading:
        """A request; a temperature told beside it, where it is clear whose, is kept with it."""
        residents = tuple(m.id for m in self.named.members if m)
        if not residents and self.dwelling and self.dwelling.size == 1:
            residents = self.dwelling.ids
        told = settle(self.facts, self.dwelling, self.named.members)
        known = not self._why(told) and bool(told.residents)
        why = self.doubt or "need"
        return self._made(
            "need",
            "doubtful" if self.doubt else "sure",
            why,
            settled=told._replace(count=None) if known else NOTHING,
            residents=told.residents if known else residents,
        )

    def _note(self, why: str, status: str = "unread") -> Reading:
        names = self.named
        self.named = names._replace(names=())
        return self._made("note", status, why)

    def _made(
        self,
        kind: str,
        status: str,
        why: str,
        settled: Settled = NOTHING,
        residents: tuple[str, ...] = (),
        where: str | None = None,
    ) -> Reading:
        candidates: tuple[str, ...] = ()
        if status == "doubtful":
            named = tuple(m.id for m in self.named.members if m)
            ids = self.dwelling.ids if self.dwelling else ()
            candidates = self.candidates or self.named.candidates or named or ids
        names = self.named.names
        if kind in ("need", "order"):
            names = self._surer_names()
        return Reading(
            self.line,
            self.text,
            kind,  # type: ignore[arg-type]
            self._doors(),
            names,
            settled.count,
            settled.antigen,
            settled.temperature,
            where,
            status,  # type: ignore[arg-type]
            why,
            residents,
            candidates,
            self.facts.symptoms,
            False,
            self.about,
            self.facts.has("need"),
        )

    def _surer_names(self) -> tuple[str, ...]:
        """In a request or order a word that only looks like a name is not one."""
        return tuple(
            n
            for n, m in zip(self.named.names, self.named.members, strict=True)
            if m or plain(n) in self.place.roster.by_name
        )
