"""A head practises beside the real work, and throws all of it away by one act."""

import pytest
from django.apps import apps
from tests.reports.conftest import signed_in

from wanjia.core.models import Community, Entry, User
from wanjia.core.practice import throw_away
from wanjia.people.models import Resident


@pytest.mark.both
def test_a_practice_is_begun_left_taken_up_again_and_thrown_away(community, residents):
    head = signed_in(community, "head")
    accounts = User.objects.count()
    assert head.post("/practice/begin/").status_code == 302
    practice = Community.objects.get(practice=True)
    page = head.get("/").content.decode()
    assert "data-practice" in page
    assert "里面的人和事都是编的" in page
    assert Resident.objects.filter(community=practice).count() > 500
    invented = User.objects.filter(memberships__community=practice, username__contains="practice")
    assert invented.exists()
    assert not any(user.has_usable_password() for user in invented)
    head.post("/practice/leave/")
    assert "data-practice" not in head.get("/").content.decode()
    head.post("/practice/begin/")
    assert Community.objects.filter(practice=True).count() == 1
    head.post("/practice/end/")
    assert "data-practice" not in head.get("/").content.decode()
    assert not Community.objects.filter(practice=True).exists()
    assert User.objects.count() == accounts
    left = [
        model.__name__
        for model in apps.get_models()
        if any(field.attname == "community_id" for field in model._meta.concrete_fields)
        and model._default_manager.filter(community_id=practice.id).exists()
    ]
    assert left == []
    assert Resident.objects.filter(community=community).count() == len(residents)
    kinds = Entry.objects.filter(community=community).values_list("type", flat=True)
    assert {"practice.begun", "practice.ended"} <= set(kinds)


def test_who_is_no_head_does_not_begin_one_and_what_is_real_stays(community, residents):
    assert signed_in(community, "desk").post("/practice/begin/").status_code == 403
    with pytest.raises(ValueError, match="no practice"):
        throw_away(community)
    assert Resident.objects.count() == len(residents)
