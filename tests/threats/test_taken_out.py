"""Every look at a whole ID number and every file that leaves is in the journal."""

import pytest
from tests.threats.table import lines
from tests.threats.test_routes import Someone, methods, text_of

from wanjia.kernel.models import Entry

pytestmark = pytest.mark.django_db
# What is fetched as a file and is no export: a picture on a page, one's own spare codes, what the
# server says of itself.
NO_EXPORT = {"photos/<uuid:photo_id>/", "account/codes/file/", "fhir/metadata"}
# Files that a page gives by a word in its address, and the sheets of households' links.
ALSO = {
    "waste/manifest/": "?as=xlsx",
    "dwellings/<uuid:dwelling_id>/sheet/": "",
    "print/publication/<uuid:publication_id>/qr/": "",
}
TOLD_AS = ("file.taken", "fhir.read")
# Where a whole ID number is shown, and as what the journal has it.
LOOKED_AS = {
    "residents/<uuid:resident_id>/id-number/": "resident.id_seen",
    "residents/<uuid:resident_id>/kept/": "resident.exported",
    "residents/<uuid:resident_id>/kept.json": "resident.exported",
}
ROLES = ("head", "desk", "doctor", "town")


def is_page(answer) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("role", ROLES)
def test_each_route_that_gives_a_file_writes_who_took_it(alder, role):
    someone, silent, files = Someone(alder, role), [], set()
    for line in lines():
        if not line.roles or not line.lets_in(role) or line.is_api or line.route in NO_EXPORT:
            continue
        before = Entry.objects.count()
        answer = someone.client.get(line.path(alder.ids) + ALSO.get(line.route, ""))
        if answer.status_code == 200 and (not is_page(answer) or line.route in ALSO):
            files.add(line.route)
            newest = Entry.objects.filter(type__in=TOLD_AS).order_by("-id").first()
            mine = newest and newest.actor == alder.viewers[role].user_id
            if Entry.objects.count() == before or not mine:
                silent.append(line.route)
    assert not silent
    assert "daily.xlsx" in files or role == "doctor"
    assert role not in ("head", "desk") or len(files) >= 9


@pytest.mark.parametrize("role", ["head", "desk"])
def test_a_whole_id_number_is_on_few_pages_and_each_look_is_written(alder, role):
    numbers = {one.id_number for well in alder.people.values() for one in well}
    someone, shown = Someone(alder, role), set()
    for line in lines():
        if not line.roles or not line.lets_in(role):
            continue
        for method in methods(line) if line.route in LOOKED_AS else ("GET",):
            if line.method not in ("any", method):
                continue
            looks = Entry.objects.filter(type=LOOKED_AS.get(line.route, "none")).order_by("-id")
            before = looks.count()
            text = text_of(someone.ask(line, method, alder.ids))
            if any(one in text for one in numbers):
                shown.add(line.route)
                assert looks.count() == before + 1, line.route
                assert looks[0].actor == alder.viewers[role].user_id
    assert shown == set(LOOKED_AS)
