"""What each window of the wall shows: who of a dwelling was heard from in its round."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Resident
from wanjia.places.models import Estate
from wanjia.reports.answers.status import with_status
from wanjia.reports.models import Round
from wanjia.reports.queries import (
    latest_rounds,
    newest_of,
    residents_asked_now,
    residents_in_round,
    visible_alarms,
)
from wanjia.risks import risks


@dataclass(frozen=True)
class Window:
    """A dwelling's window.

    `state`: lit, half, dark, away or empty (nobody lives there, or no round asks them); `alarm`:
    one is open; `elder`: an elder lives there alone.
    """

    state: str
    alarm: bool = False
    elder: bool = False
    heard: int = 0
    asked: int = 0
    people: int = 0

    @property
    def words(self) -> str:
        """The window in words, for those who can't see it."""
        marks = []
        if self.alarm:
            marks.append(_("有异常"))
        if self.elder:
            marks.append(_("独居老人"))
        return _("，").join([self._state_words(), *marks]) if marks else self._state_words()

    def _state_words(self) -> str:
        match self.state:
            case "lit":
                return _("都已填报")
            case "half":
                counts = {"heard": self.heard, "asked": self.asked}
                return _("%(heard)s/%(asked)s 人已填") % counts
            case "dark":
                return _("%(asked)s 人未填") % {"asked": self.asked}
            case "away":
                return _("外出")
        return _("不用填报") if self.people else _("无人居住")


def window_states(
    viewer: Viewer,
    estate: Estate,
    chosen: Round | None = None,
    alarmed: Collection[UUID] | None = None,
    latest: Sequence[Round] | None = None,
) -> dict[UUID, Window]:
    """Return each inhabited dwelling's window by its id.

    A dwelling not among them is empty.

    Without a `chosen` round each dwelling is counted by one: of the zone that holds it now, the
    newest that is open, or else the last. A chosen round counts those whom it asked in its time.
    At most one statement a round and four more, however large the estate. `alarmed`, the dwellings
    with an open alarm, and `latest`, those newest rounds, are not asked for where at hand.
    """
    in_estate = {"dwelling__stairwell__estate": estate}
    people = _count_people(visible_residents(viewer).filter(**in_estate))
    if latest is None:
        latest = newest_of(latest_rounds(viewer, estate))
    rounds = [chosen] if chosen else latest
    heard: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for round_ in rounds:
        asked = (residents_in_round if chosen else residents_asked_now)(viewer, round_)
        rows = with_status(asked.filter(**in_estate), round_)
        grouped = rows.order_by().values_list("dwelling", "status").annotate(many=Count("id"))
        for dwelling, status, many in grouped:
            heard[dwelling][status] += many
    if chosen:  # who lived there then, though they have left
        for dwelling, counts in heard.items():
            people[dwelling] = max(people.get(dwelling, 0), sum(counts.values()))
    alone = live_risks().filter(
        community_id=viewer.community_id, kind__in=risks().keys(lambda kind: kind.alone)
    )
    elders = set(
        visible_residents(viewer)
        .filter(**in_estate, id__in=alone.values("resident"))
        .values_list("dwelling", flat=True)
    )
    alarms = alarmed if alarmed is not None else _alarmed_dwellings(viewer, estate)
    return {
        dwelling: _make_window(heard.get(dwelling), many, dwelling in alarms, dwelling in elders)
        for dwelling, many in people.items()
    }


def _alarmed_dwellings(viewer: Viewer, estate: Estate) -> set[UUID]:
    open_now = visible_alarms(viewer).filter(closed_at=None)
    here = open_now.filter(resident__dwelling__stairwell__estate=estate)
    return set(here.values_list("resident__dwelling", flat=True))


def _count_people(rows: QuerySet[Resident]) -> dict[UUID, int]:
    return dict(rows.order_by().values_list("dwelling").annotate(many=Count("id")))


def _make_window(counts: dict[str, int] | None, people: int, alarm: bool, elder: bool) -> Window:
    if counts is None:
        return Window("empty", alarm, elder, people=people)
    heard, missing = counts.get("reported", 0), counts.get("missing", 0)
    if missing:
        state = "half" if heard else "dark"
    else:
        state = "lit" if heard or counts.get("exempt") else "away"
    return Window(state, alarm, elder, heard, heard + missing, people)
