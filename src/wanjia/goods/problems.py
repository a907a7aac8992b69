"""What the goods floor refuses."""

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import declare_problems

declare_problems(
    {
        "supply.what": (
            _("请写清是什么物资，至少写一样货品（一行一样：名称 单位 单价 数量）。"),
            422,
        ),
        "supply.good_twice": (_("“{good}”写了两次。请合成一行。"), 422),
        "supply.good_line": (
            _("第 {line} 行“{text}”读不出价格或数量。请写成：名称 单位 单价 数量。"),
            422,
        ),
        "supply.past": (_("截止时间已过去。请写今后的时间。"), 422),
        "supply.closed": (_("“{title}”已截止，不能再订或改。有变动请打电话给团长。"), 409),
        "supply.over": (_("“{title}”已结束或取消。"), 409),
        "supply.not_yet": (_("还没到这一步：先“{step}”。"), 409),
        "supply.count": (_("{good}：“{value}”不是数。请写 0 或以上的整数。"), 422),
        "supply.nobody": (_("这个小区名册里没有在家的住户，无法分配。"), 409),
        "supply.carried": (_("已经有人送出去了，不能再改分配。"), 409),
        "order.quantity": (_("{good}：“{value}”不是数，写 0 到 {most}。"), 422),
        "order.nothing": (_("一样都没有订。要几份请填数。"), 422),
        "order.no_door": (_("先选定是哪一户，再办。"), 409),
        "order.door": (_("“{door}”对上了 {n} 户，要正好一户。请写全门号，如 23-602。"), 422),
        "order.elsewhere": (_("{door} 不在这批物资的小区。"), 422),
        "order.moved": (
            _("{door} 名册里已没有人住{where}。没有送出；请改门号，或写明为什么仍送这里。"),
            409,
        ),
        "order.cancelled": (_("这一单已取消。"), 409),
        "order.why": (_("请写一句为什么没送到。"), 422),
        "orders.empty": (_("没有读到任何一行。"), 422),
        "orders.heading": (_("找不到表头。要有地址（或楼号、房号）和数量这两列。"), 422),
        "orders.too_many": (_("一次最多 {most} 单。请分几次。"), 422),
        "cart.impossible": (_("请写车名，容量写 1 到 2000。"), 422),
        "cart.known": (_("{name} 已登记过。"), 409),
        "route.nothing": (_("没有要跑的站：所选物资都送完了，或点位都收过了。"), 409),
        "route.street": (_("{cart} 收街面的医疗废物，不进小区。点位在垃圾名单上，逐处登记。"), 422),
        "route.no_cart": (_("选一辆车。没有合用的车就先登记。"), 422),
        "route.mixed": (_("{cart} 收过垃圾，不能送物资。"), 422),
        "route.no_gate": (_("{estate} 没有画出大门，无法排路线。请先在小区地图补一个门。"), 409),
        "route.over": (_("这条路线已跑完或取消。"), 409),
        "route.busy": (_("{cart} 这个时间已有一条路线。"), 409),
        "route.unnoted": (_("{doors} 还没有登记。收了几袋或没有，先逐户点好。"), 409),
        "route.unserved": (_("{doors} 还没有到。送到、收完或写明为什么跳过，再结束。"), 409),
        "waste.bags": (_("袋数写 0 到 {most} 的整数。"), 422),
        "waste.not_doubled": (_("没有套双层袋、喷消毒液就不能收。做好了再勾选。"), 422),
        "waste.ppm": (_("浓度“{value}”不对，写 100 到 20000（毫克/升）。"), 422),
        "waste.ended": (_("{door} 已不在收运名单上。"), 409),
        "waste.unknown": (_("名单上没有“{text}”。请核对门号，或先加入名单。"), 404),
        "barrel.number": (_("请写桶号。"), 422),
        "barrel.gone": (_("{number} 号桶今天 {at} 已交给 {plate}，不能再登记。请核对桶号。"), 409),
        "barrel.weighed": (_("{number} 号桶今天 {at} 称过：{kg} 公斤。要更正请勾选“更正”。"), 409),
        "barrel.weight": (_("重量“{value}”不对。写 0.1 到 {most} 公斤。"), 422),
        "barrel.no_bags": (
            _("{number} 号桶 {kg} 公斤，却一袋也没有登记。看看桶号；真是这样请勾选“就是这样”。"),
            409,
        ),
        "barrel.unweighed": (_("{number} 号桶还没有称重，不能交接。"), 409),
        "handover.empty": (_("选要交接的桶。"), 422),
        "handover.unsigned": (_("车牌、接收人、签名都要有。"), 422),
        "stock.what": (_("请写物品名称。"), 422),
        "stock.known": (_("“{name}”已有。"), 409),
        "stock.number": (_("数量“{value}”不对，写 {least} 或以上的整数。"), 422),
        "stock.too_few": (_("{item} 只有 {there} {unit}，领不出 {asked}。数不对请先盘点。"), 409),
    }
)
