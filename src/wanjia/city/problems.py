"""What the city floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "city.columns": (
            _("表头要有“市、区、街镇、居民区”四列（或 city, district, town, community）。"),
            422,
        ),
        "city.community_unknown": (
            _("第 {line} 行：没有名为“{name}”的居民区。先导入名册或改正名称。什么都没有改。"),
            422,
        ),
        "city.no_community": (_("没有名为“{name}”的居民区。请核对名称。"), 404),
        "city.area_unknown": (_("没有名为“{name}”的辖区。已有：{names}。"), 404),
        "city.login_taken": (_("用户名“{name}”已有人用，请换一个。"), 409),
    }
)
