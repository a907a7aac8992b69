"""What the pages of a community show, beside the independent recount of the same moment."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from wanjia.city.figures import NAMES
from wanjia.city.rollup import recount_days
from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.core.models import User
from wanjia.people.models import HouseholdLink
from wanjia.reports.daily.actions import is_unbroken
from wanjia.reports.daily.exports import as_json
from wanjia.reports.daily.figures import figures
from wanjia.reports.models import SealedReport
from wanjia.reports.rounds.progress import round_progress
from wanjia.zoning.models import ZoneStairwell
from wanjia.zoning.queries import zones_in_force
from wanjia.zoning.templatetags.zoning import moment as moment_words
from wanjia_demo.rehearse.find_double import find_double
from wanjia_demo.rehearse.recount import (
    differences,
    flatten,
    recount,
    recount_wall,
    recount_zone,
)
from wanjia_demo.rehearse.recount_fields import recount_fields
from wanjia_demo.rehearse.recount_town import recount_town
from wanjia_demo.rehearse.stage import Stage

# Shown elsewhere by the same function; that they are the same is no news.
_FIGURE = re.compile(r'class="lab">(?:<svg.*?</svg>)?\s*([^<]+?)\s*</span>\s*<b>\s*([\d,]+)', re.S)
_WALL = re.compile(r'href="/wall/([0-9a-f-]{36})/".*?(?=href="/wall/|</main>)', re.S)
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Mismatch:
    """A figure that is shown otherwise than it is counted: where, when, and both sums."""

    community: str
    at: datetime
    page: str
    figure: str
    shown: Any
    counted: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "community": self.community,
            "day": self.at.date().isoformat(),
            "at": self.at.isoformat(timespec="minutes"),
            "page": self.page,
            "figure": self.figure,
            "shown": str(self.shown),
            "counted": str(self.counted),
        }


class Checker:
    """Compares one community's pages with the recount of its rows."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.checked: Counter[str] = Counter()
        self.client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
        self.client.force_login(
            User.objects.get(memberships__community=stage.community, memberships__role="head")
        )

    def check_moment(self) -> list[Mismatch]:
        """Compare every page with the recount, as they are now."""
        with timezone.override(self.stage.community_tz), translation.override("zh-hans"):
            at = timezone.localtime(clock.now())
            found = [
                Mismatch(self.stage.name, at, page, figure, shown, counted)
                for compare in (
                    self._daily, self._fields, self._zones, self._wall, self._town, self._ends,
                )
                for page, figure, shown, counted in compare(at)
            ]  # fmt: skip
            return found + self.check_double()

    def check_double(self) -> list[Mismatch]:
        """Find whatever is there twice: asked by two, under two classes, with two ends."""
        with connection.cursor() as cursor:
            twice = find_double(cursor, self._id, clock.now())
        at = clock.now().astimezone(self.stage.community_tz)
        self.checked["twice"] += 1
        return [Mismatch(self.stage.name, at, "twice", words, 2, 1) for words in twice]

    def counted_at_cut_off(self, day: date) -> dict[str, Any]:
        """Return the recount of a day that has just ended, before the next changes anything."""
        with connection.cursor() as cursor:
            now = clock.now()
            figures_counted = recount(cursor, self._id, day, now)
            fields = recount_fields(cursor, self._id, day, now)
        return {**figures_counted, **{f"fields.{key}": value for key, value in fields.items()}}

    def check_sealed(self, day: date, counted: dict[str, Any]) -> list[Mismatch]:
        """Compare a sealed report with what was counted at its cut-off, and look at its seal."""
        at = clock.now().astimezone(self.stage.community_tz)
        row = SealedReport.objects.filter(community_id=self._id, day=day).first()
        if row is None:
            return [Mismatch(self.stage.name, at, "sealed", str(day), "not sealed", "sealed")]
        with timezone.override(self.stage.community_tz):
            report = as_json(figures(self.stage.head, day))
        shown = flatten(report) | _fields_of(report)
        found = self._differ("sealed report", shown, counted)
        if not is_unbroken(row):
            found.append(("sealed report", "checksum", "broken", row.checksum))
        return [Mismatch(self.stage.name, at, *one) for one in found]

    @property
    def _id(self) -> UUID:
        return self.stage.community.id

    def _differ(self, page: str, shown: Any, counted: Any) -> list[tuple[str, str, Any, Any]]:
        self.checked[page.split(":")[0]] += len(shown.keys() & counted.keys())
        return [(page, name, *both) for name, both in differences(shown, counted).items()]

    def _daily(self, at: datetime) -> Iterator[tuple[str, str, Any, Any]]:
        report = self.client.get("/daily.json", {"day": at.date().isoformat()}).json()
        with connection.cursor() as cursor:
            counted = recount(cursor, self._id, at.date(), at)
        yield from self._differ("daily report", flatten(report), counted)

    def _fields(self, at: datetime) -> Iterator[tuple[str, str, Any, Any]]:
        report = as_json(figures(self.stage.head, at.date(), self.stage.community, round_progress))
        with connection.cursor() as cursor:
            counted = recount_fields(cursor, self._id, at.date(), at)
        named = {f"fields.{key}": value for key, value in counted.items()}
        yield from self._differ("daily report", _fields_of(report), named)

    def _zones(self, at: datetime) -> Iterator[tuple[str, str, Any, Any]]:
        for zone in zones_in_force(system_viewer(self._id)):
            page = self._page(f"/zones/{zone.id}/")
            shown = {
                name: _number(figure)
                for label, figure in _FIGURE.findall(page)
                if (name := {"户": "households", "居民": "residents", "楼道": "doors"}.get(label))
            }
            with connection.cursor() as cursor:
                counted = recount_zone(cursor, self._id, zone.id, at)
            alike = {name: counted[name] for name in ("households", "residents", "doors")}
            yield from self._differ(f"zone: {zone.name}", shown, alike)

    def _wall(self, at: datetime) -> Iterator[tuple[str, str, Any, Any]]:
        page = self._page("/wall/")
        with connection.cursor() as cursor:
            counted = recount_wall(cursor, self._id, at)
        shown: dict[UUID, dict[str, int]] = {}
        for card in re.split(r'<section class="card estate-wall">', page)[1:]:
            estate = re.search(r"/wall/([0-9a-f-]{36})/", card)
            text = _TAGS.sub(" ", card)
            done = re.search(r"(\d+)\s*/\s*(\d+)", text)
            rest = re.search(r"未填\s*(\d+)\s*人 · 异常\s*(\d+) · 外出\s*(\d+)", text)
            if estate and rest and done:
                names = ("missing", "abnormal", "away")
                shown[UUID(estate[1])] = {
                    "reported": int(done[1]),
                    "asked": int(done[2]),
                    **dict(zip(names, map(int, rest.groups()), strict=True)),
                }
        for estate_id in shown.keys() | counted.keys():
            page_name = f"window wall: {estate_id}"
            yield from self._differ(page_name, shown.get(estate_id, {}), counted.get(estate_id, {}))

    def _town(self, at: datetime) -> Iterator[tuple[str, str, Any, Any]]:
        (row,) = recount_days(self.stage.community, [at.date()])
        shown = {name: getattr(row, name) for name in NAMES}
        with connection.cursor() as cursor:
            counted = recount_town(cursor, self._id, at.date(), at)
        yield from self._differ("town", shown, counted)

    def _ends(self, _at: datetime) -> Iterator[tuple[str, str, Any, Any]]:
        """Look for each zone's end on its page, at its households' and in the daily report."""
        report = as_json(figures(self.stage.head, _at.date(), self.stage.community))
        told = {zone["id"]: zone["planned_end"] for zone in report["zones"]}
        for zone in zones_in_force(system_viewer(self._id)):
            end = told.get(str(zone.id))
            words = moment_words(datetime.fromisoformat(end)) if end else "不设期限"
            pages = [(f"zone: {zone.name}", f"/zones/{zone.id}/")]
            pages += (
                [("household page", path) for path in self._household_of(zone.id)] if end else []
            )
            for name, path in pages:
                self.checked["end"] += 1
                page = self._page(path)
                if words not in page and words.split(" ")[0] not in page:
                    yield name, f"end of {zone.name}", _ends_in(page), words

    def _household_of(self, zone: UUID) -> list[str]:
        door = ZoneStairwell.objects.filter(community_id=self._id, zone=zone, until=None).first()
        link = (
            door
            and HouseholdLink.objects.filter(
                community_id=self._id, dwelling__stairwell=door.stairwell_id, revoked_at=None
            ).first()
        )
        return [f"/h/{link.token}/"] if link else []

    def _page(self, path: str) -> str:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return unescape(answer.content.decode())


def _fields_of(report: dict[str, Any]) -> dict[str, Any]:
    return {f"fields.{one['key']}": one["value"] for one in report["fields"]}


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _ends_in(page: str) -> str:
    """Return the dates that a page tells, to be looked at."""
    return ", ".join(dict.fromkeys(re.findall(r"\d+月\d+日 \d\d:\d\d", page)))[:200]
