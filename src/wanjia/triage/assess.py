"""How urgent a request is, what it is about, why, and by when. Pure: a text in, a verdict out.

The signs of `triage.toml` are tried from the gravest on; the first that is said, and not denied or
told to be over, decides. A person can always overrule it; the reason that spoke is shown.
"""

import re
import unicodedata
from collections.abc import Collection

from wanjia.triage.deadline import Times, number, times
from wanjia.triage.rules import Patterns, Sign, TriageRules, load_rules
from wanjia.triage.verdict import Verdict

LONGEST = 4000
NEAR = 7  # characters before a sign in which a denial counts
RAISED_BY = frozenset({"alone_elder", "newborn", "minor_alone", "disabled", "dialysis", "pregnant"})
RAISED = frozenset({"food", "water_power_gas", "infant"})
_CLAUSE = re.compile(
    r"[。！？!?；;，,、\n…~～]|(?<=[a-z])\. |但是?|不过|可是|只是|\bbut\b|\bhowever\b"
)
_AGE = re.compile(
    r"(\d{2,3})\s*(?:多|来|几)?\s*岁|(?:aged?|is|am|was)\s+(\d{2,3})\b|(\d{2,3})[- ]years?[- ]old"
)
_OLD = re.compile(r"([六七八九])十[一二三四五六七八九多几来]{0,2}岁?")
_OXYGEN = re.compile(
    r"(?:血氧|氧饱和度?|指(?:脉)?氧|spo2|o2 sat|oxygen (?:level|sat\w*)|sats?)"
    r"[^\d]{0,10}(\d{2})\b"
)
_HEAT = re.compile(r"(?<!\d)(3[6-9]|4[0-2])(?:[度.．点](\d))?\s*(?:度|℃|°|多|c\b|degrees|以上|几)?")
_HEAT_NEAR = re.compile(r"烧|热|体温|度|℃|°|fever|temperature|degrees")
_HEAT_WORDS = re.compile(r"(三十[七八九]|四十[一二]?)度")
_WEEKS = re.compile(
    r"(?:怀孕|孕)?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:周|weeks?)(?![岁年末])"
)


def triage(
    text: str, person_risk: Collection[str] = (), rules: TriageRules | None = None
) -> Verdict:
    """Triage a request as it was said or typed.

    `person_risk` are kinds of risk known of the person in need (`alone_elder`, `dialysis` …); what
    the text itself shows need not be given. No text raises.
    """
    rules = rules or load_rules()
    said = _Said(text, rules)
    sign = next((one for one in rules.signs if said.holds(one)), None)
    if said.over_until >= 0 and (sign is None or sign.urgency == 4):
        return _over(said, rules)
    if sign is None or (sign.urgency == 4 and said.only_thanks()):
        return _verdict("other", 4, "没有读出急事", "nothing urgent was read", said, rules)
    urgency = said.lowered(sign)
    why, why_en = sign.zh, sign.en
    soon = said.times.out or (said.times.hours or 99) <= 24
    if urgency == 3 and soon and sign.category in RAISED and set(person_risk) & RAISED_BY:
        urgency, why, why_en = 2, f"{why}，本人有风险", f"{why_en}; the person is at risk"
    return _verdict(sign.category, urgency, why, why_en, said, rules)


def _over(said: "_Said", rules: TriageRules) -> Verdict:
    """A matter that is told to be over keeps its category; nothing presses any more."""
    said.over_until = -1
    sign = next((one for one in rules.signs if said.holds(one)), None)
    category = sign.category if sign else "other"
    return Verdict(category, 4, "说是已经好了", "told to be over", rules.default_hours[3])


def _verdict(
    category: str, urgency: int, why: str, why_en: str, said: "_Said", rules: TriageRules
) -> Verdict:
    hours = 0.0 if urgency == 1 else said.times.hours
    if urgency == 4 and hours is not None and said.times.out:
        hours = None
    if hours is None:
        hours = rules.default_hours[urgency - 1]
    else:
        why, why_en = _with_time(why, why_en, urgency, hours)
    return Verdict(category, urgency, why, why_en, round(hours))


def _with_time(why: str, why_en: str, urgency: int, hours: float) -> tuple[str, str]:
    if urgency == 1:
        return f"{why}：立即", f"{why_en}: now"
    if hours == 0:
        return f"{why}：已经断了或过期", f"{why_en}: out or overdue already"
    return f"{why}：{hours:.0f} 小时内", f"{why_en}: within {hours:.0f} h"


class _Said:
    """A text read once: where clauses end, what is over, what is counted in it."""

    def __init__(self, text: str, rules: TriageRules) -> None:
        self.text = unicodedata.normalize("NFKC", text[:LONGEST]).lower().replace("’", "'").strip()
        self.rules = rules
        self.ends = [match.end() for match in _CLAUSE.finditer(self.text)]
        self.over_until = self._over_until()
        gone = bool(self._find(rules.groups["gone"]))
        self.times: Times = times(self.text, gone)
        ending = self._mentioned_in(rules.groups["ending"])
        self.lasting = gone or ending or self.times.out or self.times.hours is not None
        self.counted = self._counted()

    def _over_until(self) -> int:
        """What stands before this place is told to be over; -1 if nothing is."""
        words = self.rules.groups["over"].words
        found = words.finditer(self.text) if words else []
        places = [
            match.end()
            for match in found
            if not _denied(self.text[max(0, match.start() - NEAR) : match.start()], match[0])
        ]
        return max((self._clause_end(place) for place in places), default=-1)

    def _clause_end(self, place: int) -> int:
        return next((end for end in self.ends if end >= place), len(self.text))

    def _counted(self) -> set[str]:
        """Groups that are numbers: old age, low oxygen, heat, weeks, a deadline that is far."""
        found = set()
        ages = [int(next(filter(None, one.groups()))) for one in _AGE.finditer(self.text)]
        tens = [(6 + "六七八九".index(one[1])) * 10 for one in _OLD.finditer(self.text)]
        if any(self.rules.elder_age <= age < 120 for age in [*ages, *tens]):
            found.add("age")
        if any(int(one[1]) <= self.rules.lowest_oxygen for one in _OXYGEN.finditer(self.text)):
            found.add("low_oxygen")
        heat = self._heat()
        if heat >= self.rules.child_fever:
            found.add("temp_high")
        if heat >= 38:
            found.add("temp_signs")
        weeks = [number(one[1]) for one in _WEEKS.finditer(self.text)]
        if weeks and max(weeks) < self.rules.late_pregnancy:
            found.add("weeks_early")
        if self.times.hours is not None and self.times.hours > 48:
            found.add("far")
        if self.over_until >= 0:
            found.add("over")
        return found

    def _heat(self) -> float:
        """The highest temperature named, in °C; 0 where none is."""
        if not _HEAT_NEAR.search(self.text):
            return 0
        heats = [float(f"{one[1]}.{one[2] or 0}") for one in _HEAT.finditer(self.text)]
        heats += [number(one[1]) for one in _HEAT_WORDS.finditer(self.text)]
        return max(heats, default=0)

    def _find(self, patterns: Patterns) -> bool:
        """Whether one of the patterns is said and neither denied nor over."""
        if patterns.words is None:
            return False
        return any(self._stands(match) for match in patterns.words.finditer(self.text))

    def _stands(self, match: re.Match[str]) -> bool:
        if match.end() <= self.over_until:
            return False
        start = max((end for end in self.ends if end <= match.start()), default=0)
        before = self.text[max(start, match.start() - NEAR - 4) : match.start()]
        return not _denied(before, match[0])

    def _said(self, patterns: Patterns) -> bool:
        return bool(patterns.counted & self.counted) or self._find(patterns)

    def _mentioned(self, patterns: Patterns) -> bool:
        """Whether it is said at all, denied or not: what a sign must not stand beside."""
        return bool(patterns.counted & self.counted) or self._mentioned_in(patterns)

    def _mentioned_in(self, patterns: Patterns) -> bool:
        return bool(patterns.words and patterns.words.search(self.text))

    def only_thanks(self) -> bool:
        """Whether a word of thanks is all that it is."""
        groups = self.rules.groups
        return self._mentioned_in(groups["thanks"]) and not self._mentioned_in(groups["asks"])

    def holds(self, sign: Sign) -> bool:
        """Whether a sign is there with all that it needs."""
        # What is running out is named in any way, "we don't eat pork" too.
        spoken = self._mentioned if sign.out else self._said
        if not spoken(sign.any):
            return False
        if not all(self._said(one) or self._named(one) for one in sign.also):
            return False
        if sign.without and self._mentioned(sign.without):
            return False
        if not sign.out:
            return True
        hours = self.times.hours
        return self.lasting and (hours is None or hours <= sign.days * 24)

    def _named(self, patterns: Patterns) -> bool:
        """People and things stay named where what befell them is denied or over."""
        return self._mentioned_in(patterns) and self.over_until < 0

    def lowered(self, sign: Sign) -> int:
        """The sign's urgency, or 4 for a question, a word of thanks or what has time."""
        if sign.urgency < 3:
            return sign.urgency
        groups = self.rules.groups
        if "over" in self.counted and self.over_until >= len(self.text) - 24:
            return 4
        if self._mentioned(groups["calm"]):
            return 4
        lacks = self.lasting or self.times.hours is not None or self._find(groups["lost"])
        asks, thanks = self._mentioned(groups["asks"]), self._mentioned(groups["thanks"])
        if (asks or thanks) and not lacks and not self._firm(sign):
            return 4
        return sign.urgency

    def _firm(self, sign: Sign) -> bool:
        """Asking how to get there is the need itself for those who must leave or see a doctor."""
        return sign.category in ("medical_appointment", "medicine", "test_result", "mental_health")


_DENIALS = re.compile(
    r"(?:不是|并不是|没有|没|無|无|不会|并不|不|未|勿是|弗是|勿|弗|别|not|no|n't|never|isn't|without"
    r"|排除|否认)(?:有|在|再|说|想|要|是|会|什么|任何|发|出现|怎么|很|太|那么|到|any|a|an|in|"
    r"have|having|really|feeling|want|wanting|to|\s)*$"
)


def _denied(before: str, word: str) -> bool:
    """Whether the words before a sign deny it: 不是胸口疼, 没有发烧, not on fire."""
    if word[:1] in "不没无勿弗未":
        return False
    return bool(_DENIALS.search(before))
