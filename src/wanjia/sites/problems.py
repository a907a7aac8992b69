"""What the sites floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "confirmation.value": Sentence(
            "检测、结果或 Ct 值不对，请照报告填。",
            "Test, result or Ct value is wrong: enter it as the report says.",
            422,
        ),
        "confirmation.when": Sentence(
            "采样时间要在过去 {days} 天之内。",
            "The sample must be from the last {days} days.",
            422,
        ),
        "transfer.on_list": Sentence(
            "{name} 已在转运名单上。", "{name} is on the list already.", 409
        ),
        "transfer.over": Sentence(
            "这次转运已结束或取消。", "This transfer is over or was cancelled.", 409
        ),
        "transfer.seat_taken": Sentence(
            "{seat} 号座已给 {door}。请选别的座位。",
            "Seat {seat} is given to {door}. Choose another.",
            409,
        ),
        "transfer.no_seat": Sentence(
            "{plate} 只有 {seats} 座，没有 {seat} 号座。",
            "{plate} has {seats} seats; there is no seat {seat}.",
            422,
        ),
        "transfer.car_full": Sentence(
            "{plate} 这趟车坐满了（{seats} 座）。请选别的车。",
            "This trip of {plate} is full ({seats} seats). Choose another.",
            409,
        ),
        "transfer.trip_gone": Sentence(
            "这趟车已取消或已开走。请选别的车。",
            "This trip was cancelled or has left. Choose another.",
            409,
        ),
        "transfer.no_trip": Sentence(
            "先安排车和座位，再上车。", "Give them a vehicle and a seat first.", 409
        ),
        "transfer.left_already": Sentence(
            "人已经接走了，不能再改车或取消。接错了请撤销。",
            "They have left: the seat can no longer change. Undo the departure if it was wrong.",
            409,
        ),
        "transfer.not_left": Sentence(
            "{name} 还没有转运出去，不能登记到达或返家。",
            "{name} has not left, so cannot have arrived or come home.",
            409,
        ),
        "transfer.not_handed": Sentence(
            "{name} 还没有登记交接。先登记交给了谁，再登记返家。",
            "{name} was not handed over yet. Note to whom first, then the return.",
            409,
        ),
        "transfer.who_took": Sentence(
            "请写下交接给了谁。", "Write to whom they were handed over.", 422
        ),
        "transfer.why_missing": Sentence("请写一句原因。", "Write the reason in a few words.", 422),
        "vehicle.impossible": Sentence(
            "请写车牌，座位数写 1 到 60。", "Give the plate, and seats from 1 to 60.", 422
        ),
        "vehicle.known": Sentence("{plate} 已登记过。", "{plate} is registered already.", 409),
        "vehicle.busy": Sentence(
            "{plate} 这个时间已有一趟车。", "{plate} has a trip at that hour already.", 409
        ),
        "trip.past": Sentence(
            "发车时间已过去。请写今后的时间。",
            "That departure has passed. Give a time to come.",
            422,
        ),
        "trip.has_people": Sentence(
            "这趟车还有 {n} 人，先给他们换车。",
            "{n} people have seats on this trip. Move them first.",
            409,
        ),
        "sites.not_open": Sentence("{name} 还没有开，不能收人。", "{name} is not open yet.", 409),
        "sites.closed": Sentence("{name} 已经关了。", "{name} is closed.", 409),
        "sites.open_already": Sentence("{name} 已经开了。", "{name} is open already.", 409),
        "sites.full": Sentence(
            "{name} 没有空床了（{beds} 张都有人或已留出）。请选别处。",
            "{name} has no free bed ({beds} taken or promised). Choose another place.",
            409,
        ),
        "sites.bed_taken": Sentence(
            "{bed} 床已有人。请换一张。", "Bed {bed} is taken. Choose another.", 409
        ),
        "sites.stay_twice": Sentence(
            "{name} 已在一张床上。先登记出院。",
            "{name} has a bed already. Discharge them first.",
            409,
        ),
        "sites.who_missing": Sentence("请写下谁住这张床。", "Write who takes the bed.", 422),
        "sites.people_inside": Sentence(
            "还有 {n} 人在住，不能关。", "{n} people are still inside; it cannot close.", 409
        ),
        "sites.no_beds": Sentence(
            "还没有一张床验收，不能开。", "No bed is accepted yet, so it cannot open.", 409
        ),
        "sites.plan_impossible": Sentence(
            "请写名称；床位 1 到 50000；目标时间要在今后。",
            "Give a name, 1 to 50,000 beds, and a target hour to come.",
            422,
        ),
        "site_report.future": Sentence(
            "{hour} 还没有到。请报已到的整点。",
            "{hour} has not come yet. Report an hour that has.",
            422,
        ),
        "site_report.too_old": Sentence(
            "{hour} 太早了，只收最近 {hours} 小时。请打电话给居委会更正。",
            "{hour} is too long ago (the last {hours} hours only). Ring the committee.",
            422,
        ),
        "site_report.hour_missing": Sentence(
            "请选报的是哪个整点。", "Choose the hour you report for.", 422
        ),
        "site_report.not_a_number": Sentence(
            "{item}：“{value}”不是数。请写 0 或以上的整数。",
            "{item}: “{value}” is not a number. Write a whole number, 0 or above.",
            422,
        ),
        "site_report.beyond": Sentence(
            "{item}：{done} 比目标 {target} 还多。确实如此请打勾再报。",
            "{item}: {done} is beyond the target of {target}. If it is right, tick and send again.",
            409,
        ),
        "site_report.backwards": Sentence(
            "{item}：上次报 {before}，这次 {done} 变少了。确实要更正请打勾再报，两次都会留着。",
            "{item}: it was {before}, now {done}. To correct it, tick and send again; both stay.",
            409,
        ),
        "site_report.nothing": Sentence(
            "一项都没有填。填了哪项报哪项。",
            "Nothing was filled in. Fill in what has changed.",
            422,
        ),
        "site_report.ready": Sentence(
            "这里已经开舱，不再报进度。", "This site is open; no progress is reported.", 409
        ),
    }
)
