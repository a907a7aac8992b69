"""What everybody is told of a zone, in one language. Pure.

One place, so that the alert, the door notice, the household's page, a group's text, the calendar
and the map say the same: the event, the class, the instruction and the end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from wanjia.zoning.protocols.values import Phase, Protocol, Text
from wanjia.zoning.protocols.zone_end import end_told
from wanjia.zoning.zones.proposal_text import day_words, phase_rules, sum_words

# What an alert says of itself where a committee's old copy says nothing to the public.
UNTOLD = ("Other", "Unknown", "Unknown", "Unknown")
NO_END = Text("不设期限，解除时另行通知", "No end date: you will be told when it is lifted")
ENDS = Text("最早{day} 24:00（即{at}）解除或转级", "Until the end of {day} ({at}) at the earliest")
ENDS_AT = Text("最早 {at} 解除或转级", "Until {at} at the earliest")
COUNTED = Text("{text}；{sum}", "{text}; {sum}")
OVERDUE = Text(
    "{text}。日期已到，还在等检测结果和审定，一有变化马上告诉您",
    "{text}. That day has come; results and a decision are still awaited, and you will be told"
    " at once",
)
BEGINS = Text("{at} 起", "From {at}")


@dataclass(frozen=True)
class PublicWords:
    """A zone in a phase as everybody is told it.

    `event` is what happens, `klass` the class, `what` both in one; `instruction` is what to do
    now, `rules` what holds until the end, `on_positive` what a household with a positive does.
    """

    event: str
    klass: str
    what: str
    headline: str
    instruction: tuple[str, ...]
    rules: tuple[str, ...]
    on_positive: tuple[str, ...]
    category: str
    response: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str


@dataclass(frozen=True)
class OverWords:
    """What everybody is told when a zone has ended, or an alert on it holds no longer."""

    event: str
    what: str
    headline: str
    instruction: tuple[str, ...]
    category: str
    severity: str
    certainty: str


def public_words(protocol: Protocol, klass: str, phase: Phase, language: str) -> PublicWords:
    """Say what everybody is told under a class of a protocol in one of its phases.

    A copy from before the public's keys gives its own title and rules, and nothing is made up.
    """
    what, rules = what_words(protocol, klass, phase, language), phase_rules(phase, language)
    public = phase.public
    category, urgency, severity, certainty = UNTOLD
    if public and protocol.public:
        category = protocol.public.category
        urgency, severity, certainty = public.urgency, public.severity, public.certainty
    return PublicWords(
        event=_event_name(protocol, phase).words(language),
        klass=protocol.classes[klass].name.words(language),
        what=what,
        headline=public.headline.words(language) if public else what,
        instruction=_join_lines(public.instruction, language) if public else rules,
        rules=rules if public else (),
        on_positive=_join_lines(protocol.on_positive, language),
        category=category,
        response=public.response if public else (),
        urgency=urgency,
        severity=severity,
        certainty=certainty,
    )


def over_words(
    protocol: Protocol, klass: str, phase: Phase, language: str, ended: bool
) -> OverWords:
    """Say that a zone is over (`ended`), or that what was said of it holds no longer."""
    now = public_words(protocol, klass, phase, language)
    public = protocol.public
    headline = now.what
    instruction: tuple[str, ...] = ()
    if public and ended:
        colon = ": " if language.startswith("en") else "："
        headline = f"{now.what}{colon}{public.ended.headline.words(language)}"
        instruction = _join_lines(public.ended.instruction, language)
    elif public:
        headline = public.no_longer.words(language)
    return OverWords(
        now.event, now.what, headline, instruction, now.category, now.severity, now.certainty
    )


def what_words(protocol: Protocol, klass: str, phase: Phase, language: str) -> str:
    """Name event and class in one: 燃气泄漏Ⅰ级, 新冠疫情 · 封控区.

    A bare level says nothing.
    """
    event, name = _event_name(protocol, phase), protocol.classes[klass].name
    if event.zh in name.zh or event.en.lower() in name.en.lower():
        return name.words(language)
    return f"{event.words(language)} · {name.words(language)}"


def begin_words(start: datetime, tz: tzinfo, language: str) -> str:
    """From when a zone is in force, in the community's time.

    4月18日 18:40 起.
    """
    local = start.astimezone(tz)
    return BEGINS.words(language).format(at=f"{day_words(local, language)} {local:%H:%M}")


def end_words(
    end: datetime | None,
    tz: tzinfo,
    language: str,
    days: int | None = None,
    now: datetime | None = None,
) -> str:
    """Return until when a zone holds, and from which sum: the same on every page and paper.

    The last whole day, as people say it; or that no end is set. `days` are the clear days that it
    was counted from; an end that `now` has passed says what is waited for.
    """
    if end is None:
        return NO_END.words(language)
    local = end.astimezone(tz)
    at = f"{day_words(local, language)} {local:%H:%M}"
    if (local.hour, local.minute) == (0, 0):
        last = day_words(local.date() - timedelta(days=1), language)
        text = ENDS.words(language).format(day=last, at=at)
    else:
        text = ENDS_AT.words(language).format(at=at)
    told = end_told(end, days, tz)
    if told:
        text = COUNTED.words(language).format(text=text, sum=sum_words(told, language))
    return OVERDUE.words(language).format(text=text) if now and end <= now else text


def group_text(place: str, words: PublicWords, ends: str, language: str) -> str:
    """Return what a group is told of a zone in one language, ready to be pasted."""
    english = language.startswith("en")
    mark = f"[{place}: {words.what}]" if english else f"【{place} {words.what}】"
    return "\n".join((mark, words.headline, body_text(words, ends)))


def body_text(words: PublicWords | OverWords, ends: str) -> str:
    """Return what to do and until when, a line each, numbered."""
    lines = [f"{number}. {line}" for number, line in enumerate(words.instruction, 1)]
    return "\n".join(filter(None, [*lines, ends]))


def _event_name(protocol: Protocol, phase: Phase) -> Text:
    return phase.public.event if phase.public else protocol.title


def _join_lines(lines: tuple[Text, ...], language: str) -> tuple[str, ...]:
    return tuple(line.words(language) for line in lines)
