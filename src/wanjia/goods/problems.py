"""What the goods floor refuses, in both languages."""

from wanjia.core.problems import Sentence, sentences

sentences(
    {
        "supply.what": Sentence(
            "请写清是什么物资，至少写一样货品（一行一样：名称 单位 单价 数量）。",
            "Say what it is and list one good at least (a line each: name, unit, price, quantity).",
            422,
        ),
        "supply.good_twice": Sentence(
            "“{good}”写了两次。请合成一行。", "“{good}” is listed twice. Make it one line.", 422
        ),
        "supply.good_line": Sentence(
            "第 {line} 行“{text}”读不出价格或数量。请写成：名称 单位 单价 数量。",
            "Line {line}, “{text}”: price or quantity unreadable. Write: name unit price quantity.",
            422,
        ),
        "supply.past": Sentence(
            "截止时间已过去。请写今后的时间。",
            "That closing time has passed. Give one to come.",
            422,
        ),
        "supply.closed": Sentence(
            "“{title}”已截止，不能再订或改。有变动请打电话给团长。",
            "“{title}” is closed: orders can't change any more. Ring its leader.",
            409,
        ),
        "supply.over": Sentence(
            "“{title}”已结束或取消。", "“{title}” is over or was cancelled.", 409
        ),
        "supply.not_yet": Sentence("还没到这一步：先“{step}”。", "Not yet: first “{step}”.", 409),
        "supply.count": Sentence(
            "{good}：“{value}”不是数。请写 0 或以上的整数。",
            "{good}: “{value}” is not a number. Write a whole number, 0 or above.",
            422,
        ),
        "supply.nobody": Sentence(
            "这个小区名册里没有在家的住户，无法分配。",
            "Nobody is at home on this estate's roster; there is nothing to allot.",
            409,
        ),
        "supply.carried": Sentence(
            "已经有人送出去了，不能再改分配。", "Some is delivered: it can't be allotted anew.", 409
        ),
        "order.quantity": Sentence(
            "{good}：“{value}”不是数，写 0 到 {most}。",
            "{good}: “{value}” is not a number from 0 to {most}.",
            422,
        ),
        "order.nothing": Sentence(
            "一样都没有订。要几份请填数。", "Nothing is ordered. Fill in how many.", 422
        ),
        "order.no_door": Sentence(
            "先选定是哪一户，再办。", "Choose which household it is first.", 409
        ),
        "order.door": Sentence(
            "“{door}”对上了 {n} 户，要正好一户。请写全门号，如 23-602。",
            "“{door}” means {n} homes; it must be one. Write the whole door, like 23-602.",
            422,
        ),
        "order.elsewhere": Sentence(
            "{door} 不在这批物资的小区。", "{door} is not on this supply's estate.", 422
        ),
        "order.moved": Sentence(
            "{door} 名册里已没有人住{where}。没有送出；请改门号，或写明为什么仍送这里。",
            "Nobody lives at {door} any more{where}. Not delivered: change the door, or say why.",
            409,
        ),
        "order.cancelled": Sentence("这一单已取消。", "This order is cancelled.", 409),
        "order.why": Sentence("请写一句为什么没送到。", "Say in a few words why not.", 422),
        "orders.empty": Sentence("没有读到任何一行。", "No line was found.", 422),
        "orders.heading": Sentence(
            "找不到表头。要有地址（或楼号、房号）和数量这两列。",
            "No headings found: a column for the address (or building and room) and one for the "
            "quantity are needed.",
            422,
        ),
        "orders.too_many": Sentence(
            "一次最多 {most} 单。请分几次。",
            "At most {most} orders at once. Send them in parts.",
            422,
        ),
        "cart.impossible": Sentence(
            "请写车名，容量写 1 到 2000。",
            "Name the cart; capacity from 1 to 2000.",
            422,
        ),
        "cart.known": Sentence("{name} 已登记过。", "{name} is registered already.", 409),
        "route.nothing": Sentence(
            "没有要跑的站：所选物资都送完了，或点位都收过了。",
            "There is nothing to serve: all of it is delivered or collected.",
            409,
        ),
        "route.street": Sentence(
            "{cart} 收街面的医疗废物，不进小区。点位在垃圾名单上，逐处登记。",
            "{cart} collects medical waste on the street, not on estates: its points are on the "
            "waste list.",
            422,
        ),
        "route.no_cart": Sentence(
            "选一辆车。没有合用的车就先登记。", "Choose a cart; register one if there is none.", 422
        ),
        "route.mixed": Sentence(
            "{cart} 收过垃圾，不能送物资。", "{cart} carries waste; it can't carry goods.", 422
        ),
        "route.no_gate": Sentence(
            "{estate} 没有画出大门，无法排路线。请先在小区地图补一个门。",
            "{estate} has no gate drawn, so no round can start. Add one to its map first.",
            409,
        ),
        "route.over": Sentence(
            "这条路线已跑完或取消。", "This route is finished or was cancelled.", 409
        ),
        "route.busy": Sentence(
            "{cart} 这个时间已有一条路线。", "{cart} has a route at that hour already.", 409
        ),
        "route.unnoted": Sentence(
            "{doors} 还没有登记。收了几袋或没有，先逐户点好。",
            "{doors} are not noted yet. Say how many bags, or none, door by door.",
            409,
        ),
        "route.unserved": Sentence(
            "{doors} 还没有到。送到、收完或写明为什么跳过，再结束。",
            "{doors} are not served yet. Serve them, or say why not, before you finish.",
            409,
        ),
        "waste.bags": Sentence(
            "袋数写 0 到 {most} 的整数。", "Bags: a whole number from 0 to {most}.", 422
        ),
        "waste.not_doubled": Sentence(
            "没有套双层袋、喷消毒液就不能收。做好了再勾选。",
            "Double-bag and spray before taking it; tick both when done.",
            422,
        ),
        "waste.ppm": Sentence(
            "浓度“{value}”不对，写 100 到 20000（毫克/升）。",
            "Concentration “{value}”: write 100 to 20000 mg/L.",
            422,
        ),
        "waste.ended": Sentence(
            "{door} 已不在收运名单上。", "{door} is no longer on the list.", 409
        ),
        "waste.unknown": Sentence(
            "名单上没有“{text}”。请核对门号，或先加入名单。",
            "“{text}” is not on the list. Check the door, or add it first.",
            404,
        ),
        "barrel.number": Sentence("请写桶号。", "Write the barrel's number.", 422),
        "barrel.gone": Sentence(
            "{number} 号桶今天 {at} 已交给 {plate}，不能再登记。请核对桶号。",
            "Barrel {number} was handed to {plate} at {at} today. Check the number.",
            409,
        ),
        "barrel.weighed": Sentence(
            "{number} 号桶今天 {at} 称过：{kg} 公斤。要更正请勾选“更正”。",
            "Barrel {number} was weighed at {at} today: {kg} kg. Tick “correct” to change it.",
            409,
        ),
        "barrel.weight": Sentence(
            "重量“{value}”不对。写 0.1 到 {most} 公斤。",
            "Weight “{value}”: write 0.1 to {most} kg.",
            422,
        ),
        "barrel.unweighed": Sentence(
            "{number} 号桶还没有称重，不能交接。", "Barrel {number} has not been weighed yet.", 409
        ),
        "handover.empty": Sentence("选要交接的桶。", "Choose the barrels to hand over.", 422),
        "handover.unsigned": Sentence(
            "车牌、接收人、签名都要有。", "Plate, receiver and signature are all needed.", 422
        ),
        "stock.what": Sentence("请写物品名称。", "Name the thing.", 422),
        "stock.known": Sentence("“{name}”已有。", "“{name}” is there already.", 409),
        "stock.number": Sentence(
            "数量“{value}”不对，写 {least} 或以上的整数。",
            "Quantity “{value}”: write a whole number, {least} or above.",
            422,
        ),
        "stock.too_few": Sentence(
            "{item} 只有 {there} {unit}，领不出 {asked}。数不对请先盘点。",
            "There are {there} {unit} of {item}: {asked} can't go out. Count it first if that is "
            "wrong.",
            409,
        ),
    }
)
