"""A hundred megabytes, ten megabytes of text, very long fields: refused with a sentence, unread."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from tests.examples import is_turn
from tests.threats.table import lines
from tests.threats.test_routes import Someone, counted, filled, stored

from wanjia.reports.models import Paste

pytestmark = pytest.mark.django_db
SAID = {"zh-hans": "内容太大", "en": "That is too big"}


def answered(environ):
    """The status and the body with which the whole program answers."""
    said = []
    body = b"".join(WSGIHandler()(environ, lambda status, _heads: said.append(status)))
    return said[0], body


class Unread(io.RawIOBase):
    """A body that must not be read."""

    def read(self, _size=-1):
        raise AssertionError("the body was read")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", ["/import/", "/h/nobodys/", "/rounds/x/excel/", "/photos/"])
def test_a_hundred_megabytes_are_refused_before_they_are_read(path, language):
    environ = (
        RequestFactory()
        .generic("POST", path, content_type="multipart/form-data; boundary=x")
        .environ
    )
    environ |= {
        "CONTENT_LENGTH": str(100 * 1024**2),
        "wsgi.input": Unread(),
        "HTTP_ACCEPT_LANGUAGE": language,
    }
    status, body = answered(environ)
    assert status.startswith("413")
    assert SAID[language] in body.decode()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("as_file", [False, True])
def test_ten_megabytes_of_pasted_text_are_refused(alder, language, as_file):
    desk, before = alder.client("desk", language), Paste.objects.count()
    sent = {"text": "23-602 阴性\n" * 700_000}
    if as_file:
        sent["file"] = SimpleUploadedFile("x.txt", b"x")
        answer = desk.post("/pastes/", sent)
    else:
        from urllib.parse import urlencode

        form = "application/x-www-form-urlencoded"
        answer = desk.post("/pastes/", urlencode(sent), content_type=form)
    assert answer.status_code == 413
    assert SAID[language] in answer.content.decode()
    assert Paste.objects.count() == before


def test_many_thousand_fields_are_refused(alder):
    answer = alder.client("desk").post("/needs/new/", {f"f{n}": "x" for n in range(20_001)})
    assert answer.status_code == 400
    assert "什么也没有存下" in answer.content.decode()


LONG = "长" * 20_000


@pytest.mark.slow
def test_a_very_long_field_anywhere_breaks_nothing(alder, birch):
    """Every form of the head (in the ordinary run every second), each of its fields twenty thousand
    characters long."""
    head, wrong = Someone(alder, "head"), []
    head.client.raise_request_exception = False
    theirs = stored(birch)
    ids = {key: str(value) for key, value in alder.ids.items()}
    sent = {key: LONG for key in filled(alder.ids) if key not in ids}
    for line in lines():
        posts = line.roles and line.lets_in("head") and line.method == "any"
        if posts and is_turn(line.route):
            answer = head.client.post(line.path(alder.ids), {**ids, **sent})
            if answer.status_code >= 500:
                wrong.append(line.route)
    assert not wrong
    assert stored(birch) == theirs


def test_what_a_household_sends_too_long_is_cut_or_refused(alder):
    client = alder.client("")
    client.raise_request_exception = False
    person = alder.people["7"][0]
    path = f"/h/{alder.links['7-101'].token}/"
    for act in ("", "help", "need"):
        sent = {
            "act": act,
            "text": LONG,
            "phone": LONG,
            "round": str(alder.ids["round_id"]),
            f"temperature-{person.id.hex}": LONG,
            f"symptoms-{person.id.hex}": LONG,
        }
        assert client.post(path, sent).status_code < 500, act


def test_a_wrong_length_is_not_believed(alder, one_connection):
    before = counted(alder)
    for said in ("-1", "x", "99999999999999999999"):
        environ = RequestFactory().post("/login/", {"username": "x"}).environ
        environ["CONTENT_LENGTH"] = said
        assert answered(environ)[0][0] in "24"
    assert counted(alder) == before
