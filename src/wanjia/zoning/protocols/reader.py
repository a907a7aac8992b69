"""Protocol files (TOML) into values, refused with file, key and line when they say nonsense."""

import tomllib
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

from wanjia.core.rules.toml_lines import error_line, key_lines
from wanjia.zoning.protocols.public_reader import on_positive, phase_public, protocol_public
from wanjia.zoning.protocols.round_rules import both_hold, minutes, overlap
from wanjia.zoning.protocols.toml_table import ProtocolError, Table, TomlFile
from wanjia.zoning.protocols.values import (
    CONTACT_KINDS,
    EFFECTS,
    KINDS,
    KITCHENS,
    LOOKS,
    OPEN,
    RELATIONS,
    TEST_KINDS,
    WANTS,
    WEEKDAYS,
    WHO,
    ClockRule,
    Confirmation,
    ContactRule,
    Entry,
    Health,
    Lacking,
    Measure,
    NeededTest,
    NewCaseRule,
    PersonRules,
    Phase,
    Protocol,
    RecoveredRule,
    RoundRule,
    StepDown,
    Text,
    ZoneClass,
)

FOLDER = Path(__file__).parent / "builtin"


@cache
def _loaded() -> MappingProxyType[str, Protocol]:
    found = [parse_protocol(file.read_text("utf-8"), file.name) for file in FOLDER.glob("*.toml")]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.in_force_from, one.name))
    return MappingProxyType({one.name: one for one in found})


def load_protocols() -> dict[str, Protocol]:
    """All protocols that come with the program, by name: epidemics first, oldest first.

    Read once; raises ProtocolError for a file that is broken.
    """
    return dict(_loaded())


def parse_protocol(text: str, filename: str, old: bool = False) -> Protocol:
    """Read a protocol file's text; `filename` is named in errors and must be `NAME.toml`.

    An `old` copy may lack what the public is told. Raises ProtocolError (file, key, line, why) for
    TOML that is broken, a key that is missing, unknown or of the wrong sort, and for rules that
    contradict each other.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = Text(f"不是合格的 TOML：{error}", f"not well-formed TOML: {error}")
        raise ProtocolError(filename, "", error_line(error, text), why) from None
    lines = key_lines(text)
    root = Table(data, (), TomlFile(filename, lines, {}))
    sources = _sources(root.table("sources"))
    root = Table(root.left, (), TomlFile(filename, lines, sources, old))
    protocol = _protocol(root, filename)
    root.close()
    return protocol


def parse_stored(text: str, filename: str) -> Protocol:
    """Read a committee's stored copy; one from before the public's keys `lacks` them."""
    try:
        return parse_protocol(text, filename)
    except ProtocolError as error:
        lacks = Lacking(error.file, error.key, error.line, error.why)
        return replace(parse_protocol(text, filename, old=True), lacks=lacks)


def _sources(table: Table) -> dict[str, Text]:
    return {key: table.text(key) for key in list(table.left)}


def _protocol(table: Table, filename: str) -> Protocol:
    name = table.string("name")
    if filename.removesuffix(".toml") != name:
        table.fail(
            "name", f"名称“{name}”与文件名不符。", f"the name “{name}” is not that of the file."
        )
    kind = table.string("kind", KINDS)
    epidemic = kind == "epidemic"
    positive = on_positive(table, epidemic)
    return Protocol(
        name=name,
        version=table.string("version"),
        kind=kind,
        title=table.text("title"),
        in_force_from=table.day("in_force_from"),
        unit=table.text("unit"),
        classes=_classes(table),
        clock=tuple(_clock_rule(one) for one in table.tables("clock")),
        measures=tuple(_measure(one) for one in table.tables("measures")),
        people=_people(table.table("people")) if epidemic or table.has("people") else None,
        health=_health(table.table("health")) if epidemic or table.has("health") else None,
        on_positive=positive,
        public=protocol_public(table),
    )


def _classes(root: Table) -> MappingProxyType[str, ZoneClass]:
    tables = root.tables("classes")
    if not tables:
        root.fail("classes", "至少要有一类区。", "at least one class is needed.")
    keys = tuple(str(one.left.get("key")) for one in tables)
    for place, table in enumerate(tables):
        if keys[place] in (*keys[:place], OPEN):
            table.fail(
                "key", f"“{keys[place]}”已经用过或不可用。", f"“{keys[place]}” is taken already."
            )
    return MappingProxyType({one.key: one for one in (_class(table, keys) for table in tables)})


def _class(table: Table, keys: tuple[str, ...]) -> ZoneClass:
    key = table.string("key")
    if len(key) > 20:
        table.fail("key", "最多 20 个字符。", "at most 20 characters.")
    phases = _phases(table)
    others = tuple(one for one in keys if one != key)
    klass = ZoneClass(
        key=key,
        name=table.text("name"),
        look=table.string("look", LOOKS),
        entry=_entry(table.table("entry")),
        phases=phases,
        steps=_steps(table, others),
        new_case=_new_case(table, others, tuple(phase.key for phase in phases)),
        rounds=_rounds(table),
        measures=tuple(_measure(one) for one in table.tables("measures")),
    )
    table.close()
    return klass


def _entry(table: Table) -> Entry:
    entry = Entry(
        text=table.text("text"),
        source=table.source(),
        positive_within_days=table.maybe_integer("positive_within_days", 1),
        none_within_days=table.maybe_integer("none_within_days", 1),
        celsius=table.celsius("celsius") if table.has("celsius") else None,
        for_days=table.maybe_integer("for_days", 1),
        within_hours=table.maybe_integer("within_hours", 1),
    )
    table.close()
    return entry


def _phases(table: Table) -> tuple[Phase, ...]:
    tables = table.tables("phases")
    if not tables:
        table.fail("phases", "至少要有一个阶段。", "at least one phase is needed.")
    phases: list[Phase] = []
    expected: int | None = 1
    for one in tables:
        phase = _phase(one)
        if phase.days.first != expected or phase.key in {known.key for known in phases}:
            one.fail(
                "days",
                "各阶段应从第 1 天起，首尾相接，不得重名。",
                "phases must follow each other from day 1 on, each with a key of its own.",
            )
        expected = phase.days.last + 1 if phase.days.last else None
        phases.append(phase)
    return tuple(phases)


def _phase(table: Table) -> Phase:
    phase = Phase(
        key=table.string("key"),
        name=table.text("name"),
        days=table.days("days"),
        movement=table.text("movement"),
        source=table.source(),
        forbidden=table.texts("forbidden"),
        leaving=table.maybe_text("leaving"),
        public=phase_public(table),
    )
    table.close()
    return phase


def _steps(table: Table, others: tuple[str, ...]) -> tuple[StepDown, ...]:
    steps: list[StepDown] = []
    for one in table.tables("steps"):
        step = _step(one, others)
        if step.came_from in {known.came_from for known in steps}:
            one.fail("came_from", "同一来路有两条规则。", "two rules for the same origin.")
        if step.after is None and not step.lifted and not step.confirm:
            one.fail(
                None, "要有 after、lifted 或 confirm 之一。", "needs after, lifted or confirm."
            )
        steps.append(step)
    return tuple(steps)


def _step(table: Table, others: tuple[str, ...]) -> StepDown:
    step = StepDown(
        to=table.string("to", (*others, OPEN)),
        source=table.source(),
        after=table.maybe_integer("after", 1),
        came_from=table.string("came_from", others) if table.has("came_from") else None,
        lifted=table.strings("lifted", others) if table.has("lifted") else (),
        tests=tuple(_needed_test(one) for one in table.tables("tests")),
        confirm=tuple(_confirmation(one) for one in table.tables("confirm")),
    )
    table.close()
    if any(test.day and test.day > (step.after or 0) for test in step.tests):
        table.fail("tests", "day 不应大于 after。", "day must not be greater than after.")
    return step


def _needed_test(table: Table) -> NeededTest:
    test = NeededTest(
        kind=table.string("kind", TEST_KINDS),
        day=table.maybe_integer("day", 1),
        last_days=table.maybe_integer("last_days", 1),
    )
    if (test.day is None) == (test.last_days is None):
        table.fail(None, "要有 day 或 last_days 之一。", "needs either day or last_days.")
    table.close()
    return test


def _confirmation(table: Table) -> Confirmation:
    confirmation = Confirmation(key=table.string("key"), text=table.text("text"))
    table.close()
    return confirmation


def _new_case(
    table: Table, others: tuple[str, ...], phases: tuple[str, ...]
) -> tuple[NewCaseRule, ...]:
    rules: list[NewCaseRule] = []
    for one in table.tables("new_case"):
        effect = one.string("effect", EFFECTS)
        rule = NewCaseRule(
            effect=effect,
            text=one.text("text"),
            source=one.source(),
            phase=one.string("phase", phases) if one.has("phase") else None,
            to=one.string("to", others) if effect == "raise_to" else None,
        )
        if rule.phase in {known.phase for known in rules}:
            one.fail("phase", "同一阶段有两条规则。", "two rules for the same phase.")
        one.close()
        rules.append(rule)
    return tuple(rules)


def _rounds(table: Table) -> tuple[RoundRule, ...]:
    tables = table.tables("rounds")
    rules = tuple(_round(one) for one in tables)
    for (_, first), (second_table, second) in combinations(zip(tables, rules, strict=True), 2):
        if not both_hold(first, second):
            continue
        if first.key == second.key:
            second_table.fail("key", f"“{second.key}”已经用过。", f"“{second.key}” is used twice.")
        same_people = (first.who == "staff") == (second.who == "staff")
        if same_people and overlap(first, second):
            second_table.fail(
                "opens", f"与“{first.key}”的时间重叠。", f"overlaps with “{first.key}”."
            )
    return rules


def _round(table: Table) -> RoundRule:
    rule = RoundRule(
        key=table.string("key"),
        name=table.text("name"),
        opens=table.hour("opens"),
        closes=table.hour("closes"),
        wants=frozenset(table.strings("wants", WANTS)),
        source=table.source(),
        who=table.string("who", WHO) if table.has("who") else "residents",
        weekdays=_weekdays(table),
        days=table.days("days") if table.has("days") else None,
        from_date=table.maybe_day("from"),
        to_date=table.maybe_day("to"),
        every_minutes=table.maybe_integer("every_minutes", 5),
        apart_hours=table.maybe_integer("apart_hours", 1),
    )
    _refuse_bad_round(table, rule)
    table.close()
    return rule


def _weekdays(table: Table) -> frozenset[int]:
    if not table.has("weekdays"):
        return frozenset(range(7))
    return frozenset(WEEKDAYS.index(one) for one in table.strings("weekdays", WEEKDAYS))


def _refuse_bad_round(table: Table, rule: RoundRule) -> None:
    opens, closes = minutes(rule)
    if closes <= opens:
        table.fail("closes", "结束应晚于开始。", "must be later than it opens.")
    if rule.every_minutes and (closes - opens) % rule.every_minutes:
        table.fail("every_minutes", "应能整除开放时段。", "must divide the window evenly.")
    if not rule.wants:
        table.fail("wants", "至少要填一样。", "must ask for something.")
    if len(rule.key) > 20:
        table.fail("key", "最多 20 个字符。", "at most 20 characters.")
    if rule.from_date and rule.to_date and rule.to_date < rule.from_date:
        table.fail("to", "应不早于 from。", "must not be before from.")


def _measure(table: Table) -> Measure:
    measure = Measure(table.text("text"), table.source(), table.maybe_integer("within_minutes", 1))
    table.close()
    return measure


def _clock_rule(table: Table) -> ClockRule:
    rule = ClockRule(
        since=table.string("since", ("last_case", "moved_out")),
        source=table.source(),
        from_date=table.maybe_day("from"),
    )
    table.close()
    return rule


def _people(table: Table) -> PersonRules:
    rules = PersonRules(
        contact_days_before=table.integer("contact_days_before"),
        close_contact=table.text("close_contact"),
        contact_source=table.source("contact_source"),
        contacts=tuple(_contact_rule(one) for one in table.tables("contacts")),
        recovered=_recovered(table.table("recovered")),
        pooled_skips_next_round=table.boolean("pooled_skips_next_round"),
        pooled_source=table.source("pooled_source"),
    )
    table.close()
    return rules


def _contact_rule(table: Table) -> ContactRule:
    kitchen, source = table.string("kitchen", KITCHENS), table.source()
    relations = {
        relation: table.string(relation, CONTACT_KINDS)
        for relation in RELATIONS
        if table.has(relation)
    }
    table.close()
    return ContactRule(kitchen, MappingProxyType(relations), source)


def _recovered(table: Table) -> RecoveredRule:
    rule = RecoveredRule(
        home_days=table.integer("home_days", 1),
        no_tests=table.days("no_tests"),
        pcr_day=table.integer("pcr_day", 1),
        exempt_months=table.integer("exempt_months"),
        temperature_a_day=table.integer("temperature_a_day"),
        source=table.source(),
    )
    table.close()
    return rule


def _health(table: Table) -> Health:
    results = table.table("results")
    health = Health(
        fever=table.celsius("fever"),
        fever_source=table.source("fever_source"),
        symptoms=table.texts("symptoms"),
        results=MappingProxyType(
            {key: results.text(key) for key in ("negative", "positive", "invalid")}
        ),
        collected_at=table.hour("collected_at"),
        source=table.source(),
    )
    results.close()
    table.close()
    return health
