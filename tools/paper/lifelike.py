"""Answers of a length that people really write: several rows, findings, photos; the same in every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from forms.answer_store import Path
from forms.catalog import Catalog
from forms.context import Context
from forms.definition import ATTACHMENT_TYPES, Field, FieldType, Form, FormKind
from forms.filling import Filling
from forms.json_value import Json, rows_of
from forms.roll import came_column, person_column
from forms.samples import sample_answers
from tools.paper.hospital import ASSETS, ENTRY, PEOPLE, PHOTOS, PLACES, SIGNATURE

NOW: Final = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)  # 22:06 in the hospital
_ROUND: Final = 8  # places of a round
_ROWS: Final = 4
_TRIES: Final = 3
_TEXTS: Final = (
    "内科病区护士站东侧",
    "按计划完成，情况正常",
    "二楼东、西走廊及楼梯间",
    "已口头告知并复述核对",
    "示范县第一卫生院门诊楼一层大厅服务台旁",
    "更换密封圈后恢复",
)
_BY_LABEL: Final = (  # the first word that stands in the label decides
    ("电话", "0000-8123456"),
    ("住院号", "20261104"),
    ("门诊号", "M2026110417"),
    ("身份证", "000000199001010000"),
    ("患者姓名", "张*"),
    ("姓名", "吴某某"),
    ("批号", "20260815"),
    ("规格", "5 kg"),
    ("型号", "MFZ/ABC5"),
    ("编号", "XF-2-017"),
    ("证号", "示消技字 2026-0031"),
    ("文号", "示卫办〔2026〕12 号"),
    ("封条", "F-2026-0088"),
    ("床", "12 床"),
    ("年龄", "63 岁"),
    ("地址", "示范县城关镇健康路 1 号"),
    ("厂", "示范消防器材有限公司"),
    ("公司", "示范消防技术服务有限公司"),
    ("机构", "示范消防技术服务有限公司"),
    ("外单位", "示范电梯维保有限公司"),
    ("单位", "示范县第一卫生院"),
    ("科室", "内科病区"),
    ("部门", "总务科"),
    ("岗位", "护士"),
    ("职务", "护士长"),
    ("职称", "主管护师"),
    ("诊断", "2 型糖尿病；高血压病 2 级"),
    ("手术名称", "腹腔镜下胆囊切除术"),
    ("手术", "腹腔镜下胆囊切除术"),
    ("药品", "盐酸肾上腺素注射液"),
    ("药", "头孢呋辛钠 1.5 g"),
    ("设备", "除颤仪"),
    ("预案", "灭火和应急疏散预案"),
    ("主题", "正确使用灭火器和疏散引导"),
    ("地点", "二楼会议室"),
    ("位置", "护士站东侧墙面"),
    ("部位", "二楼东侧通道"),
    ("人", "陈某"),
    ("版本", "2026 年第 1 版"),
    ("原因", "闭门器老化"),
)
_LONG: Final = (
    "现场查看：二层东侧通道堆放纸箱 6 个，占通道约一半；已通知科室当场清理，并对当班人员作了说明。",
    "按院内流程处理完毕，家属已知情。当班人员复述了注意事项，护士长于次日晨会再次强调；"
    "后续由总务科每周抽查一次，发现反复的纳入科室考核，连续两个月没有再发生后转为常规检查。",
    "1. 制度已按新文件修订并下发各科室，签收单存档；\n2. 组织全院培训 1 次，参加 46 人，考核合格；\n"
    "3. 对薄弱环节增加夜间抽查，每周不少于 2 次，结果在月度例会上通报。",
)
_FOUND: Final = (
    "常闭式防火门闭门器损坏，不能自行关闭",
    "2 号楼梯间二层平台堆放纸箱 6 个，占通道约一半",
    "压力表指针在红区，标签脱落",
)
_MENDED: Final = ("当场清走并告知科室负责人", "更换后复测正常")


def fillings_of(catalog: Catalog, form: Form, count: int) -> Iterator[Filling]:
    """Fillings that keep the rules of the form as far as any sample does; each is written otherwise."""
    plainest = _plainest(catalog, form)
    for variant in range(count):
        filling = Filling(
            form, plainest.answers, context=plainest.context, now=NOW, make_row_id=_numbered().__next__
        )
        _Hand(filling, variant).write()
        yield filling


def _plainest(catalog: Catalog, form: Form) -> Filling:
    best: Filling | None = None
    for around in _surroundings(catalog, form):
        filling = Filling.start(
            form, _sample(form, around), context=around, now=NOW, make_row_id=_numbered().__next__
        )
        if best is None or len(filling.problems()) < len(best.problems()):
            best = filling
        if not best.problems():
            break
    assert best is not None
    return best


def _sample(form: Form, around: Context) -> dict[str, Json]:
    places = tuple(PLACES)[:_ROUND]
    return sample_answers(
        form,
        places=places,
        people=tuple(PEOPLE),
        assets=tuple(ASSETS),
        now=NOW,
        files=PHOTOS[:1],
        context=around,
    )


def _surroundings(catalog: Catalog, form: Form) -> Iterator[Context]:
    """What may stand around the filling: the plainest first, then what some rules need."""
    kinds = tuple(choice.code for choice in catalog.choice_list("certificate_kind"))
    plain = Context(
        person={"staff_no": "0231", "roles": ["nurse"], "department": "内科病区"},
        held=dict.fromkeys(PEOPLE, kinds),
        certificates=kinds,
        profile={
            "level": "county",
            "beds": 100,
            "staff": 200,
            "staff_medical": 150,
            "daily_outpatients": 300,
        },
    )
    card = _card(catalog, form, plain)
    stocked = replace(plain, card=card, balance=Decimal(100))
    yield stocked
    yield replace(stocked, balance=Decimal(1))
    yield replace(stocked, balance=Decimal(0))
    yield replace(plain, card={"level": "general", **card})
    yield replace(stocked, held={}, certificates=(), balance=None)
    yield replace(stocked, previous=_sample(form, plain))


def entry_of(catalog: Catalog, form: Form) -> tuple[str, str]:
    """Number and name of the entry that an event of its register is about, as the event's own answers say it."""
    card = _card(catalog, form, Context())
    title = form.register and next(
        rule.title
        for rule in (one.register for one in catalog.forms() if one.kind is FormKind.CARD)
        if rule is not None and rule.register == form.register.register
    )
    return ENTRY[0], str(card.get(title or "") or ENTRY[1])


def _card(catalog: Catalog, form: Form, around: Context) -> dict[str, Json]:
    register = form.register.register if form.register is not None and form.kind is FormKind.EVENT else ""
    register = register or next((duty.per_kind for duty in form.duties if duty.per_kind), "")
    for card in catalog.forms():
        if register and card.kind is FormKind.CARD and card.register and card.register.register == register:
            return _sample(card, around)
    return {}


def _numbered() -> Iterator[str]:
    return (f"{number:08x}" for number in range(1001, 1 << 20))


class _Hand:
    """Writes over the plain answers; takes back whatever the form objects to."""

    def __init__(self, filling: Filling, variant: int) -> None:
        self.filling = filling
        self.variant = variant
        self.checks = 0

    def write(self) -> None:
        for field in self.filling.form.fields():
            if field.type is FieldType.ROWS and not self.filling.is_derived((field.name,)):
                self._rows(field)
        wanted = {path: value for path, value in self._wanted() if value != self.filling.value(path)}
        if not self._all_at_once(wanted):
            for path, value in wanted.items():
                self._try(path, value)

    def _wanted(self) -> Iterator[tuple[Path, Json]]:
        for path, _ in list(self.filling.paths()):
            field = self.filling.field_at(path)
            if not self.filling.is_derived(path) and field.type is not FieldType.ROWS:
                value = self._value(field, path)
                if value is not None:
                    yield path, value

    def _all_at_once(self, wanted: Mapping[Path, Json]) -> bool:
        """Whether all but those objected to could be written; a try for each alone takes ten times as long."""
        before = {path: self.filling.value(path) for path in wanted}
        few = len(self.filling.problems())
        for path, value in wanted.items():
            self.filling.set(path, value)
        for _ in range(_TRIES):
            problems = self.filling.problems()
            if len(problems) <= few:
                return True
            for path in {problem.path for problem in problems} & before.keys():
                self.filling.set(path, before[path])
        for path, value in before.items():
            self.filling.set(path, value)
        return False

    def _rows(self, field: Field) -> None:
        """As many rows as people usually write, each like the first."""
        rows = rows_of(self.filling.answers.get(field.name))
        if field.grid or field.default is not None or field.max_rows == 1 or not rows:
            return
        people = person_column(field)
        is_roll = people is not None and came_column(field) is not None
        wanted = len(PEOPLE) if is_roll else _ROWS - 1 + self._pick(3, (field.name,))
        more = min(wanted, field.max_rows or wanted) - len(rows)
        derived = {inner.name for inner in field.fields if inner.calculation is not None}
        first = {name: value for name, value in rows[0].items() if name not in derived | {"row_id"}}
        problems = len(self.filling.problems())
        for number in range(max(more, 0)):
            person = {people.name: tuple(PEOPLE)[len(rows) + number]} if people and is_roll else {}
            added = self.filling.add_row(field.name, {**first, **person})
            if len(self.filling.problems()) > problems:
                self.filling.remove_row(field.name, added)
                return

    def _value(self, field: Field, path: Path) -> Json:
        held = self.filling.value(path)
        match field.type:
            case FieldType.CHECK:
                return self._check(field, held)
            case FieldType.LONG_TEXT:
                return _LONG[self._pick(len(_LONG), path)]
            case FieldType.TEXT if said := next(
                (text for word, text in _BY_LABEL if word in field.label), ""
            ):
                return said
            case FieldType.TEXT if not field.hint.startswith("如 "):
                return (
                    _TEXTS[self._pick(len(_TEXTS), path)] if field.width == "full" or len(path) > 1 else held
                )
            case FieldType.MANY_OF if len(field.choices) > 2:
                return [choice.code for choice in field.choices[: 2 + self._pick(3, path)]]
            case FieldType.ONE_OF if held:
                return field.choices[self._pick(len(field.choices), path)].code
            case FieldType.SIGNATURE:
                return [SIGNATURE]
            case kind if kind in ATTACHMENT_TYPES:
                return list(PHOTOS[: 1 + self._pick(3, path)])
            case _:
                return held

    def _check(self, field: Field, held: Json) -> Json:
        self.checks += 1
        number = self.checks + self.variant
        answers = field.answers
        if answers is None:
            return held
        if number % 17 == 4 and answers.bad:
            return {
                "value": answers.bad[0],
                **({"finding": self._finding(field, number)} if field.finding else {}),
            }
        if number % 13 == 7 and any(choice.code == "na" for choice in answers.choices):
            return {"value": "na"}
        return held

    def _finding(self, field: Field, number: int) -> dict[str, Json]:
        rule = field.finding
        assert rule is not None
        found: dict[str, Json] = {"text": _FOUND[number % len(_FOUND)], "photos": [PHOTOS[number % 3]]}
        if rule.classes:
            found["class"] = rule.classes[number % len(rule.classes)].code
        found["place"] = tuple(PLACES)[number % len(PLACES)]
        if rule.on_the_spot and number % 2:
            return {**found, "handling": "fixed", "done": _MENDED[number % 2], "done_by": "0231"}
        return {**found, "handling": "hazard", "owner": "0305", "due": "2026-11-23"}

    def _try(self, path: Path, value: Json) -> bool:
        before, problems = self.filling.value(path), len(self.filling.problems())
        self.filling.set(path, value)
        if len(self.filling.problems()) > problems:
            self.filling.set(path, before)
            return False
        return True

    def _pick(self, count: int, path: Path) -> int:
        """The same for the same field in every run, and another one in the next variant."""
        return (sha256("/".join(path).encode()).digest()[0] + self.variant) % count


def photos_of(answers: Mapping[str, Json]) -> int:
    """How many pictures the answers name; for whoever checks that all are on the paper."""
    return sum(str(answers).count(photo) for photo in PHOTOS)
