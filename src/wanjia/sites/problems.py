"""What the sites floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "transfer.on_list": (_("{name} 已在转运名单上。"), 409),
        "transfer.over": (_("这次转运已结束或取消。"), 409),
        "transfer.seat_taken": (_("{seat} 号座已给 {door}。请选别的座位。"), 409),
        "transfer.no_seat": (_("{plate} 只有 {seats} 座，没有 {seat} 号座。"), 422),
        "transfer.car_full": (_("{plate} 这趟车坐满了（{seats} 座）。请选别的车。"), 409),
        "transfer.trip_gone": (_("这趟车已取消或已开走。请选别的车。"), 409),
        "transfer.no_trip": (_("先安排车和座位，再上车。"), 409),
        "transfer.left_already": (_("人已经接走了，不能再改车或取消。接错了请撤销。"), 409),
        "transfer.not_left": (_("{name} 还没有转运出去，不能登记到达或返家。"), 409),
        "transfer.not_handed": (_("{name} 还没有登记交接。先登记交给了谁，再登记返家。"), 409),
        "transfer.who_took": (_("请写下交接给了谁。"), 422),
        "transfer.why_missing": (_("请写一句原因。"), 422),
        "vehicle.impossible": (_("请写车牌，座位数写 1 到 60。"), 422),
        "vehicle.known": (_("{plate} 已登记过。"), 409),
        "vehicle.busy": (_("{plate} 这个时间已有一趟车。"), 409),
        "trip.past": (_("发车时间已过去。请写今后的时间。"), 422),
        "trip.has_people": (_("这趟车还有 {n} 人，先给他们换车。"), 409),
        "sites.not_open": (_("{name} 还没有开，不能收人。"), 409),
        "sites.closed": (_("{name} 已经关了。"), 409),
        "sites.open_already": (_("{name} 已经开了。"), 409),
        "sites.full": (_("{name} 没有空床了（{beds} 张都有人或已留出）。请选别处。"), 409),
        "sites.bed_taken": (_("{bed} 床已有人。请换一张。"), 409),
        "sites.stay_twice": (_("{name} 已在一张床上。先登记出院。"), 409),
        "sites.who_missing": (_("请写下谁住这张床。"), 422),
        "sites.people_inside": (_("还有 {n} 人在住，不能关。"), 409),
        "sites.no_beds": (_("还没有一张床验收，不能开。"), 409),
        "sites.plan_impossible": (_("请写名称；床位 1 到 50000；目标时间要在今后。"), 422),
        "site_report.future": (_("{hour} 还没有到。请报已到的整点。"), 422),
        "site_report.too_old": (
            _("{hour} 太早了，只收最近 {hours} 小时。请打电话给居委会更正。"),
            422,
        ),
        "site_report.hour_missing": (_("请选报的是哪个整点。"), 422),
        "site_report.not_a_number": (_("{item}：“{value}”不是数。请写 0 或以上的整数。"), 422),
        "site_report.beyond": (_("{item}：{done} 比目标 {target} 还多。确实如此请打勾再报。"), 409),
        "site_report.backwards": (
            _("{item}：上次报 {before}，这次 {done} 变少了。确实要更正请打勾再报，两次都会留着。"),
            409,
        ),
        "site_report.nothing": (_("一项都没有填。填了哪项报哪项。"), 422),
        "site_report.ready": (_("这里已经开舱，不再报进度。"), 409),
    }
)
