"""What an app registers is found by starting the program, wherever in the app it stands."""

import ast
import subprocess
import sys
from pathlib import Path

import wanjia
from wanjia.core.integrity import all_checks
from wanjia.core.scheduling import scheduler

SOURCES = Path(wanjia.__file__).parent
NAMES = """
on regularly today_rows today_part unused_while household_part household_act numbers_from
shell_value ways declare_kinds tell_choices tell_values tell_keys facts stays on_words
still_there_by needs_from others_from kept_from test_rounds_from grid_panel stairwell_scope
still_infected_from figure_rows case_steps setup_step
contact_homes_from held_ways_from practice_town_from
palette_act palette_source live_part live_mark page_count grave_source
on_duty_from free_people_from work_from
"""
REGISTERS = frozenset(NAMES.split())


def registers(path: Path) -> bool:
    """Whether importing a module registers something: a call or a decorator at its top level."""
    for node in ast.parse(path.read_text("utf-8")).body:
        calls = [node.value] if isinstance(node, ast.Expr) else getattr(node, "decorator_list", [])
        for call in calls:
            func = call.func if isinstance(call, ast.Call) else call
            name = getattr(func, "attr", getattr(func, "id", ""))
            if name in REGISTERS:
                return True
    return False


def test_what_registers_is_imported_by_the_start_alone(tmp_path):
    modules = {
        ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)
        for path in SOURCES.rglob("*.py")
        if "migrations" not in path.parts and registers(path)
    }
    assert {"wanjia.goods.today", "wanjia.care.pairs.subscribers"} <= modules
    code = "import sys, django; django.setup(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "DJANGO_SETTINGS_MODULE": "wanjia.settings",
            "PATH": "",
            "PYTHONPATH": str(SOURCES.parent),
            "WANJIA_DATA": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(modules - set(done.stdout.split())) == []


def test_the_invariants_of_the_apps_are_checked():
    names = {check.name for check in all_checks()}
    assert {"told.need.recorded", "told.case.recorded"} <= names
    assert len(names) > 30


def test_what_comes_round_is_known():
    assert sorted(map(scheduler.name_of, scheduler._acts)) == [
        "care.count_late",
        "care.count_silent",
        "care.suggest_daily",
        "channels.count_left",
        "channels.send_in_background",
        "city.keep_up",
        "everyday.read_feeds",
        "goods.count_hungry",
        "goods.count_waiting",
        "goods.share_places",
        "needs.escalate_overdue",
        "notices.count_waiting",
        "privacy.by_schedule",
        "privacy.count_waiting",
        "reports.extend_rounds",
        "reports.seal_due",
        "reports.settle_staff_rounds",
        "sites.count_waiting",
        "zoning.follow_clock",
    ]
