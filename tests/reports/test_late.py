"""What a phone sends late: taken once, and never over what somebody said meanwhile unseen."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.reports.conftest import NOW, signed_in

from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.people.models import HouseholdLink, Photo
from wanjia.reports.models import Alarm, Answer

pytestmark = pytest.mark.django_db
LATE = {"x-wanjia-late": "600"}  # filled in ten minutes before it is sent


@pytest.fixture
def desk(community):
    return signed_in(community, "desk")


@pytest.fixture
def link(people):
    home = people[0].dwelling
    return HouseholdLink.objects.create(
        community_id=home.community_id, dwelling=home, token="t" * 24, made_at=NOW
    )


def picture(kind="JPEG", size=(2000, 1000), **more):
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return SimpleUploadedFile(f"a.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


def answers(people):
    return list(Answer.objects.filter(resident__in=people, current=True))


def tick(client, morning, person, **more):
    data = {"one": str(person.dwelling_id), "sent": str(uuid4())} | more
    return client.post(f"/rounds/{morning.id}/doors/", data, headers=LATE)


@pytest.mark.both
def test_a_tick_that_waited_is_taken(desk, morning, people):
    home = [one for one in people if one.dwelling_id == people[0].dwelling_id]
    assert tick(desk, morning, people[0]).status_code == 302
    assert len(answers(home)) == len(home)


@pytest.mark.both
def test_the_same_late_tick_twice_is_one(desk, morning, people):
    sent = str(uuid4())
    for _ in range(2):
        assert tick(desk, morning, people[0], sent=sent).status_code == 302
    assert Answer.objects.filter(resident=people[0]).count() == 1


def home_says(link, morning, person, **said):
    data = {"round": str(morning.id), "id": str(uuid4())}
    data |= {f"{name}-{person.id.hex}": value for name, value in said.items()}
    return Client().post(f"/h/{link.token}/", data)


def test_what_was_said_meanwhile_is_not_overwritten_unseen(desk, morning, people, link):
    person = people[0]
    home_says(link, morning, person, antigen="positive", temperature="38.4")
    answer = tick(desk, morning, person)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert person.name in text
    assert "38.4" in text
    assert person.dwelling.door in text
    assert [one.antigen for one in answers([person])] == ["positive"]


def test_a_person_decides_and_the_queue_sends_it_all_the_same(desk, morning, people, link):
    person = people[0]
    home_says(link, morning, person, antigen="positive")
    key = person.id.hex
    data = {f"antigen-{key}": "negative", f"seen-{key}": "1", "sent": str(uuid4())}
    path = f"/rounds/{morning.id}/doors/{person.dwelling_id}/"
    assert desk.post(path, data, headers=LATE).status_code == 409
    assert desk.post(path, data | {"despite": "1"}, headers=LATE).status_code == 302
    assert [one.antigen for one in answers([person])] == ["negative"]


def test_what_was_said_before_it_was_filled_in_is_no_conflict(desk, morning, people, link):
    person = people[0]
    with clock.freeze(NOW - timedelta(minutes=30)):
        home_says(link, morning, person, antigen="positive")
    key = person.id.hex
    data = {f"antigen-{key}": "negative", f"seen-{key}": "1", "sent": str(uuid4())}
    path = f"/rounds/{morning.id}/doors/{person.dwelling_id}/"
    assert desk.post(path, data, headers=LATE).status_code == 302


@pytest.mark.both
def test_a_household_is_told_of_what_the_grid_officer_noted(desk, morning, people, link):
    person = people[0]
    key = person.id.hex
    path = f"/rounds/{morning.id}/doors/{person.dwelling_id}/"
    desk.post(path, {f"antigen-{key}": "positive", "sent": str(uuid4())})
    data = {"round": str(morning.id), "id": str(uuid4()), f"antigen-{key}": "negative"}
    answer = Client().post(f"/h/{link.token}/", data, headers=LATE)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert [one.antigen for one in answers([person])] == ["positive"]


@pytest.mark.parametrize("said", ["x", "-5", "9" * 30, "2022-04-19", "٣"])
def test_a_wrong_waiting_time_is_taken_as_very_long(desk, morning, people, link, said):
    home_says(link, morning, people[0], antigen="positive")
    data = {"one": str(people[0].dwelling_id), "sent": str(uuid4())}
    answer = desk.post(
        f"/rounds/{morning.id}/doors/",
        data,
        headers={"x-wanjia-late": said.encode().decode("latin-1")},
    )
    assert answer.status_code == 409


def test_a_photo_comes_with_the_answer_once_and_small(desk, morning, people):
    person = people[0]
    exif = Image.Exif()
    exif[0x0110] = "Somebody's phone"
    data = {f"antigen-{person.id.hex}": "negative", "sent": str(uuid4()), "photo_id": str(uuid4())}
    path = f"/rounds/{morning.id}/doors/{person.dwelling_id}/"
    for _ in range(2):
        answer = desk.post(path, data | {"photo": picture(exif=exif)}, headers=LATE)
        assert answer.status_code == 302
    [kept] = Photo.objects.all()
    seen = Image.open(BytesIO(bytes(kept.data)))
    assert max(seen.size) == 1600
    assert not seen.getexif()
    assert f"/photos/{kept.id}/" in desk.get(path).content.decode()
    shown = desk.get(f"/photos/{kept.id}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "no-store"
    assert Entry.objects.filter(type="photo.kept").count() == 1


def test_a_photo_alone_is_taken(desk, morning, people):
    path = f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/"
    assert desk.post(path, {"photo": picture("PNG")}).status_code == 302
    assert Photo.objects.count() == 1
    assert not answers(people)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.jpg", b"not a picture", "image/jpeg"),
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "image/jpeg"),
    ],
    ids=["text", "svg", "broken"],
)
def test_what_is_no_photo_is_refused_and_nothing_is_half_done(desk, morning, people, file):
    file.seek(0)
    data = {f"antigen-{people[0].id.hex}": "negative", "photo": file}
    path = f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/"
    answer = desk.post(path, data)
    assert answer.status_code == 422
    assert "不是能读的照片" in answer.content.decode()
    assert not Photo.objects.exists()
    assert not answers(people)


@pytest.mark.slow
def test_a_picture_of_a_billion_pixels_is_not_unpacked(desk, morning, people):
    small = BytesIO()
    Image.new("1", (30_000, 30_000)).save(small, "PNG")
    file = SimpleUploadedFile("a.png", small.getvalue(), "image/png")
    path = f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/"
    assert desk.post(path, {"photo": file}).status_code == 422


def test_a_photo_can_be_taken_away_and_is_gone_from_the_disk(desk, morning, people):
    path = f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/"
    desk.post(path, {"photo": picture()})
    kept = Photo.objects.get()
    assert desk.post(f"/photos/{kept.id}/remove/").status_code == 302
    kept.refresh_from_db()
    assert not kept.data
    assert kept.removed_at
    assert desk.get(f"/photos/{kept.id}/").status_code == 404
    assert desk.post(f"/photos/{kept.id}/remove/").status_code == 404


def test_a_household_asks_with_a_photo_that_the_desk_sees(desk, link, people):
    sent = str(uuid4())
    for _ in range(2):
        data = {"act": "help", "text": "厨房漏水", "id": sent, "photo": picture("WEBP", (300, 200))}
        assert Client().post(f"/h/{link.token}/", data, headers=LATE).status_code == 302
    [kept] = Photo.objects.all()
    assert f"/photos/{kept.id}/" in desk.get(f"/needs/{kept.subject}/").content.decode()
    assert Client().get(f"/photos/{kept.id}/").status_code == 302


@pytest.mark.both
def test_the_same_word_on_a_request_sent_twice_is_noted_once(link, people):
    from wanjia.needs.models import Need

    Client().post(f"/h/{link.token}/", {"act": "help", "text": "厨房漏水", "id": str(uuid4())})
    need = Need.objects.get()
    data = {
        "act": "need",
        "need": str(need.id),
        "do": "again",
        "text": "还在漏",
        "id": str(uuid4()),
    }
    for _ in range(2):
        assert Client().post(f"/h/{link.token}/", data, headers=LATE).status_code == 302
    assert [one.text for one in need.notes.all()] == ["还在漏"]


def test_the_worker_and_the_manifests_are_there_for_anybody(client, link):
    worker = client.get("/sw.js")
    text = worker.content.decode()
    assert worker["Content-Type"] == "text/javascript"
    assert worker["Cache-Control"] == "no-cache"
    shell = json.loads(text.split("SHELL = ", 1)[1].split(";\n", 1)[0])
    assert "/offline/" in shell
    said = client.get(f"/h/{link.token}/manifest.webmanifest").json()
    assert said["start_url"] == said["scope"] == f"/h/{link.token}/"
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"
    page = client.get("/offline/").content.decode()
    assert "没有网络" in page
    assert "No network" in page


def test_what_the_worker_keeps_is_there():
    from django.contrib.staticfiles import finders

    from wanjia.ui.offline import ICONS, KEPT

    names = [*KEPT, *(f"ui/icon-{size}.png" for size in ICONS)]
    assert not [name for name in names if finders.find(name) is None]


def test_the_journal_tells_of_photos(desk, morning, people):
    desk.post(f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/", {"photo": picture()})
    assert "收到照片" in desk.get("/journal/").content.decode()


ENTRY = "5f2c1d0e-8a4b-4c3d-9e2f-112233445566"


def test_a_fever_that_conflicts_raises_its_alarm_and_is_kept_beside_what_counts(
    desk, morning, people, link
):
    person = people[0]
    home_says(link, morning, person, antigen="negative", temperature="36.5")
    data = {f"temperature-{person.id.hex}": "39.1", "sent": str(uuid4())}
    path = f"/rounds/{morning.id}/doors/{person.dwelling_id}/"
    for _ in range(2):
        assert desk.post(path, data, headers=LATE).status_code == 409
    assert [alarm.kind for alarm in Alarm.objects.filter(resident=person)] == ["fever"]
    every = sorted(Answer.objects.filter(resident=person), key=lambda one: one.measured)
    assert [(str(one.temperature), one.current) for one in every] == [
        ("39.1", False),
        ("36.5", True),
    ]
    shown = desk.get(path).content.decode()
    assert "39.1" in shown
    assert "4-19 09:50 测，4-19 10:00 到" in shown
    assert desk.post(path, data | {"despite": "1"}, headers=LATE).status_code == 302
    assert [str(one.temperature) for one in answers([person])] == ["39.1"]


def test_what_a_phone_measured_is_told_in_the_servers_time(desk, morning, people):
    person = people[0]
    moment = NOW - timedelta(minutes=7)
    headers = {"x-wanjia-measured": str(int(moment.timestamp() * 1000)), "x-wanjia-late": "9"}
    data = {f"antigen-{person.id.hex}": "negative", "sent": str(uuid4())}
    desk.post(f"/rounds/{morning.id}/doors/{person.dwelling_id}/", data, headers=headers)
    answer = Answer.objects.get(resident=person)
    assert (answer.measured_at, answer.recorded_at) == (moment, NOW)


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(days=900)])
def test_what_a_phone_says_it_measured_in_the_future_was_measured_now(desk, morning, people, ahead):
    headers = {"x-wanjia-measured": str(int((NOW + ahead).timestamp() * 1000))}
    data = {f"antigen-{people[0].id.hex}": "negative", "sent": str(uuid4())}
    desk.post(f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/", data, headers=headers)
    assert Answer.objects.get(resident=people[0]).measured == NOW


def test_an_entry_has_a_receipt_that_names_it(desk, morning, people, link):
    headers = LATE | {"x-wanjia-entry": ENTRY}
    path = f"/rounds/{morning.id}/doors/"
    said = desk.post(path, {"one": str(people[0].dwelling_id)}, headers=headers).json()
    assert said["entry"] == ENTRY
    assert said["next"].startswith(path)
    assert said["arrived"] == int(NOW.timestamp() * 1000)
    part = desk.post(
        path, {"one": str(people[2].dwelling_id)}, headers=headers | {"hx-request": "true"}
    ).json()["part"]
    assert people[2].dwelling.door in part
    quick = {
        "round": str(morning.id),
        "id": str(uuid4()),
        f"antigen-{people[0].id.hex}": "negative",
    }
    for _ in range(2):
        said = Client().post(f"/h/{link.token}/", quick, headers=headers).json()
        assert (said["entry"], "stored=" in said["next"]) == (ENTRY, True)


def test_an_entry_that_is_refused_is_told_why_in_words(desk, morning, people, link):
    headers = {"x-wanjia-entry": ENTRY}
    wrong = {f"temperature-{people[0].id.hex}": "365", "id": str(uuid4())}
    answer = Client().post(f"/h/{link.token}/", wrong | {"round": str(morning.id)}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["refused"] == ENTRY
    assert "365" in answer.json()["words"]
    path = f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/"
    assert "365" in desk.post(path, wrong, headers=headers).json()["words"]
    signed_out = Client().post(path, wrong, headers=headers)
    assert signed_out.status_code == 302
    assert signed_out["Location"].startswith("/login/")
