"""A roster, or why there is none, in sentences of both languages. Pure."""

from collections.abc import Iterable

from wanjia.core.rules.rules_file import Text
from wanjia.duty.rosters.validation import Breach
from wanjia.duty.rosters.values import Burden, Impossible, Person, Roster, RuleBook, Task

BROKEN = {
    "cover": Text("{day} {shift}没有人值班", "nobody is on the {shift} shift of {day}"),
    "twice": Text("{name} {day} 同时有两个班", "{name} has two shifts at once on {day}"),
    "away": Text("{name} {day} 请假", "{name} is away on {day}"),
}


def _english(language: str) -> bool:
    return language.startswith("en")


def _joined(parts: Iterable[str], language: str) -> str:
    return ("; " if _english(language) else "；").join(parts)


def why_impossible(task: Task, found: Impossible, language: str = "zh") -> str:
    """The sentence that says which rule cannot be met, and what would help."""
    if found.unknown:
        return (
            "时间到了还没有排出来，也没有证明排不出来。请减少愿望或多加一个人再试。"
            if not _english(language)
            else "Time ran out: no roster was found, nor proved impossible. Add a person or ask"
            " for less, and try again."
        )
    if found.shortage:
        return _shortage(found, language)
    help_words = _help(task, found, language)
    many = len(task.people)
    if not found.rules:
        if _english(language):
            return (
                f"{many} people are too few to fill every shift, whatever the rules. {help_words}"
            )
        return f"{many} 个人，不管什么规则都排不满每一班。{help_words}"
    named = [task.rules.rules[rule].words(language) for rule in found.rules]
    if _english(language):
        those = (
            f"“{named[0]}” cannot be kept"
            if len(named) == 1
            else (
                "these rules cannot be kept together: "
                + _joined((f"“{one}”" for one in named), "en")
            )
        )
        return f"With {many} people and every shift filled, {those}. {help_words}"
    quoted = "".join(f"“{one}”" for one in named)
    those = f"做不到{quoted}" if len(named) == 1 else f"做不到同时满足{quoted}"
    return f"{many} 个人要排满每一班，{those}。{help_words}"


def _shortage(found: Impossible, language: str) -> str:
    assert found.shortage
    slot, can = found.shortage
    shift, need = slot.shift.name.words(language), slot.shift.need
    if _english(language):
        return (
            f"On {slot.day} the {shift} shift needs {need}, but only {can} can come. Ask somebody"
            " to give up a day away, or add a person."
        )
    return f"{slot.day} {shift}要 {need} 人，能来的只有 {can} 人。请有人销假，或增加人手。"


def _help(task: Task, found: Impossible, language: str) -> str:
    """What would have to give, any one of it."""
    ways = [
        task.rules.changed(one.rule, one.value).rules[one.rule].words(language)
        for one in found.remedies
    ]
    more = found.more_people
    if _english(language):
        said = [f"“{way}” instead" for way in ways]
        said += [f"{more} more {'person' if more == 1 else 'people'}"] if more else []
        return f"What would do: {', or '.join(said)}." if said else "No single change would do."
    said = [f"放宽为“{way}”" for way in ways] + ([f"再加 {more} 个人"] if more else [])
    return f"能解决的办法：{'，或'.join(said)}。" if said else "只改一条规则解决不了。"


def breach_words(breach: Breach, task: Task, name: str, language: str = "zh") -> str:
    """A broken rule as a phrase."""
    day = str(breach.day)
    if breach.rule in BROKEN:
        shift = task.pattern.shift(breach.shift).name.words(language)
        return BROKEN[breach.rule].words(language).format(name=name, day=day, shift=shift)
    rule = task.rules.rules[breach.rule].words(language)
    if _english(language):
        return f"{name}, {day}: the rule “{rule}” would not be kept"
    return f"{name} {day} 违反“{rule}”"


def told(task: Task, roster: Roster, language: str = "zh") -> list[str]:
    """What is to be known of a roster before it is accepted: proof, shares, wishes not met."""
    names = {one.id: one for one in task.people}
    lines = [_proof(roster, language)]
    lines += _shares(roster.burdens, language)
    broken = [_wishes(names[one.person], one, language) for one in roster.burdens if one.broken]
    asked = any(one.days_off or one.no_nights or one.most_shifts is not None for one in task.people)
    if broken:
        lines += broken
    elif asked:
        lines.append("Every wish is met." if _english(language) else "大家的愿望都满足了。")
    if task.published:
        lines.append(
            f"Published shifts that go to somebody else: {roster.changed}."
            if _english(language)
            else f"已公布的班次有 {roster.changed} 个换人。"
        )
    return lines


def _proof(roster: Roster, language: str) -> str:
    percent = round(roster.gap * 100)
    if _english(language):
        if roster.proved:
            return "Every rule is kept, no minute is left out; proved: none is better."
        return (
            "Every rule is kept, no minute is left out; one that is better by"
            f" {percent}% at most may exist."
        )
    if roster.proved:
        return "规则全部满足，每一分钟都有人；已证明没有更好的排法。"
    return f"规则全部满足，每一分钟都有人；更好的排法最多再好 {percent}%。"


def _shares(burdens: tuple[Burden, ...], language: str) -> list[str]:
    """Where the shares differ by more than one, which is unfair even if nothing fairer exists."""
    measures = (
        ("shifts", Text("班次", "Shifts")),
        ("nights", Text("夜班", "Nights")),
        ("weekends", Text("周末班", "Weekend shifts")),
    )
    lines = []
    for key, name in measures:
        shares = [getattr(one, key) for one in burdens]
        low, high = (min(shares), max(shares)) if shares else (0, 0)
        if _english(language):
            each = f"{low}" if low == high else f"{low} to {high}"
            lines.append(f"{name.en}: {each} for each person.")
        else:
            each = f"{low}" if low == high else f"{low}–{high}"
            lines.append(f"{name.zh}：每人 {each} 个。")
    return lines


def _wishes(person: Person, burden: Burden, language: str) -> str:
    english = _english(language)
    said = []
    if burden.broken_days_off:
        days = ", ".join(f"{day:%m-%d}" for day in burden.broken_days_off)
        said.append(f"on duty on {days}" if english else f"{days} 要上班")
    if burden.broken_nights:
        nights = burden.broken_nights
        said.append(f"{nights} nights" if english else f"有 {nights} 个夜班")
    if burden.broken_shifts:
        over = burden.broken_shifts
        said.append(f"{over} shifts more than wished" if english else f"比希望的多 {over} 班")
    listed = ", ".join(said) if english else "，".join(said)
    return (
        f"A wish of {person.name} is not met: {listed}."
        if english
        else f"{person.name} 的愿望没有满足：{listed}。"
    )


def rule_lines(book: RuleBook, language: str = "zh") -> list[str]:
    """All rules as phrases."""
    return [rule.words(language) for rule in book.rules.values() if rule.value is not None]
