"""The demo town with days behind it: 7,137 people, two rounds a day, 14,000 answers a day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from wanjia.core import clock
from wanjia.core.models import Community
from wanjia.core.transfer.schema import analyze_tables
from wanjia.reports.models import Round
from wanjia.zoning.models import Zone
from wanjia_demo import load
from wanjia_demo.history import answer_rounds
from wanjia_demo.town import build_town

ZONE = ZoneInfo("Asia/Shanghai")
WINDOWS = (("morning", "上午", time(7), time(11)), ("evening", "傍晚", time(17), time(20)))


@transaction.atomic
def rounds_of_days(days: int) -> Community:
    """Make the town; all four estates answer antigen and temperature twice on each of the days."""
    now = clock.now()
    loaded = load.load(build_town(today=now.astimezone(ZONE).date()))
    load.publish_precaution(loaded, now - timedelta(days=days + 1))
    Round.objects.filter(community=loaded.community).delete()
    today = now.astimezone(ZONE).date()
    made = [
        Round(
            community=loaded.community,
            zone=zone,
            key=f"{today - timedelta(days=back)}-{key}",
            name=name,
            opens_at=datetime.combine(today - timedelta(days=back), opens, ZONE),
            closes_at=datetime.combine(today - timedelta(days=back), closes, ZONE),
            wants=["antigen", "temperature"],
        )
        for zone in Zone.objects.filter(community=loaded.community)
        for back in range(days)
        for key, name, opens, closes in WINDOWS
    ]
    Round.objects.bulk_create(made)
    passed = [one for one in made if one.opens_at < now]
    answer_rounds(loaded.community, passed, now)
    analyze_tables(connection)
    return loaded.community
