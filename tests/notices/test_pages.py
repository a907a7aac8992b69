"""The pages: written at the desk, read and asked about on a household's page, printed for doors."""

import re

import pytest

from wanjia.core.ids import new_id
from wanjia.notices.comments.actions import add_comment, show_comment
from wanjia.notices.models import Comment, Notice, NoticeSeen


def said(answer) -> str:
    return answer.content.decode()


@pytest.mark.slow
def test_a_notice_is_written_looked_at_published_and_read(desk, everyone, link):
    sent = {
        "id": new_id(),
        "reach": "community",
        "title": "停水",
        "body": "今晚停水",
        "valid_from": "",
    }
    made = desk.post("/notices/new/", sent)
    page = said(desk.get(made["Location"]))
    assert "<b>18" in page.replace("\n", "")
    desk.post(f"{made['Location']}publish/")
    shown = said(desk.get(link("23-101")))
    assert "停水" in shown
    assert "今晚停水" in shown
    assert NoticeSeen.objects.get().channel == "opened"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"valid_from": "2022-04-19T08:00", "valid_until": "2022-04-18T20:00"}, "不在开始时间"),
        ({"reach": "stairwells"}, "没有选对发给谁"),
        ({"reach": "stairwells", "stairwells": "x"}, "没有选对发给谁"),
        ({"reach": "estate", "estate": str(new_id())}, "没有选对发给谁"),
        ({"body": "长" * 2001}, "太长"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, everyone, more, words):
    sent = {"id": new_id(), "reach": "community", "title": "停水了", "body": "今晚", **more}
    answer = desk.post("/notices/new/", sent)
    assert answer.status_code == 422
    assert words in said(answer)
    assert "停水了" in said(answer)
    assert not Notice.objects.exists()


def test_a_moment_that_cannot_be_read_is_said_at_its_field(desk, everyone):
    sent = {
        "id": new_id(),
        "reach": "community",
        "title": "停水",
        "body": "今晚",
        "valid_from": "明早",
    }
    answer = desk.post("/notices/new/", sent)
    assert answer.status_code == 422
    assert "明早" in said(answer)


@pytest.mark.both
def test_markup_in_a_text_is_shown_and_not_run(desk, tell, link, home):
    evil = "<script>alert(1)</script>"
    notice = tell(title=f"题{evil}", body=evil, body_en=evil)
    voice = add_comment(home("24-101"), notice.id, evil)
    desk.post(f"/comments/{voice.id}/show/")
    mine = link("23-101")
    pages = ["/notices/", f"/notices/{notice.id}/", f"/notices/{notice.id}/print/"]
    pages += [f"/notices/{notice.id}/doors/", mine, f"{mine}notices/{notice.id}/"]
    for page in pages:
        text = said(desk.get(page))
        assert "<script>alert" not in text, page
        assert "&lt;script&gt;" in text, page


def test_a_household_reads_in_its_language_ticks_and_asks(client, tell, link):
    notice = tell(important=True, title_en="PCR test", body_en="Come to the gate")
    page = link("23-101")
    english = said(client.get(page, headers={"accept-language": "en"}))
    assert "Come to the gate" in english
    assert "请 8:00 到东门" not in english
    own = f"{page}notices/{notice.id}/"
    client.post(own, {"act": "read"})
    assert NoticeSeen.objects.get().channel == "ticked"
    client.get(page)
    assert NoticeSeen.objects.get().channel == "ticked"
    sent = {"text": "老人怎么去？", "id": new_id()}
    for _twice in range(2):
        answer = client.post(own, sent)
        assert answer["Location"].endswith("?asked=1#voices")
    assert Comment.objects.get().dwelling.door == "23-101"
    assert "老人怎么去？" in said(client.get(own))


def test_a_household_that_types_too_much_keeps_what_it_typed(client, tell, link):
    own = f"{link('23-101')}notices/{tell().id}/"
    answer = client.post(own, {"text": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in said(answer)


def test_a_notice_that_is_not_at_the_door_leads_back_home(client, tell, link):
    page = link("23-101")
    answer = client.get(f"{page}notices/{new_id()}/")
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert client.get(f"/h/nobody/notices/{tell().id}/").status_code == 404


def test_neighbours_never_read_whose_words_they_are(client, viewer, tell, link, home, residents):
    notice = tell()
    voice = add_comment(home("24-101"), notice.id, "几点下楼？")
    show_comment(viewer, voice.id)
    text = said(client.get(f"{link('23-101')}notices/{notice.id}/"))
    assert "几点下楼？" in text
    assert "24-101" not in text
    behind = [one for one in residents if one.dwelling.door == "24-101"]
    assert not [one.name for one in behind if one.name in text]


def test_the_household_page_takes_one_statement_more_and_stays_small(
    client, tell, link, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = link("23-101")
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as none:
        client.get(page)
    for number in range(14):
        tell(title=f"通知{number}", body="很长的话。" * 400, important=True)
    client.get(page)
    with CaptureQueriesContext(connection) as four:
        answer = client.get(page)
    assert len(four) == len(none)
    assert len(answer.content) < 60_000


def test_the_pages_take_few_statements(desk, tell, home, link, django_assert_max_num_queries):
    notice = tell(important=True)
    for door in ("23-101", "24-101", "3-101"):
        add_comment(home(door), notice.id, "几点？")
    pages = ["/", "/notices/", "/notices/new/", f"/notices/{notice.id}/"]
    pages += [f"/notices/{notice.id}/doors/", f"/notices/{notice.id}/print/?each=1"]
    pages += ["/channels/", "/channels/new/", "/channels/groups/", "/channels/groups/new/"]
    desk.get("/help/")  # the first page gives the browser the secret of its forms
    desk.get("/")  # some of it is counted once in five minutes
    for page in pages:
        with django_assert_max_num_queries(12):
            assert desk.get(page).status_code == 200


def test_today_tells_of_a_comment_that_waits(desk, tell, home, django_capture_on_commit_callbacks):
    notice = tell()
    with django_capture_on_commit_callbacks(execute=True):
        add_comment(home("23-101"), notice.id, "几点？")
    page = said(desk.get("/"))
    assert f"/notices/{notice.id}/#voices" in page
    assert re.search(r"1 条留言等回答", page)


def test_each_stairwell_has_a_sheet_and_the_list_of_doors_names_nobody(desk, tell, residents):
    notice = tell()
    sheets = said(desk.get(f"/notices/{notice.id}/print/?each=1"))
    assert sheets.count('class="sheet notice"') == 3
    doors = said(desk.get(f"/notices/{notice.id}/doors/?print=1"))
    assert "23-101" in doors
    assert not [one.name for one in residents if one.name in doors]
