"""The pages that are open all day find their rows by the community's own index, never by going
through those of all: a town's size does not show."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.two_towns import NOW

from wanjia.core import clock

OFTEN = [
    "/",
    "/zones/",
    "/zones/?estate={estate_id}",
    "/missing/",
    "/missing/?round={round_id}",
    "/rounds/",
    "/alarms/",
    "/needs/",
    "/daily/",
    "/wall/{estate_id}/",
    "/dwellings/{dwelling_id}/",
    "/find/?q=Alder",
    "/city/communities/{community_id}/",
]
OWN = {
    one._meta.db_table
    for one in apps.get_models()
    if any(field.attname == "community_id" for field in one._meta.concrete_fields)
}
NAMED = re.compile(r'"(\w+)" (?:AS )?"?(\w+)"?')


@pytest.fixture(autouse=True)
def town(alder, db):
    with clock.freeze(NOW):
        yield alder


def plan_of(sql):
    """The lines of the database's plan for a statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + sql.replace("%", "%%"), [])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"), [])
        return [row[-1] for row in cursor.fetchall()]


def gone_through(sql):
    """The tables with rows of all communities that a statement goes through from end to end."""
    aliases = {alias: table for table, alias in NAMED.findall(sql)}
    found = []
    for line in plan_of(sql):
        scan = re.search(r"^SCAN (\w+)|Seq Scan on (\w+)", line)
        if scan:
            name = scan[1] or scan[2]
            if aliases.get(name, name) in OWN:
                found.append(line)
    return found


def asked_by(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]


@pytest.mark.slow
@pytest.mark.parametrize("path", OFTEN)
def test_no_page_of_an_officer_goes_through_the_rows_of_all_communities(town, path):
    statements = asked_by(town.client("desk"), path.format(**town.ids))
    assert statements
    assert {sql[:300]: bad for sql in statements if (bad := gone_through(sql))} == {}


def test_no_page_of_a_household_does(town):
    statements = asked_by(town.client(""), f"/h/{town.links['7-101'].token}/")
    assert statements
    assert {sql[:300]: bad for sql in statements if (bad := gone_through(sql))} == {}


def test_the_check_sees_what_goes_through_a_table(town):
    assert gone_through('SELECT "note" FROM "people_resident" WHERE "note" = \'x\'')
