"""A drill's outcome in words, tables and a line that is drawn."""

from typing import Any

BARS = " ▁▂▃▄▅▆▇█"
KINDS = {
    "life": "危及生命 life-threatening",
    "answered": "求助答复 needs answered",
    "done": "求助办结 needs done",
    "alarm": "异常 alarms",
    "contact": "联系间隔 contact interval",
    "visit": "要上门的 visits asked for",
    "standing": "例行工作 standing work",
}
POOL_NAMES = {
    "committee": "居委会 committee",
    "doctor": "医生 doctors",
    "steward": "物业 stewards",
    "volunteer": "志愿者 volunteers",
}
BROKEN = {
    "life": "有危及生命的求助等过了时限 a life-threatening need waited too long",
    "contact": "有人过了联系间隔 somebody at risk was past the contact interval",
    "forgotten": "有人被遗忘 somebody was forgotten",
}


def show(found: Any) -> None:
    """Print what a drill came to."""
    print(
        f"演练 Drill  seed {found.seed}  {found.started} – {found.ended}  "
        f"{found.staff} + {found.volunteers} 人 people 对 for {found.residents}"
    )
    _show_nobody(found)
    _show_late(found)
    _show_counts(found)
    _show_pools(found)
    _show_people(found)
    _show_queue(found)
    _show_enough(found)
    for one in found.forgotten[:20]:
        print(f"  被遗忘 forgotten: {one['what']}: {one['who']}")
    for key in found.broken:
        print(f"✗ {BROKEN[key]}")
    if found.kept:
        print("✓ 没有危及生命的求助等过头，没有人过了联系间隔，没有人被遗忘。")
        print("✓ No life-threatening need waited, nobody was past the interval or forgotten.")


def _show_nobody(found: Any) -> None:
    """Say what is missing: a pool without anybody, on some days or at all."""
    for pool, days in found.nobody.items():
        if len(days) >= found.days:
            print(f"✗ 一个人也没有 There is nobody at all: {POOL_NAMES[pool]}")
        else:
            told = ", ".join(map(str, days))
            print(f"✗ {POOL_NAMES[pool]}: 第 {told} 天没有人在班 nobody is on, on day {told}")


def _show_late(found: Any) -> None:
    print("晚了 Late:")
    for kind, late in found.late.items():
        worst = f"最晚 worst +{late['worst_minutes']} min" if late["late"] else ""
        print(f"  {KINDS[kind]:<28} {late['late']:>5} / {late['of']:<6} {worst}")
    for one in found.late_needs[:10]:
        print(
            f"    {one['opened'][5:16]} {one['door']:<9} {one['category']:<20} "
            f"{one['urgency']:<14} +{one['minutes']} min"
        )


def _show_counts(found: Any) -> None:
    needs, rounds, contacts, posts = found.needs, found.rounds, found.contacts, found.guard_hours
    print(
        f"求助 Needs: {needs['taken']} 件 taken, {needs['closed']} 办结 closed, "
        f"{needs['told_to_head']} 上报主任 told to the head"
    )
    print(
        f"轮次 Rounds: {rounds['closed']} closed, {rounds['asked']} asked, "
        f"{rounds['reported']} reported, {rounds['missing']} missing"
    )
    print(f"异常 Alarms: {found.alarms['opened']} opened, {found.alarms['closed']} closed")
    print(
        f"联系 Contacts: {contacts['made']} made, {contacts['reached']} reached, "
        f"{contacts['by_door']} by door; now {contacts['late_now']} late of "
        f"{contacts['at_risk']} at risk"
    )
    if posts.get("wanted"):
        print(
            f"卡口 Guard posts: {posts['wanted']:.0f} 人时 hours wanted, "
            f"{posts['hired']:.0f} 专职 hired, {posts['volunteers']:.0f} 志愿者 volunteers, "
            f"{posts['nobody']:.0f} 无人 nobody"
        )
    if found.refused:
        told = ", ".join(f"{code} {count}" for code, count in sorted(found.refused.items()))
        print(f"被程序拒绝 Refused by the program: {told}")
    if found.fallen_ill:
        print(f"病倒 Fell ill: {found.fallen_ill}")


def _show_pools(found: Any) -> None:
    print("用时 Hours of work:")
    fixed = {
        "people", "hours", "hours_a_day", "longest_day", "days_over_10_h", "most_out_in_a_night",
    }  # fmt: skip
    for pool, told in found.pools.items():
        acts = sorted(((told[act], act) for act in told if act not in fixed), reverse=True)
        rest = ", ".join(f"{act} {hours:g}" for hours, act in acts)
        print(
            f"  {POOL_NAMES[pool]:<20} {told['people']:.0f} 人, 每人每天 each a day "
            f"{told['hours_a_day']:g} h, 最长 longest {told['longest_day']:g} h, "
            f"超十小时 over 10 h {told['days_over_10_h']:.0f}, "
            f"一夜不归 out in a night {told['most_out_in_a_night']:.0f}"
        )
        print(f"    {rest}")


def _show_people(found: Any) -> None:
    """Draw the committee's hours of each day: a bar a day, twelve hours being full."""
    for one in found.people:
        if one["who"].startswith("committee"):
            bars = "".join(BARS[min(8, round(hours / 12 * 8))] for hours in one["hours"].values())
            print(f"    {one['who']:<14} {bars}  夜 nights {one['nights']}")


def _show_queue(found: Any) -> None:
    """Draw what waited, by the worst of each hour of a day; a line a day."""
    days: dict[str, list[int]] = {}
    for at, waiting in found.queue:
        days.setdefault(at[:10], []).append(waiting)
    most = max((waiting for _at, waiting in found.queue), default=0)
    print(f"排队 Queue, 每小时最多 the most of each hour (█ = {most}):")
    for day, hours in days.items():
        bars = "".join(BARS[-(-8 * waiting // most) if most else 0] for waiting in hours)
        print(f"    {day[5:]}  {bars}")


def _show_enough(found: Any) -> None:
    """Print how many would be enough where there are fewer than that."""
    short = [one for one in found.enough if one["needed"] > one["on"]]
    print("够不够 Enough (最紧的一天 the worst day):")
    if not short:
        print("    每个时段的人都够。There are enough people in every part of the day.")
    for one in short:
        print(
            f"    {POOL_NAMES[one['pool']]:<20} {one['from']} 起 on: "
            f"要 needs {one['needed']}, 在 there are {one['on']}"
        )
