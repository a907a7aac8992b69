"""Characters as people type them, brought to one form; every mapping is one to one.

Positions stay the same, so that what was found in the plain form can be cut out as written.
"""

import re

_TRADITIONAL = (
    "陰阴陽阳隂阴號号樓楼棟栋幢幢單单門门層层戶户體体溫温測测檢检驗验無无效效廢废顯显兩两條条個个們们"
    "發发燒烧熱热沒没還还說说話话請请問问誰谁嗎吗麼么時时間间開开關关點点來来過过這这裡里裏里後后"
    "醫医院院藥药護护隔隔離离學学國国內内外外區区園园廠厂辦办會会員员組组長长張张劉刘陳陈楊杨黃黄"
    "趙赵吳吴孫孙馬马許许鄭郑馮冯韓韩蕭萧蘇苏葉叶呂吕魏魏蔣蒋賈贾鄧邓薛薛閻阎譚谭鄒邹陸陆譚谭龍龙"
    "萬万錢钱湯汤賴赖龔龚喬乔倫伦莊庄顧顾嚴严賀贺駱骆衛卫華华偉伟麗丽強强軍军傑杰靜静傑杰濤涛寶宝"
    "蘭兰鳳凤鵬鹏飛飞輝辉慶庆梅梅勝胜曉晓紅红綠绿蓮莲霞霞燕燕鴻鸿銘铭銳锐鋒锋鋼钢錦锦鈞钧鑫鑫貴贵"
    "賢贤達达遠远進进運运連连邁迈輕轻車车轉转報报導导爾尔恆恒潔洁澤泽瀟潇灣湾煒炜燦灿煥焕爭争獻献"
    "瑋玮瑩莹環环瓊琼畢毕畫画異异當当疊叠盧卢監监盤盘礦矿禮礼種种稱称積积穎颖節节範范簡简籃篮糧粮"
    "紀纪約约純纯紙纸細细終终結结給给絡络統统經经維维綱纲網网綺绮緊紧線线練练縣县總总績绩織织繼继續续"
    "罷罢羅罗義义習习聖圣聞闻聯联聰聪聲声職职聽听肅肃腦脑臉脸臨临舉举舊旧藝艺蘆芦處处蟲虫補补裝装製制"
    "複复見见規规視视親亲覺觉觀观訂订計计訊讯記记設设訪访診诊評评詩诗該该詳详誠诚語语誤误課课調调"
    "談谈論论諾诺謝谢證证識识護护讀读變变讓让豐丰負负財财貨货販贩責责貼贴買买費费資资質质賣卖購购贈赠"
    "贏赢趕赶跡迹踐践邊边遞递適适遲迟選选遺遗還还鄉乡鄰邻醬酱釋释針针鈴铃鐘钟鋪铺錄录錯错鎮镇鏡镜鐵铁"
    "閃闪閉闭閔闵閑闲閱阅闊阔隊队階阶際际隨随險险隱隐難难電电須须順顺預预頭头頻频題题額额願愿顏颜類类"
    "風风飯饭飲饮飽饱餅饼養养餘余館馆驚惊騰腾驗验骨骨鬆松鬧闹魚鱼鮮鲜鳥鸟鷄鸡雞鸡麥麦齊齐齡龄龜龟"
    "書书東东業业樂乐樣样機机權权歡欢歲岁歷历殘残氣气決决況况淨净準准溝沟滅灭滿满漢汉濕湿為为爺爷"
    "狀状獨独獎奖現现產产畝亩療疗癒愈確确碼码禍祸離离稅税穩稳窮穷筆笔糾纠納纳紛纷紹绍緒绪緣缘編编"
    "總总繁繁罰罚勞劳勢势勵励勸劝動动務务協协單单嚇吓嘗尝圍围園园圖图團团執执場场塊块壓压壞坏壯壮"
    "壽寿夠够夢梦奪夺奮奋婦妇媽妈嬰婴孃娘寧宁實实審审寫写寬宽專专對对尋寻將将屆届屬属島岛帶带幫帮"
    "幹干幾几庫库應应廣广張张彈弹彙汇從从復复徵征徹彻態态慣惯憂忧憑凭懷怀懸悬戀恋戰战戲戏掃扫採采"
    "換换損损搶抢摯挚擁拥擇择擊击擔担據据擠挤擬拟擴扩擾扰攔拦攝摄敗败敘叙數数斷断舉举於于昇升曬晒"
    "臺台台台衝冲衖弄僑侨價价儀仪億亿優优儲储兒儿剛刚創创劇剧別别刪删則则勁劲勝胜區区卻却參参雙双"
    "叢丛嘆叹嚀咛噹当囑嘱壢坜奧奥妝妆姊姐姍姗娛娱婭娅孫孙宮宫峽峡嶺岭巖岩帥帅幣币廳厅弒弑彥彦恩恩"
    "愛爱憶忆慧慧戶户拋抛挾挟捨舍掛挂揚扬攜携敵敌斌斌晉晋暈晕暢畅曆历朧胧柵栅桿杆樹树橋桥檔档櫃柜"
    "槓杠櫻樱欄栏歐欧殺杀氫氢沖冲泰泰洩泄涼凉淚泪淵渊渾浑湧涌滄沧漁渔潤润濱滨瀾澜爐炉牽牵犧牺"
    "獲获璽玺瑪玛瓏珑癥症皺皱睏困瞭了瞞瞒礎础祕秘稈秆竊窃競竞籤签糞粪紗纱紋纹綁绑綜综綿绵緻致縮缩"
    "繩绳繪绘纏缠罵骂羨羡聾聋脈脉脫脱腫肿腸肠膚肤臘腊臟脏艦舰蒼苍蓋盖蔥葱藍蓝蘋苹虧亏蝦虾蠟蜡術术"
    "袞衮褲裤襪袜訓训詢询試试詠咏誌志諒谅謙谦譯译貓猫貝贝貞贞賓宾賬账贊赞趨趋踴踊軌轨軟软載载輔辅輛辆"
    "輩辈輸输轟轰辭辞農农逕径遙遥郵邮醜丑釀酿鉛铅銀银鋁铝鎖锁鑰钥閒闲闆板闖闯陣阵雖虽霧雾靈灵韋韦響响"
    "閣阁軒轩鍾钟鄺邝龐庞婁娄閆闫薊蓟祿禄竇窦鄔邬俠侠鵑鹃嬌娇艷艳豔艳鑒鉴鈺钰瑤瑶勛勋勳勋楨桢熾炽燁烨絲丝緯纬譽誉諭谕賦赋軼轶鉅钜鐸铎霽霁頌颂飆飙驍骁鳴鸣鶴鹤滙汇峯峰灝灏閩闽聶聂諶谌欒栾"
    "厲厉繆缪巒峦澱淀瀋沈亞亚蓀荪薈荟蘊蕴嵐岚榮荣營营燈灯爛烂珮佩琺珐縈萦羣群豈岂賡赓輿舆邇迩閏闰陝陕鞏巩頤颐頡颉颯飒騏骐驊骅鯤鲲鴛鸳鴦鸯鸞鸾麯曲龕龛"
    "廂厢單单単单頂顶項项頸颈頓顿顆颗飄飘餓饿駐驻騎骑鬥斗鬱郁鹹咸鹽盐麵面黨党齒齿"
)

_DASHES = "-–—－‐‑‒―−─━﹣➖ー"
_TILDES = "~～〜∼˜∽"
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f\u20e3\u00ad\x00-\x08\x0e-\x1f\x7f]"
)
NUMERALS = "零〇○一二两三四五六七八九十百千廿卅"


def _table() -> dict[int, str]:
    table = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    table.update({ord(a): b for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)})
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    table.update(dict.fromkeys(map(ord, _TILDES), "~"))
    table.update(dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\t\v\f\u202f"), " "))
    table.update(dict.fromkeys(map(ord, "×✕✖╳＊"), "*"))
    table.update(dict.fromkeys(map(ord, "【〔［「『〖("), "("))
    table.update(dict.fromkeys(map(ord, "】〕］」』〗)"), ")"))
    table.update({ord("➕"): "+", ord("﹢"): "+", ord("✚"): "+", ord("｡"): "。", ord("﹟"): "#"})
    table.update({ord("〇"): "零", ord("○"): "零", ord("°"): "度", ord("º"): "度"})
    for upper in range(ord("A"), ord("Z") + 1):
        table[upper] = chr(upper + 32)
        table[0xFF21 + upper - ord("A")] = chr(upper + 32)
    return table


_PLAIN = _table()


def visible(text: str) -> str:
    """The text without characters that nobody sees (zero width, direction marks, controls)."""
    return _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    """The text in half-width, lower-case, simplified characters; as long as it was.

    Traditional characters are mapped where they are one to one; dashes become `-`, wavy ones `~`,
    every kind of space a space. Positions are kept.
    """
    return text.translate(_PLAIN)


_DIGIT = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {
    "两": "2",
    "〇": "0",
    "○": "0",
}
_UNIT = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> str:
    """Digits for a number written in digits or Chinese numerals: 二十三 is 23, 一五零二 is 1502.

    Letters typed for digits (`l32`, `1O16`) are read as the digits. Text of another kind comes
    back as it was.
    """
    if text.isdigit() and text.isascii():
        return text
    if text and all(c in NUMERALS for c in text):
        return _chinese(text)
    if any(c.isdigit() for c in text) or (text and all(c in "oli|" for c in text)):
        return text.replace("o", "0").replace("l", "1").replace("i", "1").replace("|", "1")
    return text


def _chinese(text: str) -> str:
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(c in _UNIT for c in text):
        return "".join(_DIGIT[c] for c in text)
    total, digit = 0, 0
    for c in text:
        if c in _UNIT:
            total += (digit or 1) * _UNIT[c]
            digit = 0
        else:
            digit = int(_DIGIT[c])
    return str(total + digit)
