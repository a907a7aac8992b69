"""The plan page: the planner's proposals, and a plan made by hand, with what each would cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import active_language, localized
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.queries import live_risks
from wanjia.people.risk_kinds import risk_choices
from wanjia.places.models import Estate, Stairwell
from wanjia.places.queries import visible_estates
from wanjia.zoning import queries
from wanjia.zoning.models import Case, Publication
from wanjia.zoning.plans.actions import bound
from wanjia.zoning.plans.estate_map import Ground, Mark, ground_of
from wanjia.zoning.plans.free_people import count_free
from wanjia.zoning.plans.guarding import guarded
from wanjia.zoning.plans.known_contacts import ContactHome, contact_homes
from wanjia.zoning.plans.named_posts import with_names
from wanjia.zoning.plans.planner import Plan, Violation, check_plan, violation_text
from wanjia.zoning.plans.posts import (
    Closed,
    PostChange,
    needed_posts,
    plan_of,
    plans_on_top,
    post_change,
)
from wanjia.zoning.plans.shadow import (
    ContactFlat,
    Shadow,
    plan_holding,
    shadow_of,
    shadow_words,
)
from wanjia.zoning.plans.staffing import Staffing, staffing_of, staffing_words
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.in_force import InForce
from wanjia.zoning.protocols.protocol import Protocol, ZoneClass, ZoneState, earliest_end, phase_on
from wanjia.zoning.protocols.public_text import end_words

Burden = list[tuple[str, int]]


@dataclass
class PlanGround:
    """An estate with all that planning it needs, at ten statements."""

    estate: Estate
    seen: UUID | None
    ground: Ground
    shelf: Mapping[str, Protocol]
    cases: list[Case]
    risks: Mapping[UUID, Mapping[str, int]]
    in_force: InForce | None = None
    contacts: Sequence[ContactHome] = ()
    free: int = 0  # people who could stand at posts

    @cached_property
    def case_keys(self) -> frozenset[str]:
        """The stairwells with a case that no zone holds."""
        keys = self.ground.keys
        return frozenset(keys[case.dwelling.stairwell_id] for case in self.cases if case.dwelling)

    @cached_property
    def proposals(self) -> tuple[Plan, ...]:
        """The planner's plans, from fewest residents to fewest guards."""
        if not self.case_keys:
            return ()
        drawn = {stairwell.id for stairwell in self.ground.graph.stairwells}
        return plans_on_top(self.ground.graph, self.case_keys & drawn, self.closed)

    @cached_property
    def offers(self) -> tuple[Plan, ...]:
        """The proposals, one that holds the close contacts, one of the whole estate."""
        known = {frozenset(plan.sealed) for plan in self.proposals}
        return (
            *self.proposals,
            *(
                replace(plan, recommended=False)
                for plan in (self.with_contacts, self.whole)
                if plan and frozenset(plan.sealed) not in known
            ),
        )

    @cached_property
    def with_contacts(self) -> Plan | None:
        """The plan that holds the cases and the close contacts."""
        graph = self.ground.graph
        cases = self.case_keys & {stairwell.id for stairwell in graph.stairwells}
        return plan_holding(graph, cases, self.flats, self.closed) if cases else None

    @cached_property
    def whole(self) -> Plan | None:
        """All that is not closed yet as one plan, where there is more than one door."""
        graph = self.ground.graph
        rest = [one.id for one in graph.stairwells if one.id not in self.closed.homes]
        if not self.case_keys or len(rest) < 2:
            return None
        return plan_of(graph, self.closed, rest)

    @cached_property
    def flats(self) -> tuple[ContactFlat, ...]:
        """The flats that follow from contacts by rule."""
        keys = self.ground.keys
        return tuple(
            ContactFlat(home.door, keys[home.stairwell], home.residents, home.kind, home.why)
            for home in self.contacts
        )

    def shadow_beyond(self, sealed: Iterable[str]) -> Shadow:
        """Return the flats of contacts that neither these stairwells nor what stands hold."""
        return shadow_of(self.flats, self.closed.homes | set(sealed))

    @cached_property
    def closed(self) -> Closed:
        """What is closed already, and stays so."""
        where: dict[str, set[str]] = {"home": set(), "area": set(), "estate": set(), "": set()}
        for row in self.ground.stairwells:
            where[self._guarded(row)].add(self.ground.keys[row.id])
        return Closed(frozenset(where["home"]), frozenset(where["area"]), bool(where["estate"]))

    @cached_property
    def kept(self) -> frozenset[str]:
        """The stairwells that are held already, whatever holds them: no rest."""
        return frozenset(
            self.ground.keys[row.id] for row in self.ground.stairwells if self._guarded(row)
        )

    def _guarded(self, row: Stairwell) -> str:
        protocol = self.shelf.get(getattr(row, "now_protocol", None) or "")
        klass = protocol.classes.get(getattr(row, "now_klass", "")) if protocol else None
        if protocol is None or klass is None:
            return ""
        start, tz = getattr(row, "now_clock", None), timezone.get_current_timezone()
        now = clock.now()
        phase = phase_on(protocol, klass.key, start, max(now, start), tz).phase if start else None
        return guarded(protocol, klass, phase)

    def look(self, row: Stairwell) -> str:
        """Return how the zone looks that a stairwell is in now."""
        protocol = self.shelf.get(getattr(row, "now_protocol", None) or "")
        klass = protocol.classes.get(getattr(row, "now_klass", "")) if protocol else None
        return klass.look if klass else ""

    def burden(self, keys: Iterable[str]) -> Burden:
        """Return how many residents of each kind of risk live in these stairwells, most first."""
        totals: dict[str, int] = defaultdict(int)
        for key in keys:
            for kind, people in self.risks.get(self.ground.by_key[key].id, {}).items():
                totals[kind] += people
        words = dict(risk_choices())
        ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        return [(str(words.get(kind, kind)), people) for kind, people in ranked]


def plan_ground(viewer: Viewer, estate_id: UUID) -> PlanGround:
    """Load an estate for planning; raises Problem `kernel.not_found`."""
    standing = (
        Publication.objects.of(viewer)
        .filter(estate=OuterRef("pk"), undone_at=None)
        .order_by("-published_at", "-id")
    )
    estates = visible_estates(viewer).annotate(
        seen=Subquery(standing.values("id")[:1]), free=count_free(viewer, clock.now())
    )
    estate = get_or_refuse(estates.select_related("community__area"), id=estate_id)
    area = estate.community.area
    code = protocol_store.first_code(estate.community.code, area.code if area else None)
    ground = ground_of(viewer, [estate], planning=True)
    cases = queries.unheld_cases(viewer, estate).select_related("dwelling", "resident")
    return PlanGround(
        estate=estate,
        seen=estate.seen,  # type: ignore[attr-defined]  # the annotation
        ground=ground,
        shelf=queries.protocols(viewer.community_id),
        cases=list(cases),
        risks=_count_risks(viewer, estate),
        in_force=protocol_store.protocol_in_force(
            viewer.community_id, timezone.localdate(clock.now()), code
        ),
        contacts=contact_homes(viewer, estate),
        free=max(estate.free, 0),  # type: ignore[attr-defined]  # the annotation
    )


def _count_risks(viewer: Viewer, estate: Estate) -> Mapping[UUID, Mapping[str, int]]:
    rows = (
        live_risks()
        .filter(
            community_id=viewer.community_id,
            resident__left_at=None,
            resident__dwelling__stairwell__estate=estate,
        )
        .values_list("resident__dwelling__stairwell", "kind", "resident")
        .distinct()
    )
    risks: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stairwell, kind, _resident in rows:
        risks[stairwell][kind] += 1
    return risks


@dataclass(frozen=True)
class Choice:
    """What the officer has chosen so far.

    `sealed` None is the recommended plan.
    """

    protocol: str = ""
    klass: str = ""
    sealed: frozenset[str] | None = None
    start: datetime | None = None


@dataclass
class Chosen:
    """A choice weighed.

    Its protocol and class, who is inside, its posts, what it breaks.
    """

    on: PlanGround
    protocol: Protocol
    klass: ZoneClass
    sealed: frozenset[str]
    start: datetime
    given: bool = False

    @cached_property
    def drawn(self) -> frozenset[str]:
        """Those of the stairwells that the graph has."""
        return self.sealed & {stairwell.id for stairwell in self.on.ground.graph.stairwells}

    @cached_property
    def closed(self) -> Closed:
        """What would be closed in the estate, with what is closed already."""
        where = guarded(self.protocol, self.klass, self.klass.phases[0])
        if where == "home":
            return self.on.closed.with_homes(self.drawn)
        return self.on.closed.with_areas(self.drawn) if where else self.on.closed

    @cached_property
    def posts(self) -> dict[str, int]:
        """The guard posts (label → guards) that keep all that would be closed."""
        return needed_posts(self.on.ground.graph, self.closed)

    @cached_property
    def change(self) -> PostChange:
        """What the choice changes in the guard posts."""
        if self.closed == self.on.closed:
            return PostChange({}, {}, 0)
        return post_change(needed_posts(self.on.ground.graph, self.on.closed), self.posts)

    @cached_property
    def violations(self) -> Sequence[Violation]:
        """The rules that the choice breaks, together with what is sealed."""
        if not bound(self.protocol, self.klass):
            return ()
        graph = self.on.ground.graph
        known = {stairwell.id for stairwell in graph.stairwells}
        return check_plan(graph, self.on.case_keys & known, self.closed.homes & known)

    @cached_property
    def staffing(self) -> Staffing:
        """Whether there are people for the posts that come."""
        inside = [self.on.ground.by_key[key] for key in self.sealed]
        people = self.on.ground.counts(inside)[1]
        return staffing_of(self.change.guards, people, self.on.offers, self.on.free)

    def context(self) -> dict[str, Any]:
        """Return what the page shows of the choice."""
        inside = [
            stairwell for key, stairwell in self.on.ground.by_key.items() if key in self.sealed
        ]
        homes, people = self.on.ground.counts(inside)
        rest = [
            stairwell
            for key, stairwell in self.on.ground.by_key.items()
            if key not in self.sealed | self.on.kept
        ]
        rest_homes, rest_people = self.on.ground.counts(rest)
        language = active_language()
        shadow = self.on.shadow_beyond(self.sealed)
        names = self.on.ground.post_names[self.on.estate.id]
        return {
            "shadow": shadow,
            "shadow_words": shadow_words(shadow, language),
            "holding_offered": self.on.with_contacts is not None,
            "staffing": self.staffing,
            "staffing_words": staffing_words(self.staffing, language),
            "contacts_inside": bool(self.on.flats) and not shadow.close,
            "protocol": self.protocol,
            "klass": self.klass,
            "sealed": self.sealed,
            "homes": homes,
            "people": people,
            "rest_homes": rest_homes,
            "rest_people": rest_people,
            "posts": with_names(names, self.change.added.items()),
            "posts_gone": with_names(names, self.change.gone.items()),
            "posts_stay": with_names(
                names,
                [post for post in self.posts.items() if post[0] not in self.change.added],
            ),
            "burden": self.on.burden(self.sealed),
            "violations": [violation_text(violation, language) for violation in self.violations],
            "start": self.start,
            "given_start": self.start.strftime("%Y-%m-%dT%H:%M") if self.given else "",
            "ends": self.ends(language),
            "protocols": self.on.shelf.values(),
            "why_protocol": why_protocol(self.on, self.protocol),
            "map": self.map(),
        }

    def ends(self, language: str) -> str:
        """Return until when the zone would hold, in the words that everybody is told."""
        tz = self.start.tzinfo
        if tz is None:
            raise ValueError("a plan starts at an aware moment")
        end = earliest_end(self.protocol, ZoneState(self.klass.key, self.start, tz=tz), self.start)
        if end is None:
            return end_words(None, tz, language)
        return end_words(end.moment(tz), tz, language, end.days)

    def map(self) -> dict[str, Any]:
        """Return the drawing of the choice."""
        ground = self.on.ground
        marks = {
            row.id: Mark(
                look=self.on.look(row),
                kept=self.on.look(row) == protocol_store.SEALED,
                case=ground.keys[row.id] in self.on.case_keys,
                inside=ground.keys[row.id] in self.sealed,
            )
            for row in ground.stairwells
        }
        return ground.drawing(marks, {self.on.estate.id: self.posts.items()}, by_key=True)


def weigh(on: PlanGround, choice: Choice, now: datetime) -> Chosen:
    """Weigh a choice.

    What it leaves open is the recommended plan under the protocol in force.

    Raises Problem `zones.protocol_unknown`, `zones.class_unknown`, `zones.stairwell_unknown`.
    """
    protocol = on.shelf.get(choice.protocol or standing_protocol(on))
    if protocol is None:
        raise Problem("zones.protocol_unknown", name=choice.protocol)
    klass = protocol.classes.get(choice.klass) or protocol.classes[protocol_store.gravest(protocol)]
    sealed = choice.sealed
    if sealed is None:
        sealed = frozenset(
            next((proposal.sealed for proposal in on.proposals if proposal.recommended), ())
        )
    for label in sorted(sealed - set(on.ground.by_key)):
        raise Problem("zones.stairwell_unknown", label=label[:20])
    return Chosen(on, protocol, klass, sealed, choice.start or now, choice.start is not None)


def standing_protocol(on: PlanGround) -> str:
    """Return the epidemic protocol of the estate's zones, else the one in force by date and place.

    A zone keeps its protocol until a person moves it, and an estate is not put under two.
    """
    if standing := zones_protocol(on):
        return standing
    if on.in_force:
        return on.in_force.protocol.name
    raise Problem("zones.protocol_unknown", name="")


def zones_protocol(on: PlanGround) -> str:
    """Return the epidemic protocol that the estate's zones stand under; "" for none."""
    named = {getattr(row, "now_protocol", "") for row in on.ground.stairwells}
    epidemic = sorted(
        name for name in named if name in on.shelf and on.shelf[name].kind == "epidemic"
    )
    return next(iter(epidemic), "")


def why_protocol(on: PlanGround, chosen: Protocol) -> str:
    """Say why a protocol is proposed, and which is in force where that is another."""
    if chosen.kind != "epidemic" or on.in_force is None:
        return ""
    newest = on.in_force.protocol
    told = {
        "title": localized(newest.title),
        "day": newest.in_force_from.isoformat(),
    }
    if on.in_force.place_unknown:
        return _("居民区没有填区划代码，地方规则没有考虑，请核对。")
    if newest.name != chosen.name:
        return _("按日期和地点，现行的是《%(title)s》（%(day)s起）。") % told
    if on.in_force.why == "nearest":
        return _("按日期还没有现行的规则，这是最近的一份，请核对。")
    return _("按日期和地点，现行的就是它（%(day)s起）。") % told
