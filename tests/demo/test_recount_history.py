"""What the pages show after any history of acts is what the independent recount comes to."""

from dataclasses import asdict

import pytest
from django.db import connection
from tests.city.test_counting import History
from tests.examples import examples
from tests.reports.conftest import signed_in

from wanjia.city.counting import count_figures
from wanjia.core import clock
from wanjia.reports.daily.exports import as_json
from wanjia.reports.daily.figures import figures
from wanjia.zoning.models import Zone
from wanjia_demo.rehearse.find_double import find_double
from wanjia_demo.rehearse.recount import (
    WALL_FIGURES,
    differences,
    flatten,
    recount,
    recount_wall,
    recount_zone,
)
from wanjia_demo.rehearse.recount_town import recount_town

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]


@pytest.fixture(params=range(examples(2, 8)))
def history(request, community, estate, residents):
    """A community after sixty acts, at the moment of the last one."""
    history = History(estate, residents, request.param)
    history.live(acts=60)
    with clock.freeze(history.now):
        yield history


@pytest.fixture
def cursor(db):
    with connection.cursor() as cursor:
        yield cursor


def test_the_daily_report_and_the_towns_row_equal_the_recount(history, community, cursor):
    asked = community.id, history.now.date(), history.now
    report = flatten(as_json(figures(history.desk, history.now.date())))
    assert differences(report, recount(cursor, *asked)) == {}
    row = asdict(count_figures(community, history.now.date()))
    assert differences(row, recount_town(cursor, *asked)) == {}


def test_each_zones_page_and_the_wall_equal_the_recount(history, community, cursor):
    desk = signed_in(community, "desk")
    for zone in Zone.objects.filter(community=community):
        page = desk.get(f"/zones/{zone.id}/").context
        counted = recount_zone(cursor, community.id, zone.id, history.now)
        shown = page["homes"], page["people"], len(page["doors"]), page["zone"].planned_end
        assert shown == tuple(counted[key] for key in ("households", "residents", "doors", "end"))
    (estate,) = desk.get("/wall/").context["estates"]
    counted = recount_wall(cursor, community.id, history.now).get(history.estate.id)
    shown = estate["counts"]
    assert counted == (shown and {name: getattr(shown, name) for name in WALL_FIGURES})


def test_nobody_is_asked_twice_and_each_zone_has_one_end(history, community, cursor):
    assert find_double(cursor, community.id, history.now) == []
