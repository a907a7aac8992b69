"""Rosters as iCalendar: read by another parser, by a secret address that can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from tests.two_towns import NOW

from wanjia.channels.standards.ical import Turn, calendar
from wanjia.core import clock
from wanjia.core.models import Entry, User

MOMENTS = st.integers(0, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def read(body: bytes):
    assert b"\r\n" in body
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return vobject.readOne(body.decode())


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=80), MOMENTS)
def test_another_parser_reads_back_what_was_written(words, at):
    turn = Turn("a", words, at, at + timedelta(hours=12), at, 3)
    event = read(calendar("值班", [turn])).vevent
    assert event.summary.value == words
    assert (event.dtstart.value, event.dtend.value) == (turn.starts, turn.ends)
    assert (event.uid.value, event.sequence.value) == ("a@wanjia", "3")


@pytest.fixture
def town(alder, db):
    """A town in which the desk has the night shift of a published roster."""
    from wanjia.duty.models import Roster, Shift, Team
    from wanjia.people.models import Staff

    town = alder
    of = {"community": town.community}
    team = Team.objects.get(id=town.ids["team_id"])
    day = NOW.date() + timedelta(days=1)
    roster = Roster.objects.create(
        **of, team=team, first=day, days=1, pattern="two12", made_at=NOW, published_at=NOW
    )
    desk = Staff.objects.get(user_id=town.viewers["desk"].user_id)
    start = NOW.replace(hour=20)
    Shift.objects.create(
        **of,
        roster=roster,
        staff=desk,
        day=day,
        key="night",
        starts_at=start,
        ends_at=start + timedelta(hours=12),
        live=True,
    )
    return town


def address(client) -> str:
    """The path of the secret address that the page shows."""
    page = client.get("/duty/ical/").content.decode()
    start = page.index("/duty/ical/", page.index('id="calendar-link"'))
    return page[start : page.index(".ics", start) + 4]


@pytest.mark.both
def test_ones_own_shifts_are_read_without_signing_in_and_without_a_residents_name(town):
    with clock.freeze(NOW):
        path = address(town.client("desk"))
        answer = town.client("").get(f"{path}?lang=en")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    event = read(answer.content).vevent
    assert event.summary.value.startswith("Alder team")
    assert event.dtstart.value == NOW.replace(hour=20)
    assert not [one for one in town.secrets() if one in answer.content.decode()]
    chinese = town.client("").get(path).content.decode()
    assert "我的班" in chinese
    assert len(path.removeprefix("/duty/ical/").removesuffix(".ics")) == 43  # 256 bits


def test_a_new_address_ends_the_old_one(town):
    with clock.freeze(NOW):
        client = town.client("desk")
        old = address(client)
        assert address(client) == old
        client.post("/duty/ical/")
        new = address(client)
        assert town.client("").get(old).status_code == 404
        assert town.client("").get(new).status_code == 200
    assert Entry.objects.filter(type="calendar.linked").count() == 2


@pytest.mark.both
def test_who_may_no_longer_sign_in_has_no_calendar(town):
    with clock.freeze(NOW):
        path = address(town.client("desk"))
        User.objects.filter(id=town.viewers["desk"].user_id).update(is_active=False)
        assert town.client("").get(path).status_code == 404
        assert town.client("").get("/duty/ical/%00.ics").status_code == 400


def test_a_shift_that_changes_hands_keeps_its_id_and_counts_up(town):
    from wanjia.core import journal
    from wanjia.duty.models import Shift

    with clock.freeze(NOW):
        path = address(town.client("desk"))
        before = read(town.client("").get(path).content).vevent
        shift = Shift.objects.get(live=True, staff__user=town.viewers["desk"].user_id)
        with clock.freeze(NOW + timedelta(minutes=5)):
            journal.write(town.viewers["head"], "shift.handed_over", subject=shift.id)
        after = read(town.client("").get(path).content).vevent
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstamp.value > before.dtstamp.value


def test_a_team_is_downloaded_by_the_staff_and_by_nobody_else(town):
    path = f"/duty/teams/{town.ids['team_id']}.ics"
    with clock.freeze(NOW):
        answer = town.client("volunteer").get(path)
        assert "Desk" in read(answer.content).vevent.summary.value
        assert town.client("").get(path).status_code == 302
        assert town.client("town").get(path).status_code == 403
        other = f"/duty/teams/{town.ids['zone_id']}.ics"
        assert town.client("desk").get(other).status_code == 404


def test_a_calendar_is_fetched_from_where_phones_get_to(town, client):
    town.community.public_address = "https://wanjia.example.org"
    town.community.save()
    client.force_login(User.objects.get(id=town.viewers["desk"].user_id))
    for path in ("/duty/ical/", "/standards/", "/fhir/metadata"):
        page = client.get(path)
        assert "testserver" not in page.content.decode(), path
        assert "https://wanjia.example.org/" in page.content.decode(), path
