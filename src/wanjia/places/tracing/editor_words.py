"""What the editor's script says, in the active language."""

from typing import Any

from django.utils.translation import gettext as _


def editor_words() -> dict[str, Any]:
    """Return the words by their names in the script."""
    return {
        "building": _("楼栋"),
        "path": _("路"),
        "stairwell": _("楼道口"),
        "gate": _("大门"),
        "estate": _("围墙一圈"),
        "wall": _("里面的墙"),
        "shared": _("内部通道"),
        "picture": _("底图"),
        "removed": _("已删："),
        "placed": _("已放"),
        "then": _("，接着放"),
        "second": _("再点第二处。"),
        "must": _("先补："),
        "left": _("还有 {n} 处要先补上，才能保存。"),
        "ready": _("可以保存了。"),
        "unsaved": _("正在存…"),
        "kept": _("草图已存"),
        "offline": _("没有连上，草图还没存上。这一页先别关。"),
        "zoomIn": _("放大"),
        "zoomOut": _("缩小"),
        "hints": {
            "select": _("点一样东西来改它；门和大门可以直接拖。"),
            "building": _("沿着楼的四角点一圈，点回第一个角就画完。"),
            "path": _("沿着路点，拐弯处点一下，点两次末端就画完。靠近别的路会接上。"),
            "stairwell": _("点在楼的哪一面，门就开在哪一面。"),
            "gate": _("点大门的位置，再写名字。"),
            "estate": _("沿着围墙点一圈，点回第一个角就画完。"),
            "wall": _("沿着墙点，点两次末端就画完。"),
            "shared": _("点两个楼道口：里面走得通、人堵不住的。"),
            "scale": _("在底图上点两处，最好隔得远一点。"),
            "slide": _("先点底图上的一处，再点它该在的地方。"),
        },
    }
