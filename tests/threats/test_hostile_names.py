"""Names of files that point elsewhere, and names that would become headers."""

import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from wanjia.core.journal.export_log import workbook_response
from wanjia.people.models import Resident
from wanjia.people.roster import uploads

pytestmark = pytest.mark.django_db
NAMES = [
    "../../../etc/passwd.csv",
    "..\\..\\windows\\x.csv",
    "/etc/cron.d/x.csv",
    "a\r\nSet-Cookie: x=1.csv",
    "<script>alert(1)</script>.csv",
    "\u202egpj.csv",
    "名" * 300 + ".csv",
    ".csv",
]


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


def roster() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["小区", "门号", "室号", "姓名"])
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_kept_under_a_name_of_our_own(alder, folder, name):
    desk, before = alder.client("desk"), Resident.objects.count()
    file = SimpleUploadedFile("x.csv", roster())
    file._name = name  # Django's own cleaning is not relied upon
    answer = desk.post("/import/", {"file": file}, follow=True)
    assert answer.status_code < 500
    assert "<script>alert" not in answer.content.decode()
    kept = [one for one in folder.rglob("*") if one.is_file()]
    assert all(re.fullmatch(r"[0-9a-f-]{36}", one.name) for one in kept)
    assert all(one.parent == folder / "files" / "imports" for one in kept)
    assert Resident.objects.count() == before


def test_a_file_with_a_nul_in_its_name_is_refused_or_kept_as_ours(alder, folder):
    token = uploads.keep(alder.viewers["desk"], "a\x00/../b.csv", b"x")
    uploads.fetch(alder.viewers["desk"], token)
    (kept,) = (folder / "files" / "imports").iterdir()
    assert re.fullmatch(r"[0-9a-f-]{36}", kept.name)


@pytest.mark.parametrize("path", ["../../secret.key", "/etc/hostname", "x/../../seal.key"])
def test_a_token_made_up_for_another_file_opens_nothing(alder, folder, path):
    viewer = alder.viewers["desk"]
    facts = [path, str(viewer.community_id), str(viewer.user_id), "r.csv"]
    forged = signing.dumps(facts, key="guessed", salt=uploads.SALT)
    for one in (forged, path, path.replace("/", "%2F")):
        assert alder.client("desk").get(f"/import/{one}/").status_code in (404, 409, 410)


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static//etc/hostname"]
)
def test_no_file_is_served_but_those_that_are_meant(client, path):
    answer = client.get(f"/static/{path}")
    assert answer.status_code == 404
    assert "SECRET_KEY" not in b"".join(answer).decode()


@pytest.mark.parametrize("name", [*NAMES, 'a"; filename="b.exe'])
def test_the_name_of_what_leaves_breaks_no_header(alder, name):
    answer = workbook_response(alder.viewers["desk"], "daily", name, b"PK")
    head = answer["Content-Disposition"]
    assert head.isascii()
    assert not re.search(r"[\r\n\"<>\\]", head)
    assert head.startswith("attachment; filename*=UTF-8''")


def test_a_header_is_not_split_by_what_is_asked(alder):
    desk = alder.client("desk")
    for path in (
        "/find/?q=a%0d%0aSet-Cookie:%20x=1",
        "/login/?next=/%0d%0aSet-Cookie:%20x=1",
        "/channels/?view=%0d%0aX:1",
        "/journal/?who=%0d%0aX:1",
    ):
        answer = desk.get(path)
        assert answer.status_code < 500
        assert "x" not in answer.cookies
    answer = desk.post("/find/?ask", {"q": "a\r\nSet-Cookie: x=1", "view": "b\r\nX: 1"})
    assert "\n" not in answer["Location"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_file_of_no_known_kind_is_refused_in_the_readers_language(alder, folder, language):
    desk = alder.client("desk", language)
    file = SimpleUploadedFile("r.exe", b"MZ\x00\x01" * 100)
    with translation.override(language):
        answer = desk.post("/import/", {"file": file}, follow=True)
    words = answer.content.decode()
    assert answer.status_code in (400, 422)
    assert ("不是 .xlsx" in words) == (language == "zh-hans")
    assert ("it is no" in words or "neither" in words) == (language == "en")
    assert not list(Path(folder).rglob("*.exe"))
