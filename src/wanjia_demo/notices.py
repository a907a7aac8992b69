"""Notices of the demo's evening: what was told, who has read it, what was asked beneath it."""

from datetime import datetime, timedelta
from random import Random

from wanjia.channels.groups.actions import Card, save_group
from wanjia.channels.outbox.queue import mark_forwarded
from wanjia.channels.queries import messages
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.notices.comments.actions import add_comment, answer_all, show_comment
from wanjia.notices.models import Notice, Reach, SeenWay
from wanjia.notices.publishing.actions import Draft, mark_seen, publish_notice, save_draft
from wanjia.notices.publishing.audience import Audience
from wanjia.notices.publishing.fill_in import load_templates
from wanjia.places.models import Dwelling, Estate

SHARE_SEEN = 0.8  # of the households have opened it by the evening
BLANKS = {
    "supplies": (
        {"day": "4月18日", "time": "14:00–17:00", "what": "蔬菜包"},
        {"day": "18 April", "what": "vegetable packs"},
    ),
    "pcr": (
        {"day": "4月19日", "time": "8:00–11:00", "place": "小区东门采样点"},
        {"day": "19 April", "place": "the sampling point at the east gate"},
    ),
}


def tell(head: Viewer, now: datetime) -> None:
    """Write the notices of the day, let most households see them, and some ask."""
    estates = list(Estate.objects.filter(community_id=head.community_id).order_by("name"))
    with clock.freeze(now - timedelta(days=8)):
        _make_groups(head, estates)
    with clock.freeze(now - timedelta(hours=9)):
        packs = _publish_notice(head, "supplies", Audience(Reach.COMMUNITY))
    with clock.freeze(now - timedelta(minutes=70)):
        for message in messages(head).filter(subject=packs.id, status="by_hand"):
            mark_forwarded(head, message.id)
        test = _publish_notice(head, "pcr", Audience(Reach.ESTATE, estate=estates[0].id))
    homes = Dwelling.objects.filter(
        community_id=head.community_id, residents__isnull=False, residents__left_at=None
    )
    homes = homes.order_by("stairwell__sort", "sort", "id").distinct()
    rng = Random("notices")
    with clock.freeze(now - timedelta(minutes=30)):
        _mark_seen(head, packs, list(homes), rng)
        here = list(homes.filter(stairwell__estate=estates[0]))
        _mark_seen(head, test, here, rng)
    _make_questions(head, packs, list(homes[:3]), now)


def _make_groups(head: Viewer, estates: list[Estate]) -> None:
    """Two groups an estate, none with a robot yet, and one of the volunteers."""
    for estate in estates:
        wells = list(estate.stairwells.values_list("id", flat=True))
        half = (len(wells) + 1) // 2
        for place, part in enumerate((wells[:half], wells[half:]), 1):
            if part:
                audience = Audience(Reach.STAIRWELLS, stairwells=frozenset(part))
                save_group(head, Card(f"{estate.name}{place}群", audience, people=260))
    save_group(head, Card("志愿者群", Audience(Reach.ROLE, role="volunteer"), people=40))


def _publish_notice(head: Viewer, key: str, audience: Audience) -> Notice:
    template = load_templates()[key]
    texts = template.fill_texts(*BLANKS[key])
    draft = Draft(
        title=texts["title"],
        body=texts["body"],
        title_en=texts["title_en"],
        body_en=texts["body_en"],
        audience=audience,
        valid_until=clock.now() + timedelta(hours=template.hours),
        important=template.important,
    )
    return publish_notice(head, save_draft(head, draft).id)


def _mark_seen(head: Viewer, notice: Notice, homes: list[Dwelling], rng: Random) -> None:
    read = [(notice.id, home.id) for home in homes if rng.random() < SHARE_SEEN]
    for start in range(0, len(read), 500):
        mark_seen(head, read[start : start + 500], SeenWay.OPENED)


def _make_questions(head: Viewer, notice: Notice, homes: list[Dwelling], now: datetime) -> None:
    """Two households asked and were answered at once; a third waits."""
    said = ("蔬菜包几点送到？", "请问下午能送到吗？", "我家两个人，一份够吗？有没有鸡蛋？")
    made = []
    for place, (home, text) in enumerate(zip(homes, said, strict=False)):
        at = now - timedelta(hours=6) if place < 2 else now - timedelta(minutes=12)
        household = Viewer(head.community_id, "household", name=home.door, dwelling_id=home.id)
        with clock.freeze(at):
            made.append(add_comment(household, notice.id, text))
    with clock.freeze(now - timedelta(hours=5)):
        show_comment(head, made[0].id)
        answer_all(
            head,
            notice.id,
            "志愿者 14:00 出发，17:00 前送完，先送有老人的楼道。",
            text_en="The volunteers set out at 14:00 and are done by 17:00; homes of elders first.",
            comments=[one.id for one in made[:2]],
        )
