"""A small invented town for a committee that practises: one estate and its people."""

from secrets import token_hex

from django.contrib.auth.hashers import make_password

from wanjia.core import clock
from wanjia.core.models import Community, User
from wanjia.core.practice import practice_town_from
from wanjia.reports.answers.actions import extend_rounds
from wanjia.reports.models import Round


@practice_town_from
def make_practice_town() -> Community:
    """Make a practice community; its staff are invented too, and none of them can sign in."""
    from dataclasses import replace

    from wanjia_demo import load
    from wanjia_demo.asking import ask
    from wanjia_demo.duties import put_on_duty
    from wanjia_demo.history import answer_rounds
    from wanjia_demo.making import ZONE
    from wanjia_demo.town import build_town

    now = clock.now()
    town = build_town(today=now.astimezone(ZONE).date())
    kept = tuple(estate for estate in town.estates if estate.name == town.story.estate)
    mark = token_hex(3)
    town = replace(town, name="练习居民区", name_en="Practice", estates=kept)
    loaded = load.load(town, f"demo-{mark}", logins=f"practice-{mark}-")
    community = loaded.community
    Community.objects.filter(id=community.id).update(practice=True)
    community.practice = True
    nobody = make_password(None)
    User.objects.filter(memberships__community=community).update(password=nobody)
    load.publish_precaution(loaded, load.watched_since(now))
    extend_rounds(community.id)
    passed = Round.objects.filter(community=community, opens_at__lt=now)
    answer_rounds(community, passed, now)
    put_on_duty(community, loaded.head, now)
    ask(community, now)
    return community
