"""A town that lived through an emergency: what must be gone afterwards, and what stays.

`main` makes the town in `WANJIA_DATA` and prints what to look for as JSON.
"""

import json
from datetime import timedelta
from typing import Any

from tests.two_towns import NOW, Town, build

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer

# Said or known of people in the emergency: nobody may find it in the database afterwards.
GONE = {
    "欧阳别离", "19900007777", "310117195103078881",  # moved away
    "章台柳问", "19900008888", "外婆的胰岛素只剩一支",  # a caller and what she said
    "嗓子像刀割一样", "夜里盗汗三次", "昨晚咳血一次", "血透每周三次在六院", "开门很慢耳朵背",
    "苏禾接龙说全家都发烧", "复核转阴已上报", "答应明早送药上门", "收养的猫谁来喂",
}  # fmt: skip


def live_through(mark: str, number: int = 1) -> Town:
    """Two days of everything that is kept of people, each finished as far as it goes."""
    from wanjia.needs.followup import actions as needs
    from wanjia.needs.models import Need
    from wanjia.people.models import Resident, Risk
    from wanjia.people.residents import actions as people
    from wanjia.reports.alarms import actions
    from wanjia.reports.answers.actions import Given, store_answers
    from wanjia.reports.models import Alarm, Round
    from wanjia.reports.paste.actions import commit_paste, read_paste

    town = build(mark, number)
    desk = town.viewers["desk"]
    person = town.people["7"][1]
    home = person.dwelling_id
    with clock.freeze(NOW + timedelta(minutes=5)):
        gone = people.add_resident(
            desk, home, "欧阳别离", phone="19900007777", id_number="310117195103078881"
        )
        people.edit_resident(desk, person.id, {"note": "昨晚咳血一次"})
        people.record_contact(desk, person.id, "call", "needs", note="开门很慢耳朵背")
        Risk.objects.create(
            community=town.community,
            resident=person,
            kind="dialysis",
            detail={"where": "血透每周三次在六院"},
        )
        round_ = Round.objects.get(id=town.ids["round_id"])
        given = [
            Given(person.id, antigen="positive", symptoms="嗓子像刀割一样", note="夜里盗汗三次")
        ]
        store_answers(desk, round_, given, "door")
        asked = needs.record_need(
            desk,
            "外婆的胰岛素只剩一支",
            dwelling_id=home,
            resident_id=person.id,
            asker="章台柳问",
            asker_phone="19900008888",
        )
        needs.note(desk, asked.id, "答应明早送药上门")
        needs.retriage(desk, asked.id, "medicine", 1, "外婆的胰岛素只剩一支")
        paste, _new = read_paste(desk, "苏禾接龙说全家都发烧\n", round_)
        commit_paste(desk, paste)
        _comment(town, home)
    with clock.freeze(NOW + timedelta(hours=3)):
        said = {"reached": "章台柳问", "unverified": True}
        needs.close(desk, asked.id, "答应明早送药上门", **said)
        # What was heard in a note and in a paste became needs; they are seen to as well.
        heard = Need.objects.filter(community=town.community, closed_at=None)
        for one in heard.exclude(text="Insulin for tomorrow, please"):
            needs.close(desk, one.id, "上门看过了", **said)
        for alarm in Alarm.objects.filter(community=town.community, closed_at=None):
            actions.close_alarm(desk, alarm.id, "复核转阴已上报")
        people.resident_left(desk, gone.id)
    assert Resident.objects.get(id=gone.id).left_at
    return town


def _comment(town: Town, home: Any) -> None:
    from wanjia.notices.comments.actions import add_comment

    household = Viewer(town.community.id, "household", name="7-101", dwelling_id=home)
    add_comment(household, town.ids["notice_id"], "收养的猫谁来喂")


def main() -> None:
    """Make the town in the data folder, end its emergency, and say what to look for."""
    from wanjia.core.encryption.fields import encrypt
    from wanjia.core.transfer.schema import ready_database
    from wanjia.privacy.forgetting.actions import end_emergency

    ready_database()
    town = live_through("苏禾")
    with clock.freeze(NOW + timedelta(days=1)):
        end_emergency(town.viewers["head"], "结束")
    sealed = [encrypt(one) for one in ("19900007777", "310117195103078881", "19900008888")]
    stays = town.people["7"][1].name
    print(json.dumps({"gone": [*GONE, *sealed], "stays": stays}, ensure_ascii=False))
