"""The demo town made whole: places, people, a week under the mildest class, its rounds."""

from zoneinfo import ZoneInfo

from django.db import connection, transaction

from wanjia.core import clock
from wanjia.core.models import Community
from wanjia.core.transfer.schema import analyze_tables
from wanjia.reports.answers.actions import extend_rounds
from wanjia.reports.models import Round
from wanjia_demo import load
from wanjia_demo.asking import ask
from wanjia_demo.caring import care_for, run_errands
from wanjia_demo.duties import put_on_duty
from wanjia_demo.goods import bring_goods
from wanjia_demo.history import answer_rounds
from wanjia_demo.notices import tell
from wanjia_demo.shelters import set_up
from wanjia_demo.town import build_town

ZONE = ZoneInfo("Asia/Shanghai")


@transaction.atomic
def make() -> Community:
    """Make the demo town as it stands on the evening of the story; return its community."""
    now = clock.now()
    town = build_town(today=now.astimezone(ZONE).date())
    loaded = load.load(town)
    load.publish_precaution(loaded, load.watched_since(now))
    extend_rounds(loaded.community.id)
    passed = Round.objects.filter(community=loaded.community, opens_at__lt=now)
    answer_rounds(loaded.community, passed, now)
    put_on_duty(loaded.community, loaded.head, now)
    care_for(loaded.community, loaded.head, now)
    ask(loaded.community, now)
    run_errands(loaded.community, loaded.head, now)
    tell(loaded.head, now)
    set_up(loaded.community, loaded.head, now)
    bring_goods(loaded.community, loaded.head, town.story.estate, now)
    analyze_tables(connection)
    return loaded.community
