"""Two thousand malformed dates, ids, numbers and ways back: no error page, no way to elsewhere."""

import os
import re
import sys
import traceback
from http.cookies import SimpleCookie
from itertools import islice

import pytest
from django.core.signals import got_request_exception
from django.db import IntegrityError, connection, transaction
from django.utils.http import url_has_allowed_host_and_scheme
from tests.threats.malformed import cases, noting_reads, places
from tests.threats.test_routes import filled
from tests.two_towns import EVERYBODY, NOW

from wanjia.kernel import clock
from wanjia.kernel.models import Entry

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("FUZZ", "2000"))
SEED = int(os.environ.get("SEED", "2022"))


@pytest.fixture
def town(alder):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def raised():
    """Where in the program the last error was raised."""
    places = []

    def note(**_about):
        frames = traceback.extract_tb(sys.exc_info()[2])
        ours = [f"{one.filename}:{one.lineno}" for one in frames if "src/wanjia" in one.filename]
        places.append(f"{__import__('sys').exc_info()[1]!r:.120} {ours[-1:]}")

    got_request_exception.connect(note)
    yield places
    got_request_exception.disconnect(note)


def _broken_keys():
    """What the commit, which never comes here, would have found to point to nothing."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        return re.sub(r"'[^']*'", "…", str(error))[:200]
    return ""


def test_nothing_malformed_breaks_a_page_after_its_act_or_leads_elsewhere(town, raised):
    clients = {role: town.client(role) for role in ("", *EVERYBODY)}
    for client in clients.values():
        client.raise_request_exception = False
    cookies = {role: {k: one.value for k, one in c.cookies.items()} for role, c in clients.items()}
    ids = {**town.ids, "address": "x", "token": town.links["7-101"].token}
    wrong, every = {}, places(lambda line: line.path(ids))
    for place, case in islice(cases(every, EVERYBODY, SEED), MANY):
        path, fields = case.line.path(ids), case.sent(filled(town.ids))
        ask = getattr(clients[case.role], case.method.lower())
        clients[case.role].cookies = SimpleCookie(cookies[case.role])  # it may have signed out
        entries = Entry.objects.count()
        with transaction.atomic():
            with noting_reads(place.read):
                answer = ask(path, fields)
            broken = _broken_keys() if case.method == "POST" else ""
            stayed = answer.status_code < 400 or Entry.objects.count() == entries
            transaction.set_rollback(True)
        if answer.status_code == 405 and place in every:
            every.remove(place)  # it is only asked for, or only posted to
        if broken:
            wrong[broken] = str(case)
        if answer.status_code >= 500:
            wrong.setdefault(raised[-1] if raised else "?", str(case))
        if not stayed:
            wrong[f"{answer.status_code} after the act"] = str(case)
        to = answer.headers.get("Location")
        if to is not None and not url_has_allowed_host_and_scheme(to[:500], {"testserver"}):
            wrong[f"led to {to[:80]!r}"] = str(case)
    assert not wrong, "\n".join(f"{what}\n    {case}" for what, case in wrong.items())
