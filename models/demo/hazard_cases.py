"""The hazards of the hospital to play with: where, what, whose, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.demo.hand import (
    BOILER_MAN,
    GUARD,
    HEAD,
    OFFICER,
    PHARMACY_HEAD,
    QUALITY,
    STAFF,
    SURGERY_HEAD,
)


class End(StrEnum):
    """How far it has come on the last day."""

    CLOSED = "closed"
    ON_THE_SPOT = "on_the_spot"
    OPEN = "open"  # found, nobody was told yet
    ORDERED = "ordered"
    RECTIFIED = "rectified"  # waits for its recheck
    RETURNED = "returned"
    EXTENDED = "extended"
    VOID = "void"
    REOPENED = "reopened"
    SUPERVISED = "supervised"  # a major one, on the county's list
    TO_CLOSE = "to_close"  # a major one, rechecked, waits for the leader
    MAJOR_CLOSED = "major_closed"


@dataclass(frozen=True, slots=True)
class Case:
    ago: int  # days
    place: str
    text: str
    category: str
    owner: str
    days: int  # allowed
    measure: str
    end: End = End.CLOSED
    from_round: str = ""  # the item of the patrol that found it; "" for an inspection
    source: str = "inspection"


C = Case
CASES = (
    C(89, "P18", "地下库房两盏应急照明灯不亮", "fire", STAFF, 5, "更换蓄电池，逐盏试亮", from_round="signs"),
    C(
        88,
        "P17",
        "灶台燃气软管超过使用年限，接头处无管卡",
        "gas",
        STAFF,
        3,
        "换成金属波纹管并做检漏",
        source="quarterly",
    ),
    C(
        86,
        "P09",
        "2 号楼梯间二层平台堆放纸箱 6 个",
        "fire",
        HEAD,
        1,
        "清走纸箱，平台划黄线",
        from_round="exits",
    ),
    C(85, "P14", "配电间门口放着拖把和水桶", "fire", STAFF, 1, "移走，门上贴“不准堆物”", End.ON_THE_SPOT),
    C(
        83,
        "P20",
        "污水处理站余氯在线仪示值长期不变",
        "equipment",
        STAFF,
        7,
        "请维保校准，比对人工检测",
        source="quarterly",
    ),
    C(81, "P02", "药库阴凉柜温度记录缺 3 天", "drugs", PHARMACY_HEAD, 3, "补记说明原因，改用自动温度计"),
    C(
        80,
        "P21",
        "医废暂存间门锁损坏，用铁丝拴着",
        "medical_waste",
        STAFF,
        2,
        "换锁，钥匙两人保管",
        source="quarterly",
    ),
    C(78, "P13", "供氧站汇流排压力表没有检定标签", "special_equipment", BOILER_MAN, 10, "送检，先换备用表"),
    C(
        77,
        "P10",
        "外科病区一处常闭防火门被楔子顶开",
        "fire",
        SURGERY_HEAD,
        1,
        "撤掉楔子，调好闭门器",
        End.ON_THE_SPOT,
        "fire_doors",
    ),
    C(
        75,
        "P22",
        "充电棚内 3 辆电动车飞线充电",
        "fire",
        GUARD,
        3,
        "清走，充电口加装断电保护",
        source="superior",
    ),
    C(
        74,
        "P04",
        "抢救室除颤仪电极片过期 1 包",
        "medical",
        HEAD,
        1,
        "更换，效期登记到抢救车",
        End.ON_THE_SPOT,
    ),
    C(72, "P19", "锅炉房可燃气体报警器显示故障", "gas", BOILER_MAN, 2, "更换探头，送检合格后启用"),
    C(
        70,
        "P16",
        "控制室值班员一人持证，证书复印件未上墙",
        "fire",
        OFFICER,
        15,
        "安排第二人取证，复印件上墙",
        source="superior",
    ),
    C(
        69,
        "P03",
        "放射科走廊灭火器被检查床挡住",
        "fire",
        STAFF,
        1,
        "床移到指定位置",
        End.ON_THE_SPOT,
        "equipment",
    ),
    C(67, "P11", "手术室双头灯一侧电源接触不良", "equipment", SURGERY_HEAD, 5, "换接线端子，试灯 30 分钟"),
    C(66, "P06", "检验科废液桶没有标签，盖子敞开", "medical_waste", QUALITY, 2, "贴标签、加盖，培训 1 次"),
    C(
        64,
        "P23",
        "职工宿舍一间使用电热毯和插线板串接",
        "fire",
        GUARD,
        2,
        "收走插线板，逐间检查",
        source="report",
    ),
    C(62, "P15", "消防水泵房地面积水 2 厘米", "fire", STAFF, 7, "疏通地漏，水泵基座做防护"),
    C(
        61,
        "P01",
        "门诊大厅一处疏散指示标志被展板挡住",
        "fire",
        STAFF,
        1,
        "展板移开",
        End.ON_THE_SPOT,
        "signs",
    ),
    C(59, "P08", "病区东侧窗户限位器缺 2 个", "equipment", STAFF, 5, "补装限位器，逐窗检查"),
    C(
        58,
        "P12",
        "产房备用电源切换时间超过 15 秒",
        "equipment",
        STAFF,
        10,
        "维保调整双电源切换装置",
        source="drill",
    ),
    C(56, "P02", "麻醉药品柜监控画面有死角", "drugs", PHARMACY_HEAD, 10, "调整摄像头角度", source="superior"),
    C(
        55,
        "P24",
        "消防车通道上停放 2 辆面包车",
        "fire",
        GUARD,
        1,
        "车挪走，地面重画标线",
        End.REOPENED,
        "other",
    ),
    C(
        53,
        "P07",
        "病区护士站电源线被推车压破外皮",
        "equipment",
        STAFF,
        3,
        "换线，走线槽",
        source="adverse_event",
    ),
    C(
        52,
        "P18",
        "地下库房纸箱堆到喷头下 20 厘米",
        "fire",
        STAFF,
        3,
        "降低堆高，画高度线",
        from_round="other",
    ),
    C(50, "P17", "厨房灭火毯没有上墙", "fire", STAFF, 2, "挂到灶台两侧"),
    C(
        49,
        "P19",
        "锅炉水位计玻璃板模糊",
        "special_equipment",
        BOILER_MAN,
        5,
        "清洗，换密封垫",
        source="quarterly",
    ),
    C(47, "P20", "加药间次氯酸钠和酸放在一起", "chemicals", STAFF, 1, "分柜存放，贴标识", source="quarterly"),
    C(46, "P05", "北侧安全出口门把手松动", "fire", STAFF, 3, "紧固，加装推杠", from_round="exits"),
    C(45, "P13", "液氧区两米内有枯草", "special_equipment", BOILER_MAN, 1, "清除，撒石子", End.ON_THE_SPOT),
    C(44, "P21", "医废交接登记少 1 次签名", "medical_waste", QUALITY, 2, "补说明，交接人当面签", End.VOID),
    C(43, "P09", "楼梯间二层平台又堆放轮椅 2 辆", "fire", HEAD, 1, "移到指定位置", from_round="exits"),
    C(41, "P16", "控制室联动柜打在手动位置没有登记", "fire", OFFICER, 1, "改回自动，补登记", End.ON_THE_SPOT),
    C(40, "P14", "配电柜一路温度偏高（红外测得 71 ℃）", "equipment", STAFF, 7, "停电紧固端子，复测"),
    C(38, "P06", "检验科乙醇存量超过柜容量", "chemicals", QUALITY, 5, "退回药库 6 瓶，设最高存量"),
    C(
        37,
        "P10",
        "外科病区走廊加床 2 张",
        "fire",
        SURGERY_HEAD,
        2,
        "调整床位，走廊保持净宽",
        End.CLOSED,
        "exits",
        "complaint",
    ),
    C(
        35,
        "P22",
        "充电棚与住院楼外墙间距不足，没有实体墙分隔",
        "fire",
        STAFF,
        45,
        "迁到北侧空地，建独立充电棚",
        End.SUPERVISED,
        source="superior",
    ),
    C(34, "P08", "病房一处插座面板破损", "equipment", STAFF, 3, "更换面板"),
    C(
        33,
        "P17",
        "燃气报警器与切断阀联动试验不动作",
        "gas",
        STAFF,
        20,
        "更换电磁阀，重做联动试验",
        End.TO_CLOSE,
        source="quarterly",
    ),
    C(
        31,
        "P15",
        "消防水泵控制柜长期打在手动位置，远程不能启动",
        "fire",
        STAFF,
        15,
        "检修控制回路，恢复自动",
        End.MAJOR_CLOSED,
        source="superior",
    ),
    C(30, "P01", "门诊大厅地砖松动 4 块", "equipment", STAFF, 5, "重铺"),
    C(28, "P11", "手术室氧气终端一处漏气", "special_equipment", BOILER_MAN, 2, "换终端，全线查漏"),
    C(27, "P04", "急诊通道轮椅无刹车 1 辆", "equipment", STAFF, 3, "送修，先换备用"),
    C(25, "P23", "宿舍楼道感应灯坏 3 盏", "equipment", STAFF, 7, "更换", End.EXTENDED),
    C(24, "P02", "药房冰箱温度探头离门太近", "drugs", PHARMACY_HEAD, 3, "挪到中层，重做温度分布"),
    C(22, "P07", "病区污物间门锁坏", "infection", STAFF, 3, "换锁", End.RETURNED),
    C(
        21,
        "P03",
        "放射科门机联锁偶尔失灵",
        "equipment",
        STAFF,
        14,
        "请厂家检修，检修前专人看守",
        End.EXTENDED,
        source="adverse_event",
    ),
    C(19, "P20", "污水站盖板锈蚀，一块可掀动", "equipment", STAFF, 7, "更换复合盖板", End.RECTIFIED),
    C(18, "P18", "地下库房一只喷头被涂料覆盖", "fire", STAFF, 30, "更换喷头", End.ORDERED, "equipment"),
    C(16, "P12", "产房常闭防火门闭门器漏油", "fire", STAFF, 5, "换闭门器", End.RECTIFIED, "fire_doors"),
    C(
        15,
        "P19",
        "锅炉安全阀校验到期前 10 天没有报检",
        "special_equipment",
        BOILER_MAN,
        20,
        "报检，预约停炉",
        End.ORDERED,
        source="expiry",
    ),
    C(13, "P14", "配电间鼠迹，挡鼠板缺 1 块", "equipment", STAFF, 16, "补挡鼠板，封堵电缆孔", End.ORDERED),
    C(
        12,
        "P21",
        "医废暂存超过 48 小时 1 次",
        "medical_waste",
        QUALITY,
        3,
        "和处置单位改为隔日收运",
        End.RETURNED,
        source="superior",
    ),
    C(10, "P09", "2 号楼梯间三层疏散指示灯不亮", "fire", STAFF, 2, "更换灯具", End.ORDERED, "signs"),
    C(8, "P16", "控制室一台对讲机充不进电", "fire", GUARD, 5, "换电池", End.RECTIFIED, "on_duty"),
    C(7, "P06", "检验科洗眼器水压不足", "chemicals", STAFF, 10, "单独接管，加压", End.ORDERED),
    C(6, "P24", "消防车通道限高杆松动", "fire", GUARD, 10, "加固基座", End.ORDERED),
    C(
        5,
        "P10",
        "外科病区氧气瓶推车没有固定链",
        "special_equipment",
        SURGERY_HEAD,
        3,
        "补链条，上锁",
        End.ORDERED,
    ),
    C(4, "P17", "厨房排烟罩油垢厚", "fire", STAFF, 5, "请专业公司清洗", End.ORDERED, "other"),
    C(3, "P05", "北侧安全出口外堆放建筑砂石", "fire", STAFF, 2, "清走", End.ORDERED, "exits"),
    C(
        2,
        "P08",
        "病区陪护床下用插线板给手机充电",
        "fire",
        HEAD,
        3,
        "撤走插线板，床头增设充电口",
        End.OPEN,
        "fire_power",
    ),
    C(1, "P13", "供氧站围栏门锁失灵", "public_order", GUARD, 3, "换锁", End.OPEN),
    C(1, "P22", "充电棚烟感报故障", "fire", GUARD, 3, "换探头", End.OPEN, "signs"),
)
