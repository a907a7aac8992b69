"""The import page: upload, see what would change, confirm or discard; the command does the same."""

import io
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook
from tests.people.rosters import csv, good_id

from wanjia.core.models import Entry, Membership, User
from wanjia.people.models import Resident
from wanjia.people.roster import uploads

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "data" / "rosters"


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def sign_in(client, community):
    def sign(role, name=""):
        user = User.objects.create_user(username=name or role, password="x", name=f"某{role}")
        Membership.objects.create(community=community, user=user, role=role)
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def desk(sign_in):
    return sign_in("desk")


def put(client, data, name="名册.csv"):
    return client.post(reverse("people:import"), {"file": SimpleUploadedFile(name, data)})


def looked(client, data, name="名册.csv"):
    answer = put(client, data, name)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def words(answer):
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_roster_is_looked_at_then_confirmed(desk):
    url = looked(desk, (SAMPLES / "errors.xlsx").read_bytes(), "errors.xlsx")
    page = desk.get(url)
    assert page.context["difference"].added == 67
    assert "本楼道其他人都有室号，这一行没有" in words(page)
    assert "身份证校验位不对" in words(page)
    assert not Resident.objects.exists()

    done = desk.post(f"{url}confirm/", follow=True)
    assert Resident.objects.count() == 67
    assert "新增 67 人" in words(done)
    entry = Entry.objects.get(type="roster.imported")
    assert (entry.role, entry.after["added"], entry.after["refused"]) == ("desk", 67, 4)


def test_the_same_file_again_offers_nothing_to_import(desk):
    data = csv("楼号,室号,姓名", "5,101,张三")
    desk.post(f"{looked(desk, data)}confirm/")
    page = desk.get(looked(desk, data))
    assert page.context["difference"].unchanged == 1
    assert "confirm/" not in page.content.decode()


def test_moves_changes_and_newcomers_are_listed(desk):
    first = csv("楼号,室号,姓名,身份证号,电话", f"5,101,张三,{good_id()},", "5,101,李四,,")
    desk.post(f"{looked(desk, first)}confirm/")
    second = csv(
        "楼号,室号,姓名,身份证号,电话",
        f"5,102,张三,{good_id()},",
        "5,101,李四,,19900001234",
        "5,103,王五,,",
    )
    difference = desk.get(looked(desk, second)).context["difference"]
    assert [(one.name, one.before, one.after) for one in difference.moves] == [
        ("张三", "5-101", "5-102")
    ]
    assert [(one.name, one.door, one.words) for one in difference.changes] == [
        ("李四", "5-101", "电话")
    ]
    assert [(one.row, one.name, one.door) for one in difference.newcomers] == [(4, "王五", "5-103")]


@pytest.mark.both
def test_a_confirmed_file_is_gone(desk):
    url = looked(desk, csv("楼号,室号,姓名", "5,101,张三"))
    desk.post(f"{url}confirm/")
    assert desk.post(f"{url}confirm/").status_code == 409
    assert Resident.objects.count() == 1


def test_a_discarded_file_is_gone_and_nothing_is_imported(desk, settings):
    url = looked(desk, csv("楼号,室号,姓名", "5,101,张三"))
    assert desk.post(f"{url}discard/").url == reverse("people:import")
    assert desk.get(url).status_code == 409
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []
    assert not Resident.objects.exists()


def test_the_refused_rows_are_given_back_as_a_workbook(desk):
    url = looked(desk, (SAMPLES / "errors.xlsx").read_bytes(), "errors.xlsx")
    answer = desk.get(f"{url}refused.xlsx")
    assert "refused.xlsx" in answer["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert [row[-2] for row in rows.to_python()[1:]] == [
        "没有姓名",
        "本楼道其他人都有室号，这一行没有",
        "不知道住哪个楼道",
        "没有姓名",
    ]


def test_anothers_upload_is_refused(desk, sign_in):
    url = looked(desk, csv("楼号,室号,姓名", "5,101,张三"))
    other = sign_in("desk", "desk2")
    assert other.get(url).status_code == 409
    assert other.get(f"{url}refused.xlsx").status_code == 409
    assert other.post(f"{url}confirm/").status_code == 409
    assert not Resident.objects.exists()


def test_a_forged_or_old_token_is_refused(desk, monkeypatch):
    url = looked(desk, csv("楼号,室号,姓名", "5,101,张三"))
    assert desk.get(url[:-2] + "x/").status_code == 409
    monkeypatch.setattr(uploads, "KEPT_SECONDS", -1)
    assert desk.get(url).status_code == 409


@pytest.mark.parametrize("role", ["grid", "doctor", "steward", "volunteer", "town"])
def test_only_officers_may_import(sign_in, role):
    client = sign_in(role)
    assert client.get(reverse("people:import")).status_code == 403
    assert put(client, csv("楼号,室号,姓名", "5,101,张三")).status_code == 403


@pytest.mark.parametrize(
    ("data", "name", "why", "english"),
    [
        (b"PK\x03\x04broken", "坏.xlsx", "坏了", "damaged"),
        (b"%PDF-1.7", "名册.pdf", "PDF", "PDF"),
        ("只有一段话".encode(), "话.csv", "没有找到表头", "no heading row"),
        (csv("楼号,室号,姓名"), "空.csv", "没有可以导入的人", "nobody"),
        (b"{]", "图.geojson", "GeoJSON", "GeoJSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_another_can_be_chosen(
    desk, data, name, why, english
):
    url = looked(desk, data, name)
    page = desk.get(url)
    assert page.status_code in (400, 422)
    assert why in words(page)
    assert 'type="file"' in page.content.decode()
    desk.cookies["wanjia_lang"] = "en"
    assert english in words(desk.get(url))


def test_an_empty_file_is_refused_by_the_form(desk):
    assert put(desk, b"").status_code == 200
    assert put(desk, b"").context["form"].errors


def test_a_file_over_20_mb_is_refused(desk):
    page = put(desk, b"x" * (uploads.MAX_BYTES + 1))
    assert "20 MB" in words(page)


def test_the_page_speaks_english(desk):
    url = looked(desk, csv("楼号,室号,姓名,电话", "5,101,Ann,12", "5,,Bob,", "5,9,,"), "list.csv")
    desk.cookies["wanjia_lang"] = "en"
    main = re.search(r"<main.*</main>", desk.get(url).content.decode(), re.DOTALL)[0]
    assert set(re.findall(r"[\u4e00-\u9fff]+", unescape(main))) <= {"室号"}
    assert "the stairwell's other rows have one" in unescape(main)


ASKED = csv("楼号,室号,姓名,", "5,101,张三,王小明", "5,102,李四,王小红")


def test_a_question_is_put_with_the_ways_to_read_and_one_can_be_chosen(desk):
    url = looked(desk, ASKED)
    page = desk.get(url)
    assert "是住户，还是联系人？" in words(page)
    assert "confirm/" not in page.content.decode()
    assert desk.post(f"{url}confirm/").status_code == 409
    assert not Resident.objects.exists()

    chosen = desk.get(f"{url}?reading=0:without")
    assert "confirm/" in chosen.content.decode()
    assert chosen.context["difference"].added == 2
    desk.post(f"{url}confirm/", {"reading": "0:without"})
    assert sorted(Resident.objects.values_list("name", flat=True)) == ["张三", "李四"]


def test_the_question_is_put_in_english_too(desk):
    url = looked(desk, ASKED)
    desk.cookies["wanjia_lang"] = "en"
    assert "residents, or contacts?" in words(desk.get(url))


# The command


@pytest.fixture
def run(capfd, monkeypatch, tmp_path):
    """Run `wanjia import …`: exit code, what it prints, what it says."""
    from wanjia.__main__ import main

    def go(*words, data=b"", name="名册.csv"):
        file = tmp_path / name
        if data:
            file.write_bytes(data)
        code = main(["import", *words[:1], str(file), *words[1:]])
        out = capfd.readouterr()
        return code, out.out, out.err

    return go


ROSTER = csv("小区,楼号,室号,姓名", "梧桐里,5,101,张三", "梧桐里,5,,李四")


def test_the_command_imports_into_an_empty_database(run, db):
    code, out, said = run("roster", "--yes", "--json", data=ROSTER)
    assert code == 0
    assert json.loads(out)["added"] == 1
    assert "新增 added 1" in said
    assert Resident.objects.get().dwelling.stairwell.estate.name == "梧桐里"
    assert Resident.objects.get().community.name == "梧桐里"


@pytest.mark.both
def test_the_command_puts_the_refused_rows_beside_the_file(run, db, tmp_path):
    run("roster", "--yes", data=ROSTER)
    assert (tmp_path / "名册.csv.refused.xlsx").exists()


def test_the_command_stops_at_a_question_and_takes_an_answer(run, db):
    code, out, said = run("roster", "--yes", "--json", data=ASKED)
    assert code == 1
    (asked,) = json.loads(out)["questions"]
    assert [way["reading"] for way in asked["ways"]] == ["0:table", "0:without"]
    assert "--reading 0:without" in said
    assert not Resident.objects.exists()
    code, out, _ = run("roster", "--yes", "--json", "--reading", "0:table", data=ASKED)
    assert (code, json.loads(out)["added"]) == (0, 4)


def test_without_yes_and_terminal_nothing_is_imported(run, db):
    code, out, said = run("roster", data=ROSTER)
    assert (code, out) == (1, "")
    assert "--yes" in said
    code, out, _ = run("roster", "--json", data=ROSTER)
    assert (code, json.loads(out)["added"]) == (0, 1)
    assert not Resident.objects.exists()


def test_the_command_names_its_community(run, community):
    from wanjia.core.models import Community

    Community.objects.create(name="别处居民区")
    code, _, said = run("roster", "--yes", data=ROSTER)
    assert code == 1
    assert "--community" in said
    assert run("roster", "--community", community.name, "--yes", data=ROSTER)[0] == 0
    assert Resident.objects.get().community == community


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "没有.xlsx", "打不开"),
        (b"PK\x03\x04", "坏.xlsx", "坏了"),
        (b"x" * 20_000_001, "大.csv", "20 MB"),
    ],
)
def test_the_command_refuses_what_it_cannot_read(run, db, data, name, why):
    code, out, said = run("roster", "--yes", "--json", data=data, name=name)
    assert (code, out) == (1, "")
    assert why in said


def test_wrong_usage_ends_with_2(run):
    with pytest.raises(SystemExit) as end:
        run("castle")
    assert end.value.code == 2
