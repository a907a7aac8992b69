"""The demo's needs: what residents have asked for since the morning, in every state."""

from datetime import datetime, timedelta
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.needs.dispatch.queries import suggestions
from wanjia.needs.followup import actions
from wanjia.people.access import live_risks
from wanjia.people.models import Resident, Staff

IN_ORDER = (  # residents, the same each time whatever their ids are
    "dwelling__stairwell__estate__name",
    "dwelling__stairwell__sort",
    "dwelling__stairwell__label",
    "dwelling__sort",
    "dwelling__door",
    "sort",
)
# what is said, whose risk it is (empty: anybody's), hours ago, how far it has come, who calls
ASKED = (
    ("明天上午要去做血透，怎么出小区", "dialysis", 1, "", ""),
    ("我爸血透后头晕，药还有两天", "dialysis", 3, "dispatched", "女儿"),
    ("后天化疗，医院要核酸证明", "chemotherapy", 5, "taken", ""),
    ("胰岛素明天就没有了", "chronic", 2, "", "儿子"),
    ("降压药还有三天的量，能帮忙配吗", "chronic", 4, "dispatched", ""),
    ("降压药吃完了，楼下药店不开", "chronic", 26, "closed", ""),
    ("一个人住，家里米吃完了", "alone_elder", 6, "reported", ""),
    ("我妈一个人在家，打电话没人接", "alone_elder", 1, "", "外地的女儿"),
    ("睡不着，心里慌", "alone_elder", 8, "waiting", ""),
    ("39周了，今天有点见红，要不要去医院", "pregnant", 1, "taken", ""),
    ("产检约了周四，怎么去", "pregnant", 9, "dispatched", ""),
    ("奶粉只够到后天", "newborn", 3, "dispatched", ""),
    ("尿不湿没有了", "newborn", 28, "closed", ""),
    ("厨房下水管漏水，地上都是", "", 2, "dispatched", ""),
    ("家里跳闸了，推不上去", "", 7, "closed", ""),
    ("垃圾两天没人来收", "", 5, "taken", ""),
    ("蔬菜包什么时候发", "", 4, "closed", ""),
    ("抗原没有收到，两口人", "", 3, "", ""),
    ("单位要我去上班，通行证怎么办", "", 10, "waiting", ""),
    ("猫粮没有了", "", 12, "", ""),
    ("楼上装修太吵", "", 11, "closed", ""),
    ("残疾证要延期，最近能办吗", "disabled", 20, "closed", ""),
)


def ask(community: Community, now: datetime) -> None:
    """Let residents ask, and the desk take some of it on."""
    desk = Staff.objects.filter(community=community, role="desk").order_by("id").first()
    if desk is None:
        return
    viewer = Viewer(community.id, "desk", desk.user_id, desk.name)
    used: set[UUID] = set()
    for text, kind, ago, state, asker in ASKED:
        person = _pick_resident(community, kind, used)
        if person is None:
            continue
        used.add(person.id)
        opened = now - timedelta(hours=ago)
        with clock.freeze(opened):
            need = actions.record_need(
                viewer, text, dwelling_id=person.dwelling_id, resident_id=person.id, asker=asker,
                channel="relative" if asker else "phone",
            )  # fmt: skip
        with clock.freeze(opened + timedelta(minutes=12)):
            _move_on(viewer, need.id, state)


def _pick_resident(community: Community, kind: str, used: set[UUID]) -> Resident | None:
    rows = Resident.objects.filter(community=community, left_at=None, where="home")
    if kind:
        risks = live_risks().filter(community_id=community.id, kind=kind)
        rows = rows.filter(id__in=risks.values("resident"))
    return rows.exclude(id__in=used).order_by(*IN_ORDER).first()


def _move_on(viewer: Viewer, need_id: UUID, state: str) -> None:
    if not state:
        return
    need = actions.take(viewer, need_id)
    if state in ("dispatched", "reported"):
        best = suggestions(viewer, need, 1)
        if best:
            actions.dispatch(viewer, need_id, UUID(str(best[0].candidate.id)))
    if state == "reported":
        actions.report_back(viewer, need_id, "送到门口了，人很好", reached="本人")
    if state == "waiting":
        actions.note(viewer, need_id, "请问什么时候方便接电话？", "asked_back")
    if state == "closed":
        actions.close(viewer, need_id, "当天送到，本人收了", reached="本人")
