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
        "map.unreadable": (_("这张图读不了：{why}"), 422),
        "map.other_drew": (_("{name}刚才也在画这张图。请重新打开这一页，在新的图上接着画。"), 409),
        "map.unfinished": (_("还有 {count} 处要先补上：{why}"), 422),
        "map.stairwell_lived_in": (
            _("{label} 号楼道里登记着 {homes} 户，不能删。把门画回图上，再保存。"),
            409,
        ),
        "map.stairwell_held": (
            _("{label} 号楼道在分区、网格或别的记录里，不能删。把门画回图上，再保存。"),
            409,
        ),
        "map.gate_held": (
            _("“{name}”记在物资或路线里，不能删。可以改名，也可以挪到别处。"),
            409,
        ),
        "map.way_held": (_("“{name}”不能删：{why}"), 409),
        "map.picture_too_big": (_("图片超过 {most} MB，请缩小后再传。"), 422),
        "map.picture_unreadable": (
            _("这张图片打不开。请用 JPG、PNG 或 WEBP；PDF 请先截图。"),
            422,
        ),
        "places.not_a_map": (_("不是 UTF-8 的 GeoJSON 文件：{why}"), 422),
    }
)
