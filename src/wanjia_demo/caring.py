"""The demo's care: elders paired with volunteers, and the last days' calls to those at risk."""

from datetime import date, datetime, timedelta
from hashlib import blake2b
from uuid import UUID
from zoneinfo import ZoneInfo

from wanjia.care.models import Pair
from wanjia.care.pairs.proposals import proposals
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_ids
from wanjia.core.models import Community
from wanjia.people.access import live_risks
from wanjia.people.models import Contact, Resident, Staff
from wanjia_demo.telling import tell

PAIRED_DAYS = 6
PAIRS = 120  # some volunteers have room for more
REACHED = ("well", "well", "well", "needs", "no_answer")


def care_for(community: Community, head: Viewer, now: datetime) -> None:
    """Pair who can be paired, and give most of those at risk a contact in the last days."""
    told = proposals(head).pairs[:PAIRS]
    ids = new_ids(len(told))
    since = now - timedelta(days=PAIRED_DAYS)
    Pair.objects.bulk_create(
        Pair(
            id=key,
            community=community,
            staff=one.staff,
            resident=one.resident,
            since=since,
            reasons=list(one.why),
        )
        for key, one in zip(ids, told, strict=True)
    )
    homes = [one.resident.dwelling_id for one in told]
    tell(head, "pair.made", zip(ids, [since] * len(ids), homes, strict=True))
    by = {one.resident.id: one.staff for one in told}
    _make_contacts(community, by, now)


def _make_contacts(community: Community, by: dict[UUID, Staff], now: datetime) -> None:
    desk = Staff.objects.filter(community=community, role="desk").order_by("id").first()
    risks = live_risks().filter(community_id=community.id)
    people = Resident.objects.filter(community=community, id__in=risks.values("resident"))
    made = []
    for person in people.order_by("id"):
        who = by.get(person.id, desk)
        dice = blake2b(person.name.encode() + person.dwelling_id.bytes, digest_size=3).digest()
        if dice[0] < 24:  # whom nobody has called: the list of the late is not empty
            continue
        made.append(
            Contact(
                community=community,
                resident=person,
                occurred_at=now - timedelta(hours=dice[1] % 60, minutes=dice[2] % 60),
                created_by=who.user_id if who else None,
                created_by_name=who.name if who else "",
                channel="call",
                outcome=REACHED[dice[2] % len(REACHED)],
            )
        )
    Contact.objects.bulk_create(made, batch_size=500)


SHOPPING = (
    ("shopping", "联华超市", ("青菜 2斤", "鸡蛋 1板", "大米 5公斤")),
    ("shopping", "联华超市", ("面条 3把", "豆腐 2块")),
    ("shopping", "菜场", ("土豆 3斤", "番茄 2斤", "五花肉 1斤")),
    ("medicine", "区中心医院", ("氨氯地平 2盒",)),
    ("medicine", "社区卫生服务中心", ("二甲双胍 3盒", "血糖试纸 1盒")),
    ("shopping", "宝宝店", ("奶粉 2罐", "尿不湿 M 1包")),
)


def run_errands(community: Community, head: Viewer, now: datetime) -> None:
    """A few things to buy for lone elders; files for who expects a child, and for the newborn."""
    from wanjia.care.errands.actions import Wanted, ask
    from wanjia.care.mothers.actions import save_newborn, save_pregnancy, weigh

    risks = live_risks().filter(community_id=community.id).order_by("id")
    elders = list(risks.filter(kind="alone_elder").select_related("resident")[: len(SHOPPING)])
    for one, (kind, shop, things) in zip(elders, SHOPPING, strict=False):
        wanted = [Wanted(*thing.rsplit(" ", 1)) for thing in things]
        ask(head, one.resident_id, kind, wanted, shop=shop, prescription=kind == "medicine")
    for one in risks.filter(kind="pregnant")[:12]:
        if due := one.detail.get("due"):
            hospital = str(one.detail.get("hospital", ""))
            save_pregnancy(head, one.resident_id, due=date.fromisoformat(due), hospital=hospital)
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    for one in risks.filter(kind="newborn")[:8]:
        if born := one.detail.get("born"):
            day = date.fromisoformat(born)
            file = save_newborn(head, one.resident_id, born=day, birth_grams=3300)
            for week in range(1, 5):
                if day + timedelta(weeks=week) <= today:
                    weigh(head, file.id, day + timedelta(weeks=week), 3150 + 210 * week)
