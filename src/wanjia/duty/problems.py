"""What the duty floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "trip.times": (_("回来的时间要晚于去的时间；每周重复的，先写几时去。"), 422),
        "duty.team_empty": (_("这个班组还没有人。先添人，再排班。"), 422),
        "duty.pattern_unknown": (_("没有“{key}”这种班次。"), 422),
        "duty.days_impossible": (_("一次排 1 到 62 天。"), 422),
        "duty.impossible": (_("{why}"), 409),
        "duty.breaks_rule": (_("这样换会违反规则：{why}。要换请勾“仍然换”。"), 409),
        "duty.begun": (_("这一班已经开始，不能再换。"), 409),
        "duty.days_reversed": (_("结束日在开始日之前。"), 422),
        "duty.published_already": (_("这张排班已经公布。"), 409),
        "trip.open_already": (_("{name} 已有一张没结束的就医卡。"), 409),
        "trip.not_yet": (_("先记“{step}”。"), 409),
        "trip.closed": (_("这张卡已经结束。"), 409),
    }
)
