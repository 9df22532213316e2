"""What stands in the registers of the hospital to play with, row by row."""

from __future__ import annotations

EXTINGUISHERS = tuple(
    (f"MHQ-{number:03}", kind, model, place, spot, age)
    for number, (kind, model, place, spot, age) in enumerate(
        (
            ("powder", "MFZ/ABC4", "P02", "药库门内", 700),
            ("powder", "MFZ/ABC4", "P03", "走廊东", 1700),
            ("powder", "MFZ/ABC4", "P04", "抢救室门口", 300),
            ("powder", "MFZ/ABC4", "P06", "检验科门口", 3580),
            ("powder", "MFZ/ABC4", "P08", "护士站", 640),
            ("co2", "MT3", "P11", "设备间", 1810),
            ("powder", "MFZ/ABC5", "P12", "产房门口", 640),
            ("powder", "MFZ/ABC8", "P13", "围栏外", 1500),
            ("co2", "MT3", "P16", "控制室", 900),
            ("powder", "MFZ/ABC4", "P18", "库房东", 1798),
            ("powder", "MFZ/ABC4", "P18", "库房西", 1798),
            ("powder", "MFZ/ABC8", "P19", "锅炉房", 820),
            ("water", "MSZ/3", "P22", "充电棚北", 1080),
            ("water", "MSZ/3", "P22", "充电棚南", 1080),
            ("powder", "MFZ/ABC4", "P23", "宿舍楼梯口", 2600),
        ),
        start=6,
    )
)
EQUIPMENT = (
    ("XHS-01", "indoor_hydrant", "室内消火栓", "P07", 2, 2),
    ("XHS-02", "indoor_hydrant", "室内消火栓", "P10", 2, 2),
    ("FHM-01", "fire_door", "常闭式防火门", "P09", 6, 5),
    ("YJD-01", "emergency_light", "应急照明灯", "P18", 8, 8),
    ("SSB-01", "exit_sign", "疏散指示标志", "P09", 12, 11),
    ("BJQ-01", "pump", "消防水泵及控制柜", "P15", 2, 2),
    ("TXD-01", "station", "微型消防站对讲机", "P16", 6, 5),
)
SPECIAL = (
    ("TZ-01", "1 号医用电梯", "lift", "P01", "TSJ/演示-01", 40, 320),
    ("TZ-02", "2 号医用电梯", "lift", "P09", "TSJ/演示-02", 340, 25),
    ("TZ-03", "蒸汽锅炉", "boiler", "P19", "LSS0.5", 200, 165),
    ("TZ-04", "脉动真空灭菌器", "pressure_vessel", "P11", "MAST-演示", 100, 265),
    ("TZ-05", "液氧储槽", "lox", "P13", "CFL-5", 355, 10),
)
"""Number, name, kind, place, model, days since the last inspection, days until the next."""
CERTIFICATES = (
    ("0107", "special_equipment_manager", "特种设备安全管理", 700, 760),
    ("0107", "fire_control", "消防设施操作员（四级）", 1500, None),
    ("0415", "electrician", "低压电工作业", 1040, 55),
    ("0417", "boiler", "工业锅炉司炉", 1300, 160),
    ("0417", "pressure_vessel", "快开门式压力容器作业", 1445, 15),
    ("0421", "security_guard", "保安员证", 2000, None),
    ("0421", "fire_control", "消防设施操作员（五级）", 20, None),
    ("0611", "chemicals", "危险化学品安全管理", 1090, -4),
)
SUPPLIES = (
    ("WZ-01", "N95 口罩", "protection", "P02", "只", 500, 620, 200),
    ("WZ-02", "隔离衣", "protection", "P02", "件", 200, 160, 400),
    ("WZ-03", "含氯消毒片", "disinfection", "P02", "瓶", 60, 84, 20),
    ("WZ-04", "沙袋", "rescue", "P18", "个", 100, 100, None),
    ("WZ-05", "应急发电机", "power", "P14", "台", 1, 1, None),
    ("WZ-06", "担架", "medical", "P04", "副", 4, 4, None),
)
DRUGS = (
    ("DM-01", "盐酸吗啡注射液", "narcotic", "1 ml:10 mg", "store", "药剂科", "60", "40"),
    ("DM-02", "盐酸哌替啶注射液", "narcotic", "2 ml:100 mg", "store", "药剂科", "40", "25"),
    ("JY-01", "盐酸氯胺酮注射液", "psychotropic_1", "2 ml:0.1 g", "store", "药剂科", "20", "12"),
    ("JE-01", "地西泮注射液", "psychotropic_2", "2 ml:10 mg", "store", "药剂科", "100", "80"),
)
CHEMICALS = (
    ("HX-01", "乙醇（95%）", ["flammable"], "500 ml/瓶", "P06", "瓶", 24, 18),
    ("HX-02", "次氯酸钠溶液", ["corrosive", "oxidising"], "25 kg/桶", "P20", "桶", 12, 8),
    ("HX-03", "甲醛溶液", ["toxic", "corrosive"], "500 ml/瓶", "P06", "瓶", 10, 4),
)
DEVICES = (
    ("SB-01", "呼吸机", "P04", "急诊科", "yes", 20, 200),
    ("SB-02", "除颤监护仪", "P04", "急诊科", "yes", 12, 90),
    ("SB-03", "麻醉机", "P11", "手术室", "yes", 60, 150),
    ("SB-04", "数字化摄影机", "P03", "放射科", "no", -6, 300),
)
