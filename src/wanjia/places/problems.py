"""What the places floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "places.file_refused": (
            _("文件有 {count} 处不对，没有导入任何内容。第 {feature} 个要素：{why}"),
            422,
        ),
        "places.estate_unknown": (_("没有名为“{name}”的小区。请核对名称。"), 404),
        "places.estate_in_several": (
            _("几个居民区都有“{name}”：{names}。请用 --community 写明。"),
            409,
        ),
        "places.stairwell_unknown": (_("这个小区没有楼道“{label}”。请照门牌写，如 7、8、9。"), 422),
        "places.door_ambiguous": (_("{label} 号在几条弄里都有，请写明弄号。"), 422),
        "places.not_a_map": (_("不是 UTF-8 的 GeoJSON 文件：{why}"), 422),
    }
)
