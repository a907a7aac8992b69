"""Every look at a whole ID number and every file that leaves is in the journal."""

import pytest
from tests.threats.table import lines
from tests.threats.test_routes import Someone, text_of

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
def test_a_whole_id_number_is_on_one_page_alone_and_that_look_is_written(alder, role):
    numbers = {one.id_number for well in alder.people.values() for one in well}
    someone, shown = Someone(alder, role), set()
    for line in lines():
        if line.roles and line.lets_in(role):
            for method in ("GET", "POST") if line.route.endswith("id-number/") else ("GET",):
                if line.method not in ("any", method):
                    continue
                before = Entry.objects.filter(type="resident.id_seen").count()
                text = text_of(someone.ask(line, method, alder.ids))
                if any(one in text for one in numbers):
                    shown.add(line.route)
                    seen = Entry.objects.filter(type="resident.id_seen")
                    assert seen.count() == before + 1
                    assert seen.first().actor == alder.viewers[role].user_id
    assert shown == {"residents/<uuid:resident_id>/id-number/"}
