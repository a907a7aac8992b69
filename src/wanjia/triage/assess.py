"""How urgent a request is, what it is about, why, by when, and what to ask. Pure.

Signs (protocols that hold) explain and alone may say "life in danger". The small model catches what
no sign names, and may only make us ask. What neither can rule out is never calm: it is asked about.
A person can always overrule it; every sign that holds is shown with its reason.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wanjia.risks import risks
from wanjia.triage.believing import BELIEVED_FRAMED, SHORT, WITNESSED, Belief
from wanjia.triage.choosing import category_of
from wanjia.triage.clauses import normalize
from wanjia.triage.deadline import Times, times
from wanjia.triage.plain import calm, only_acknowledges, only_lists_goods, only_reports, unreadable
from wanjia.triage.reading import AFAR, FIGURE, OVER, Reading, has_text, windows
from wanjia.triage.rules import Complaint, TriageRules, load_rules
from wanjia.triage.signs import Found, signs_of
from wanjia.triage.verdict import Otherwise, Sign, Verdict

if TYPE_CHECKING:
    from wanjia.triage.model import Likely, Weights

# How likely urgency must be to be asked about, framed too; how sure calm and doubt are.
ASK_GRAVE, ASK_URGENT, URGENT_FRAMED, CALM, DOUBT = 0.45, 0.45, 0.8, 0.55, 0.45
EARLY = 72  # hours from which on it is told early, whatever the model sees
READ = 0.5  # from what share on a category was read, where no sign names it
GOODS = frozenset({"food", "infant", "pet"})
RAISED = frozenset({"food", "water_power_gas", "infant"})
# Where what runs out or falls due is the matter itself, its time is part of the reason.
RUNS_OUT = frozenset({"medicine", "food", "infant", "water_power_gas", "pet", "other"})
FALLS_DUE = frozenset({"medical_appointment", "exit_permit", "test_result", "pregnancy"})
# Asking how is the need itself for those who must see a doctor.
FIRM = frozenset({"medical_appointment", "medicine", "test_result", "mental_health"})


def triage(
    text: str,
    person_risk: Collection[str] = (),
    rules: TriageRules | None = None,
    weights: "Weights | None" = None,
) -> Verdict:
    """Triage a request as it was said or typed.

    `person_risk` are kinds of risk known of the person in need (`alone_elder`, `dialysis` …); what
    the text itself shows need not be given. No text raises. `weights` other than the shipped ones
    are for scoring new ones.
    """
    rules = rules or load_rules()
    said = normalize(text)
    if only_acknowledges(said):
        return calm("other", "只是回应或问候", "only an acknowledgement or greeting", rules)
    if only_reports(said) and not _is_pressing(said, rules):
        return calm("test_result", "只是报平安、报阴性", "only a normal or negative report", rules)
    if not has_text(said):
        return unreadable(rules)
    return _Assessment(said, rules, frozenset(person_risk), weights).verdict()


class _Assessment:
    """One text being judged."""

    def __init__(
        self, said: str, rules: TriageRules, risks: frozenset[str], weights: "Weights | None" = None
    ) -> None:
        self.said, self.rules, self.risks, self.weights = said, rules, risks, weights
        self.readings = [Reading(window, rules) for window in windows(said)]
        self.found = signs_of(self.readings)
        self.once = signs_of(self.readings, also=(OVER, AFAR))
        if any(reading.closed for reading in self.readings):
            # 不用派人了: whoever closes a call asks for nobody.
            self.found = [one for one in self.found if one.protocol.complaint != "unclear"]
        self.likely = self._likely()
        self.belief = Belief(said, self.readings, self.found, self.likely, rules, weights)
        gone = any(reading.stands("gone") for reading in self.readings)
        self.times: Times = times(said, gone)

    def verdict(self) -> Verdict:
        """Weigh signs and model: a sure danger, a doubt to be asked about, or what else it is."""
        grave = [one for one in self.found if one.protocol.urgency == 1]
        if grave:
            if believed := [one for one in grave if self.belief.believes(one)]:
                return self._sure(believed)
            return self._settled() if self.belief.is_nothing() else self._unsure(grave[0])
        if ended := self._ended():
            return ended
        asking = next((one for one in self.found if one.protocol.ask), None)
        if confirmed := self.belief.confirmed():
            return self._sure([confirmed.raised()])
        if asking and not self.belief.is_clearly_calm(asking):
            return self._unsure(asking)
        if self._is_shopping_list():
            topic = next(one for one in self.found if one.protocol.category in GOODS).protocol
            return self._timed(topic.category, 3, topic.why, topic.why_en)
        if self.belief.model_asks():
            return self._unsure(None)
        return self._settled()

    def _is_shopping_list(self) -> bool:
        """Tell whether goods and quantities are all that is said, and no sign says more."""
        talk = all(one.protocol.urgency == 4 for one in self.found)
        goods = {one.protocol.category for one in self.found} - {"other"}
        return talk and bool(goods) and goods <= GOODS and only_lists_goods(self.said)

    # What the signs and the model say.

    def _likely(self) -> "Likely":
        # NumPy is loaded when a text comes, not when a command starts.
        from wanjia.triage.model import likely

        reading = self.readings[0]
        standing = reading.standing_concepts() if len(self.readings) == 1 else []
        places = [(name, one.start) for name in standing for one in reading.mentions(name)]

        def concepts(start: int, end: int) -> list[str]:
            return list({name: None for name, place in places if start <= place < end})

        return likely(self.said, concepts, self.weights)

    def _fitting(self, found: Sequence[Found], category: str) -> Found:
        """Return the first of equally grave signs that is of a category, or the first."""
        return next((one for one in found if one.protocol.category == category), found[0])

    def _is_measured(self, found: Found) -> bool:
        """Tell whether a sign holds by a figure."""
        return any(found.reading.is_counted(one.concept, one.start) for one in found.mentions)

    # What follows.

    def _sure(self, speaking: Sequence[Found]) -> Verdict:
        category = category_of(speaking, self.found, self.likely)
        one = self._fitting(speaking, category).protocol
        urgency, why, why_en = one.urgency, one.why, one.why_en
        if measured := next((other for other in speaking if self._is_measured(other)), None):
            told = measured.protocol  # a figure is what can be checked: it is part of the reason
            if told.category == one.category and told is not one:
                why, why_en = f"{told.why}，{why}", f"{told.why_en}; {why_en}"
        soon = self.times.out or (self.times.hours or 99) <= 24
        if urgency == 3 and soon and one.category in RAISED and self._is_raised():
            urgency, why, why_en = 2, f"{why}，本人有风险", f"{why_en}; the person is at risk"
        return self._timed(category, urgency, why, why_en)

    def _is_raised(self) -> bool:
        """Tell whether what this person lacks is graver than what others lack."""
        return bool(self.risks & risks().keys(lambda kind: kind.raises))

    def _unsure(self, found: Found | None) -> Verdict:
        """Have two questions asked, of the complaint that is named or that the words point to."""
        category = category_of([found] if found else [], self.found, self.likely)
        complaint = self._complaint(found, category)
        if found and not complaint.serves(category):
            # What is asked and what it is about are one matter: the danger that is doubted, or
            # where hardly anything speaks for it, what the text is about.
            named = found.protocol.category
            if self.likely.danger < WITNESSED:
                complaint = self._complaint(None, category)
            else:
                category = named if complaint.serves(named) else complaint.category
        what, what_en = "", ""
        if found:
            what, what_en = f"（{found.protocol.why}）", f" ({found.protocol.why_en})"
        rest = self._settled(beside=found, asked=True)
        if rest.urgency == 4 and found and found.protocol.complaint == "unclear":
            # Whoever asks for help without saying what for needs something, if not an ambulance.
            hours = self._hours(3)
            rest = Verdict(found.protocol.category, 3, "要人帮忙", "asks for help", hours)
        return Verdict(
            category, 2, f"不能排除危险{what}，先问这两句",
            f"Danger cannot be ruled out{what_en}: ask these two questions first",
            self._hours(2), unsure=True, ask=complaint.questions, signs=self._signs(),
            otherwise=Otherwise(
                rest.category, rest.urgency, rest.why, rest.why_en, rest.deadline_hours
            ),
        )  # fmt: skip

    def _complaint(self, found: Found | None, category: str) -> Complaint:
        """Choose whose questions to ask: of the danger that is doubted, or of what it is about."""
        complaints = self.rules.complaints
        if found and found.protocol.urgency <= 2 and not found.protocol.vague:
            return complaints[found.protocol.complaint]
        serving = [one for one in complaints.values() if one.serves(category)]
        if found and complaints[found.protocol.complaint] in serving:
            return complaints[found.protocol.complaint]
        named = [one for one in serving if self._names(one)]
        same = [one for one in serving if one.category == category]
        both = [one for one in named if one in same]
        return next(iter(both or named or same), complaints["unclear"])

    def _names(self, complaint: Complaint) -> bool:
        return any(
            mention.standing != FIGURE
            for reading in self.readings
            for concept in complaint.concepts
            for mention in reading.mentions(concept)
        )

    def _ended(self) -> Verdict | None:
        """What is told to be over, long past or somebody else's, unless the model doubts it."""
        now = {one.protocol.name for one in self.found}
        past = [one for one in self.once if one.protocol.name not in now]
        grave = [one for one in past if one.protocol.urgency <= 2]
        if not grave or any(one.protocol.urgency <= 2 for one in self.found):
            return None
        likely = self.likely
        closed = self.belief.closed
        doubted = likely.danger >= BELIEVED_FRAMED and not closed
        pressing = likely.grave + likely.urgency[1] >= 0.5 and likely.urgency[3] < 0.3
        framed = (closed or len(self.said) <= SHORT) and any(
            mention.standing == OVER for one in grave for mention in one.mentions
        )
        if doubted or (pressing and not framed):
            return self._unsure(grave[0])
        if any(one.protocol.urgency == 3 for one in self.found):
            return None
        over = any(mention.standing == OVER for one in grave for mention in one.mentions)
        why = (
            ("说是已经好了", "told to be over")
            if over
            else ("说的不是眼前的事", "not of here and now")
        )
        # 中风早好了，名册上划掉; 演练，大家别怕: it is about the register, or about news.
        told = any(one.protocol.name == "register_talk" for one in self.found)
        news = any(one.is_named("elsewhere") for one in self.readings)
        here = over and not told and not news
        category = category_of(grave, grave, self.likely) if here else "information"
        return self._with(Verdict(category, 4, *why, self.rules.default_hours[3]))

    def _settled(self, beside: Found | None = None, asked: bool = False) -> Verdict:
        """What a text says where no danger to life stands."""
        found = [
            one for one in self.found
            if one.protocol.urgency > 1 and not one.protocol.ask and one is not beside
        ]  # fmt: skip
        urgent_found = [one for one in found if one.protocol.urgency == 2]
        if urgent_found:
            return self._sure(urgent_found)
        likely = self.likely
        urgent = likely.grave + likely.urgency[1] >= ASK_URGENT
        came = likely.grave < ASK_GRAVE and any(
            one.is_named("over_supply") for one in self.readings
        )
        framed = self.belief.framed and likely.grave + likely.urgency[1] < URGENT_FRAMED
        framed = framed or self.belief.closed
        if not asked and urgent and not came and not framed and not self._is_early():
            return self._unsure_urgent(found)
        of = {level: [one for one in found if one.protocol.urgency == level] for level in (3, 4)}
        speaking = of[3] or of[4]
        category = category_of(speaking, found, likely, calm=not of[3])
        topic = self._fitting(speaking, category) if speaking else None
        if topic and of[3] and not self._is_lowered(topic):
            return self._sure(of[3])
        three, four = likely.urgency[2], likely.urgency[3]
        if topic is None and three > four:
            return self._timed(category, 3, "像几天内要办的事", "seems due within days")
        if not asked and not (four >= CALM and (topic or likely.category_share >= READ)):
            if topic and three > four:
                return self._timed(category, 3, topic.protocol.why, topic.protocol.why_en)
            seen = likely.grave + likely.urgency[1]
            if not self.belief.framed and (seen > 0.2 or (topic is None and four < DOUBT)):
                return self._unsure(None)
        if topic is None and likely.category_share < READ:
            category = "other"  # no matter was read: whoever is on duty must look
        elif topic is None and category == "medical_emergency" and self._is_asking():
            category = "information"  # 不烧不咳，只问一声
        why = (
            (topic.protocol.why, topic.protocol.why_en)
            if topic
            else ("没有读出急事", "nothing urgent was read")
        )
        return self._timed(category, 4, *why)

    def _is_asking(self) -> bool:
        return any(one.is_named(name) for one in self.readings for name in ("asks", "register"))

    def _is_early(self) -> bool:
        """Tell whether what will run out or falls due is told days before."""
        early = not self.times.out and (self.times.hours or 0) >= EARLY
        return early and any(one.protocol.urgency == 3 for one in self.found)

    def _unsure_urgent(self, found: list[Found]) -> Verdict:
        return self._unsure(found[0] if found and found[0].protocol.urgency == 3 else None)

    def _is_lowered(self, found: Found) -> bool:
        """Tell whether a hardship is only asked about, wished for, or has time."""
        reading, likely = found.reading, self.likely
        if likely.urgency[3] > 0.9:
            return True
        if reading.is_named("calm"):
            return likely.urgency[3] > 0.2
        if found.protocol.category in FIRM:
            return likely.urgency[3] > 0.75
        soft = any(reading.is_named(name) for name in ("asks", "thanks", "wish", "register"))
        return soft and likely.urgency[3] > likely.urgency[2]

    # Hours and reasons.

    def _hours(self, urgency: int) -> int:
        hours = self.times.hours
        if urgency == 1:
            return 0
        if hours is None or (urgency == 4 and self.times.out):
            return self.rules.default_hours[urgency - 1]
        return round(hours)

    def _timed(self, category: str, urgency: int, why: str, why_en: str) -> Verdict:
        hours = self._hours(urgency)
        if urgency == 1:
            why, why_en = f"{why}：立即", f"{why_en}: now"
        elif self.times.hours is not None and category in RUNS_OUT | FALLS_DUE and urgency < 4:
            if hours:
                why, why_en = f"{why}：{hours} 小时内", f"{why_en}: within {hours} h"
            elif category in RUNS_OUT:
                why, why_en = f"{why}：已经断了", f"{why_en}: out already"
            else:
                why, why_en = f"{why}：已经过期", f"{why_en}: overdue already"
        return self._with(Verdict(category, urgency, why, why_en, hours))

    def _with(self, verdict: Verdict) -> Verdict:
        return replace(verdict, signs=self._signs())

    def _signs(self) -> tuple[Sign, ...]:
        return tuple(one.sign for one in self.found)


def _is_pressing(said: str, rules: TriageRules) -> bool:
    """Tell whether a sign stands in what looks like a report: 不想活了 is as long as a name."""
    return any(one.protocol.urgency <= 2 for one in signs_of([Reading(said, rules)]))
