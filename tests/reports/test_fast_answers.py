"""Whatever a household posts, the fast way and the ordinary one store and answer the same."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink, Resident
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Answer, Round
from wanjia.ui.household import fast_answer_middleware
from wanjia.zoning.models import ZoneStairwell

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LANE = "wanjia.ui.household.fast_answer_middleware.quick_lane"
ORDINARY = [one for one in settings.MIDDLEWARE if one != LANE]
BEFORE = UUID("01962000-0000-7000-8000-000000000001")
SENT = UUID("01963000-0000-7000-8000-000000000001")

FIELDS = {
    "antigen": st.sampled_from(["", "negative", "negative", "positive", "invalid", "阴"]),
    "pcr": st.sampled_from(["", "", "sampled", "negative", "positive", "x"]),
    "temperature": st.sampled_from(["", "36.5", "３６。８℃", "37.3", "39", "36,6", "365", "热"]),
    "symptoms": st.sampled_from(["", "", "", "咽痛", "喘不上气", " "]),
    "where": st.sampled_from(["", "home", "away", "moon"]),
    "well": st.sampled_from(["", "1"]),
    "seen": st.sampled_from(["", "1"]),
}
PERSON = st.fixed_dictionaries({}, optional=FIELDS)
POST = st.fixed_dictionaries(
    {
        "people": st.lists(PERSON, min_size=3, max_size=3),
        "round": st.sampled_from(["morning"] * 6 + ["other", "nonsense", ""]),
    },
    optional={
        "id": st.sampled_from([str(SENT)] * 4 + ["", "x"]),
        "say": st.sampled_from(["well", "", "x"]),
        "despite": st.sampled_from(["1", ""]),
        "act": st.sampled_from(["", "need", "help"]),
        "unseen": st.sampled_from(["\u202e", "\x00", "\x07"]),
    },
)
STANDS = st.sets(
    st.sampled_from(
        ["answered", "cancelled", "closed", "to come", "of workers", "left", "revoked", "moved out"]
    ),
    max_size=2,
)
HEADERS = st.sampled_from(
    [{}] * 3
    + [
        {"X-Wanjia-Entry": str(uuid4())},
        {"X-Wanjia-Entry": str(uuid4()), "X-Wanjia-Late": "3600"},
        {"X-Wanjia-Late": "nonsense"},
    ]
)


@pytest.fixture
def world(viewer, people, morning, at):
    family = people[:2]
    link = HouseholdLink.objects.create(
        community_id=family[0].community_id,
        dwelling_id=family[0].dwelling_id,
        token=f"a-secret-of-{uuid4()}",
        made_at=at,
    )
    return SimpleNamespace(
        viewer=viewer, family=family, neighbour=people[2], round=morning, link=link
    )


def _make(world, stands) -> None:
    """Bring the world to where things stand."""
    now, round_ = clock.now(), world.round
    if "answered" in stands:
        given = Given(world.family[1].id, "negative", 36.4, id=BEFORE)
        store_answers(world.viewer, round_, [given], "door")
    changes = {
        "cancelled": {"cancelled_at": now},
        "closed": {"closes_at": now - timedelta(minutes=30)},
        "to come": {"opens_at": now + timedelta(minutes=30)},
        "of workers": {"who": "workers"},
    }
    for name in stands & changes.keys():
        Round.objects.filter(id=round_.id).update(**changes[name])
    if "left" in stands:
        Resident.objects.filter(id=world.family[1].id).update(left_at=now)
    if "revoked" in stands:
        HouseholdLink.objects.filter(id=world.link.id).update(revoked_at=now)
    if "moved out" in stands:
        until = now - timedelta(hours=1)
        ZoneStairwell.objects.filter(zone=round_.zone_id).update(until=until)


def _data(world, post) -> dict[str, str]:
    """The form's fields, of the household and of a neighbour who has no business in it."""
    rounds = {"morning": str(world.round.id), "other": str(uuid4()), "nonsense": "7"}
    data = {"round": rounds.get(post["round"], "")}
    data |= {name: post[name] for name in ("id", "say", "despite", "act") if name in post}
    everybody = zip([*world.family, world.neighbour], post["people"], strict=True)
    for one, fields in everybody:
        data |= {f"{name}-{one.id.hex}": value for name, value in fields.items()}
    if "unseen" in post:
        data[f"symptoms-{world.family[0].id.hex}"] = post["unseen"]
    return data


# Made anew each time: ids of acts, and of the form that a page shows.
ALIKE = {
    Answer: [one.attname for one in Answer._meta.concrete_fields],
    Alarm: ["answer_id", "resident_id", "kind", "opened_at"],
    Need: ["resident_id", "dwelling_id", "category", "urgency", "text", "opened_at"],
    Entry: ["type", "occurred_at", "subject"],
}


def _outcome(world, post, stands, headers, middleware) -> tuple:
    """What is stored and answered, all of which is then taken back."""
    with transaction.atomic():
        _make(world, stands)
        data = _data(world, post)
        with override_settings(MIDDLEWARE=middleware):
            page = Client().post(f"/h/{world.link.token}/", data, headers=headers)
        rows = {
            model.__name__: sorted(map(repr, model.objects.values_list(*names)))
            for model, names in ALIKE.items()
        }
        transaction.set_rollback(True)
    return rows, page.status_code, page.headers.get("Location"), page.headers.get("Cache-Control")


@examples(
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(post=POST, stands=STANDS, headers=HEADERS)
@pytest.mark.slow
def test_any_post_is_stored_and_answered_alike_either_way(world, post, stands, headers):
    if "id" not in post or post["id"] != str(SENT):
        post.pop("say", None)
        for fields in post["people"]:
            fields.clear()  # without an id of the sender each sending is another thing
    fast = _outcome(world, post, stands, headers, settings.MIDDLEWARE)
    assert fast == _outcome(world, post, stands, headers, ORDINARY)


def test_the_lane_takes_what_is_plain_and_passes_on_the_rest(world, monkeypatch):
    """The property says nothing if everything is passed on."""
    taken = []
    take = fast_answer_middleware._take_answer
    monkeypatch.setattr(
        fast_answer_middleware,
        "_take_answer",
        lambda request: taken.append(take(request)) or taken[-1],
    )
    plain = {"round": "morning", "id": str(SENT), "people": [{"antigen": "negative"}, {}, {}]}
    outcomes = {
        "plain": plain,
        "all well": {**plain, "say": "well"},
        "ill": {**plain, "people": [{"antigen": "positive"}, {}, {}]},
        "words": {**plain, "people": [{"symptoms": "咽痛"}, {}, {}]},
        "nobody": {**plain, "people": [{}, {}, {"antigen": "negative"}]},
        "unreadable": {**plain, "people": [{"temperature": "热"}, {}, {}]},
    }
    for post in outcomes.values():
        _outcome(world, post, set(), {}, settings.MIDDLEWARE)
    assert [one is not None for one in taken] == [True, True, False, False, False, False]
    _outcome(world, plain, {"answered"}, {}, settings.MIDDLEWARE)
    both = {**plain, "people": [{"antigen": "negative"}] * 3}
    _outcome(world, both, {"answered"}, {}, settings.MIDDLEWARE)
    assert [one is not None for one in taken[-2:]] == [True, False]
