"""Texts that are plainly nothing: thanks, a greeting, a negative test's report. Pure."""

import re

from wanjia.triage.rules import TriageRules
from wanjia.triage.verdict import Otherwise, Verdict

_SKIP = r"[\s,。、!?~…;:.·\"'()\[\]【】/+\-_#*=|❤️🌹👍🙏👌💪😊😄😁😀🌸✅☑️✔️]"
_ACKNOWLEDGES = re.compile(
    r"(?:收到|已收|好的?呢?|好滴|好嘞|好呀|好吧|行|可以|没问题|嗯+|哦+|噢|喔|恩恩|是的?|"
    r"对的?|ok+|okay|okk|"
    r"(?:太|非常|真的?|十分|衷心)?(?:谢谢|多谢|感谢|谢过|3q)(?:你们?|您|大家|侬|啦|了|哈|"
    r"各位|居委会?|楼组长|志愿者们?|大白们?|老师|阿姨|群主|团长|支持|提醒|告知)*|"
    r"(?:你们|您|大家|志愿者们?|大白们?|楼组长|各位|居委会?|都|太|真|真的)*辛苦(?:了|啦|"
    r"你们|您|大家|各位|楼组长|志愿者们?)*|"
    r"知道了?|晓得了?|明白了?|了解了?|懂了|已(?:做|报|填|交|接龙|上传|收到|转账?|付|打卡|"
    r"完成|阅|读|登记|下单|投票|签|加|改)(?:好|完)?了?|"
    r"(?:做|报|填|交|写|传|接龙)(?:好|完)了?|大家?(?:早上|晚上|下午|中午)?好|早上?好?|"
    r"早安|晚安|(?:早上|晚上|下午|中午|上午)好|你好|您好|在吗|在的?|"
    r"(?:哈|呵|嘿|嘻)+|加油|点?赞|棒|给力|不客气|客气了?|没事|不用谢|应该的|[+]?1|同意|"
    r"支持|好评|再见|拜拜|么么哒|新年好|新年快乐|节日快乐|平安|"
    r"thanks?|thank you|thx|ty|cheers|so much|very much|a lot|got it|received|noted|roger|"
    r"hi|hello|hey|morning|good (?:morning|evening|night|afternoon)|bye|sure|yes|yep|fine|"
    r"done|great|perfect|welcome|everyone|all|guys|you|了|啦|哈|呀|啊|的|哦|呢|吧)",
)
_REPORTS = re.compile(
    r"(?:\d{1,3}(?:号楼?|栋|幢|弄|单元|室|#|楼)|\d{1,3}-\d{1,4}(?:-\d{1,4})?|\d{3,4}|"
    r"[a-z]座|3[5-7]\.?\d?度?|℃|[一二两三四五六七八九十\d]+(?:个)?(?:人|口|大|小|位|个)|"
    r"阴性?|全阴|都阴|negative|neg\b|抗原|核酸|检测|结果|自测|体温|温度|正常|一条杠|单杠|"
    r"无(?:症状|发热|异常|不适)|没有?(?:症状|发热|发烧|不舒服|异常|不适)|"
    r"全家|全部|全员|大人|小孩|孩子|老人|家里|家人|在家|均|都|全|已|今天|今日|早上|上午|"
    r"下午|做了?|测了?|是|为|和|及|、|姓名|房号|楼|我|们|家|的|了|上报|报告|汇报|接龙|"
    r"good|fine|all|antigen|test|today|temp)"
)
# 奶粉 2罐, 纸尿裤L码一包: goods with their quantity, without a verb that tells of somebody.
_GOODS = re.compile(
    r"(?:请|帮忙|麻烦|帮我|代买|买|需要|要|再|加|谢谢|拜托|[:：]|[a-z]{0,3}码?)*"
    r"[\u4e00-\u9fff][\u4e00-\u9fff\d]{0,11}?\s*[a-z]{0,3}码?\s*(?:\d{1,3}|[一二两三四五六七八九十半]{1,3})\s*"
    r"(?:个|只|包|袋|罐|瓶|盒|箱|斤|公斤|kg|克|板|提|条|卷|桶|把|份|支|块|打|串|颗|棵|件|套|双|听|杯)"
    r"(?:左右|吧)?(?:谢谢|拜托|麻烦了)*"
)
_HAPPENED = re.compile(r"[了吞吃喝掉没断缺光完死伤血药]|不(?!湿)")
_MARK = re.compile(r"阴|negative|neg\b|一条杠|单杠|3[56]\.\d|体温.{0,4}正常|无症状|没有?症状")
_NAME = re.compile(r"[\u4e00-\u9fff]{0,4}$")


def only_acknowledges(text: str) -> bool:
    """Tell whether words of thanks, greeting or receipt are all that a normalized text is."""
    rest, words = _ACKNOWLEDGES.subn("", text)
    return bool(words) and not re.sub(_SKIP, "", rest)


def only_reports(text: str) -> bool:
    """Tell whether a text only reports negative or normal tests: doors, names, counts beside."""
    if len(text) > 120 or not _MARK.search(text):
        return False
    parts = re.split(r"[\s,。、;:/]+", text)
    rest = [re.sub(_SKIP, "", _REPORTS.sub("", part)) for part in parts]
    return all(_NAME.fullmatch(part) for part in rest) and sum(map(len, rest)) <= 12


def only_lists_goods(text: str) -> bool:
    """Tell whether goods with their quantities are all that a normalized text is."""
    parts = [part for part in re.split(r"[,。、;!\n]+|\s(?=[\u4e00-\u9fff])", text) if part.strip()]
    goods = [bool(_GOODS.fullmatch(part.strip())) for part in parts]
    rest = [part for part, is_goods in zip(parts, goods, strict=True) if not is_goods]
    return any(goods) and not _HAPPENED.search(text) and all(map(only_acknowledges, rest))


def calm(category: str, why: str, why_en: str, rules: TriageRules) -> Verdict:
    """Return that nothing is needed."""
    return Verdict(category, 4, why, why_en, rules.default_hours[3])


def unreadable(rules: TriageRules) -> Verdict:
    """Have somebody look: nothing to read, a picture, a lone sign, another language."""
    complaint = rules.complaints["unreadable"]
    return Verdict(
        complaint.category, 2, "读不懂，不能排除危险，先问这两句",
        "Cannot be read, so danger cannot be ruled out: ask these two questions first",
        rules.default_hours[1], unsure=True, ask=complaint.questions,
        otherwise=Otherwise(
            "other", 3, "没有读懂", "it was not understood", rules.default_hours[2]
        ),
    )  # fmt: skip
