"""The drill at human speed: residents act by themselves, you answer in the browser.

What a household sends by its page or the group comes into the served demo town; who telephones is
heard here, at the command line, for the trainee to write down. Ctrl-C ends it and says what was
late.
"""

import os
import sys
import time
from datetime import timedelta
from uuid import UUID

from wanjia_demo.drill.settings import Settings

PAUSE = 5.0  # seconds between two looks


def run_live(settings: Settings, seed: int, pace: float) -> int:
    """Let a day come in at `pace` times human speed; 1 where there is no demo town."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")
    import django

    django.setup()
    from wanjia.core import clock
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo.drill.measure import outcome
    from wanjia_demo.drill.run import Day
    from wanjia_demo.drill.show import show
    from wanjia_demo.drill.stage import Stage
    from wanjia_demo.load import demo_community

    ready_database()
    try:
        community = demo_community()
    except Problem as problem:
        print(problem.words(), file=sys.stderr)
        return 1
    if community is None:
        print("先运行 ./wanjia demo。Run ./wanjia demo first.", file=sys.stderr)
        return 1
    if pace <= 0:
        print("--pace 要大于零。--pace is more than zero.", file=sys.stderr)
        return 2
    start = clock.now()
    day = Day(Stage(community, settings, seed, start), start)
    _print_line(f"演练开始，速度 ×{pace:g}。电话在这里响，其余在浏览器里。Ctrl-C 结束。")
    _print_line(f"The drill begins at {pace:g}× speed. The telephone rings here. Ctrl-C ends it.")
    since = clock.now()
    try:
        while clock.now() < day.start + timedelta(hours=settings.hours):
            time.sleep(PAUSE)
            now = clock.now()
            day.comes_in(now, (now - since) / timedelta(minutes=1) * pace)
            since = now
            for _rang, call in day.lists.phone:
                _ring_phone(call.person.dwelling, call.text)
            day.lists.phone.clear()
            for waiting in day.lists.pastes:
                _print_line("群里的接龙，请复制到“粘贴”页 The group's list, for the paste page:")
                _print_line("\n".join(waiting.lines()))
                waiting.listed = []
            day.lists.pastes.clear()
    except KeyboardInterrupt:
        _print_line("")
    show(outcome(day, clock.now()))
    return 0


def _ring_phone(dwelling: UUID, text: str) -> None:
    from wanjia.places.models import Dwelling

    door = Dwelling.objects.select_related("stairwell__estate").get(id=dwelling)
    _print_line(f"\a☎  {door.stairwell.estate.name} {door.door}：{text}")


def _print_line(text: str) -> None:
    print(text, flush=True)
