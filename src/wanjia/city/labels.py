"""What the figures are called."""

from django.utils.translation import gettext as _


def column_labels() -> list[tuple[str, str]]:
    """Return each figure that a file tells: its key and its heading."""
    return [
        ("households", _("总户数")),
        ("residents", _("总人数")),
        ("zones_sealed", _("封控区个数")),
        ("homes_sealed", _("封控区户数")),
        ("people_sealed", _("封控区人数")),
        ("zones_controlled", _("管控区个数")),
        ("homes_controlled", _("管控区户数")),
        ("people_controlled", _("管控区人数")),
        ("zones_precaution", _("防范区个数")),
        ("homes_precaution", _("防范区户数")),
        ("people_precaution", _("防范区人数")),
        ("asked", _("应报")),
        ("answered", _("已报")),
        ("missing", _("未报")),
        ("day_asked", _("全天应报")),
        ("day_answered", _("全天已报")),
        ("abnormal", _("异常填报")),
        ("cases_new", _("新增病例")),
        ("cases_total", _("累计病例")),
        ("alarms_new", _("新增异常")),
        ("alarms_closed", _("已处置异常")),
        ("alarms_open", _("在办异常")),
        ("alarms_overdue", _("逾期异常")),
        ("needs_new", _("新增求助")),
        ("needs_closed", _("办结求助")),
        ("needs_open", _("在办求助")),
        ("open_now", _("在办求助·危及生命")),
        ("open_day", _("在办求助·一天之内")),
        ("open_days", _("在办求助·几天之内")),
        ("open_calm", _("在办求助·不急")),
        ("needs_overdue", _("逾期求助")),
        ("late_now", _("逾期求助·危及生命")),
        ("late_day", _("逾期求助·一天之内")),
        ("late_days", _("逾期求助·几天之内")),
        ("late_calm", _("逾期求助·不急")),
        ("beds", _("床位")),
        ("beds_taken", _("已住")),
        ("beds_free", _("空床")),
        ("transfers_waiting", _("待转运")),
        ("waste_places", _("涉阳垃圾点位")),
        ("waste_served", _("已收点位")),
        ("waste_bags", _("涉阳垃圾（袋）")),
    ]


def order_labels() -> list[tuple[str, str]]:
    """Return the orders that a table can stand in, and what each is called."""
    return [
        ("urgent", _("最急的在前")),
        ("people", _("封控人数")),
        ("missing", _("未报")),
        ("alarms", _("异常")),
        ("needs", _("求助")),
        ("beds", _("床位")),
        ("cases", _("病例")),
        ("name", _("名称")),
    ]
