"""Which community answers to which town, district and city; who sits in their offices."""

import csv
import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from wanjia.core.models import Area, Community, Level, Office, User
from wanjia.core.problems import Problem

HEADINGS = (("市", "city"), ("区", "district"), ("街镇", "town"), ("居民区", "community"))
LEVELS = (Level.CITY, Level.DISTRICT, Level.TOWN)
PASSWORD_BYTES = 12


@dataclass(frozen=True)
class AreasSettled:
    """How many areas were made, and how many communities were put elsewhere or were right."""

    areas: int
    moved: int
    unchanged: int


def read_areas(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return the lines of a table of areas: line number, and the four names from city to community.

    Raises Problem `city.columns` when a column is not there.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    places = []
    for names in HEADINGS:
        at = next((head.index(name) for name in names if name in head), None)
        if at is None:
            raise Problem("city.columns")
        places.append(at)
    return [
        (line, tuple(row[at].strip() if at < len(row) else "" for at in places))
        for line, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    ]


@transaction.atomic
def settle_areas(lines: Iterable[tuple[int, tuple[str, ...]]]) -> AreasSettled:
    """Make the areas that are named and put each community under its town; again is harmless.

    A level left empty is skipped. Raises Problem `city.community_unknown`; then nothing changed.
    """
    known = {(area.parent_id, area.name): area for area in Area.objects.all()}
    areas, moved, unchanged = 0, 0, 0
    for line, (*above, name) in lines:
        area: Area | None = None
        for level, called in zip(LEVELS, above, strict=True):
            if not called:
                continue
            key = (area.id if area else None, called)
            if key not in known:
                known[key] = Area.objects.create(parent=area, name=called, level=level)
                areas += 1
            area = known[key]
        community = Community.objects.filter(name=name).first()
        if community is None:
            raise Problem("city.community_unknown", line=line, name=name)
        if area and community.area_id != area.id:
            community.area, community.town = area, above[-1] or community.town
            community.save(update_fields=["area", "town"])
            moved += 1
        else:
            unchanged += 1
    return AreasSettled(areas, moved, unchanged)


def area_named(name: str) -> Area:
    """Return the area of that name; raises Problem `city.area_unknown` with those there are."""
    area = Area.objects.filter(name=name).first()
    if area is None:
        names = "、".join(Area.objects.values_list("name", flat=True)[:20])
        raise Problem("city.area_unknown", name=name, names=names or "—")
    return area


@transaction.atomic
def create_office_account(login: str, name: str, area: Area) -> str:
    """Make an account that sees an area's figures; return its password, which is kept nowhere.

    Raises Problem `city.login_taken`.
    """
    if User.objects.filter(username=login).exists():
        raise Problem("city.login_taken", name=login)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User.objects.create_user(login, password=password, name=name or area.name)
    Office.objects.create(user=user, area=area)
    return password
