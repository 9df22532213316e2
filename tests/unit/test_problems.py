"""What keeps a record from being sealed is told all at once, in page order, with what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forms.clock import ZONE
from forms.context import Context
from forms.definition import Field, FieldType, FindingRule, Form
from forms.filling import Filling
from forms.json_value import Json
from forms.listed import Choice
from forms.problems import Problem, ProblemKind
from tests.definitions import FIRE, NOW, check, field, form, rows, section

YES_NO = (Choice(code="yes", label="是"), Choice(code="no", label="否"))


class Hospital:
    """Knows one person and one place."""

    def name(self, kind: FieldType, identity: str) -> str | None:
        return {(FieldType.PERSON, "0231"): "张某", (FieldType.PLACE, "w3"): "住院部三楼"}.get(
            (kind, identity)
        )


def problems(of: Form, answers: dict[str, Json]) -> tuple[Problem, ...]:
    return Filling(of, answers, now=NOW, known=Hospital()).problems()


def message(of: Field, value: Json) -> str | None:
    """The one sentence about a field with that answer, None if all is well."""
    found = problems(form(of), {} if value is None else {of.name: value})
    assert len(found) <= 1
    return found[0].message if found else None


def test_all_problems_come_at_once_in_page_order() -> None:
    of = form(
        sections=(
            section("基本情况", field("who", FieldType.PERSON, label="巡查人员", required=True)),
            section(
                "巡查内容",
                rows(
                    "places",
                    field("place", FieldType.PLACE, required=True),
                    check("exits", label="安全出口"),
                    grid=True,
                ),
                field("count", FieldType.INTEGER, label="人数"),
            ),
        )
    )
    answers: dict[str, Json] = {
        "places": [{"row_id": "r1", "place": "w3"}, {"row_id": "r2"}],
        "count": "两个",
        "weather": "雨",
    }
    found = [(p.path, p.kind, p.where) for p in problems(of, answers)]
    assert found == [
        (("who",), ProblemKind.MISSING, "基本情况"),
        (("places", "r1", "exits"), ProblemKind.MISSING, "巡查内容 · 第 1 行（住院部三楼）"),
        (("places", "r2", "place"), ProblemKind.MISSING, "巡查内容 · 第 2 行"),
        (("places", "r2", "exits"), ProblemKind.MISSING, "巡查内容 · 第 2 行"),
        (("count",), ProblemKind.TYPE, "巡查内容"),
        (("weather",), ProblemKind.TYPE, ""),
    ]


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (field("x", label="开始时间", required=True), "还没填开始时间。这一项必填"),
        (field("x", FieldType.PERSON, label="责任人", required=True), "还没选责任人。这一项必填"),
        (field("x", FieldType.PHOTO, required=True), "还没有照片。这一项必须附照片"),
        (field("x", FieldType.FILE, required=True), "还没有附件。这一项必须附文件"),
        (field("x", FieldType.SIGNATURE, label="见证人", required=True), "见证人还没有签。这里必须手签"),
        (field("x", label="长" * 20, required=True), "还没填这一项。这一项必填"),
        (check("x"), "还没选答案。正常、异常、不适用，按看到的选一个"),
        (rows("x", field("y"), label="参加人员", min_rows=2), "参加人员还没有填，至少要 2 行"),
        (rows("x", field("y"), label="参加人员", required=True), "参加人员还没有填，至少要 1 行"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(of: Field, sentence: str) -> None:
    assert message(of, None) == sentence


@pytest.mark.parametrize(
    ("of", "value", "sentence"),
    [
        (field("x", FieldType.INTEGER), "三", "要填整数，现在填的是“三”"),
        (field("x", FieldType.INTEGER, minimum="1", maximum="5"), 6, "应在 1 到 5 之间，现在填的是 6"),
        (field("x", FieldType.INTEGER, minimum="1"), 0, "不能小于 1，现在填的是 0"),
        (
            field("x", FieldType.DECIMAL, maximum="100", unit="元"),
            "100.5",
            "不能大于 100 元，现在填的是 100.5",
        ),
        (field("x", FieldType.DECIMAL, digits=1), "1.25", "最多写 1 位小数，现在填的是 1.25"),
        (field("x", FieldType.DECIMAL), "1e3", "要填数字，现在填的是“1e3”"),
        (field("x", FieldType.DECIMAL), 1, "要填数字，现在填的是“1”"),
        (field("x", FieldType.DATE), "2026-02-30", "日期要写成 2026-11-20 这样，现在填的是“2026-02-30”"),
        (field("x", FieldType.DATE), "20261120", "日期要写成 2026-11-20 这样，现在填的是“20261120”"),
        (
            field("x", FieldType.DATE, precision="month"),
            "2026-13",
            "月份要写成 2026-11 这样，现在填的是“2026-13”",
        ),
        (field("x", FieldType.DATE), "0206-11-20", "206 年像是打错了，看看年份"),
        (field("x", FieldType.DATETIME), "3026-11-20T22:05+08:00", "3026 年像是打错了，看看年份"),
        (field("x", FieldType.TIME), "24:00", "时间要写成 22:05 这样，现在填的是“24:00”"),
        (
            field("x", FieldType.DATETIME),
            "2026-11-20T22:05Z",
            "时间要写成 2026-11-20 22:05 这样，现在填的是“2026-11-20T22:05Z”",
        ),
        (field("x", FieldType.ONE_OF, choices=YES_NO), "maybe", "“maybe”不在选项里，重新选一个"),
        (field("x", FieldType.MANY_OF, choices=YES_NO), ["yes", "yes"], "“yes”选了两次"),
        (field("x", FieldType.PERSON), "9999", "没有找到工号“9999”，重新选一次"),
        (field("x", FieldType.PERSON, multiple=True), ["0231", "9999"], "没有找到工号“9999”，重新选一次"),
        (field("x", FieldType.PLACE), ["w3"], "地点没有写对，重新选一次"),
        (field("x", FieldType.PHOTO), ["photo.jpg"], "附件没有放好，重新选一次"),
        (field("x", FieldType.NOTE), "看过", "这里是说明，不用填"),
        (field("x", FieldType.ROWS), "三行", "这里要一行一行填"),
        (
            field("x", FieldType.DATETIME),
            "2026-11-20T25:05+08:00",
            "时间要写成 2026-11-20 22:05 这样，现在填的是“2026-11-20T25:05+08…”",
        ),
        (field("x"), 5, "要填文字，现在填的是“5”"),
        (field("x"), "a\x07", "里面有看不见的控制字符，删掉重写"),
        (field("x"), "\ud800", "里面有看不见的控制字符，删掉重写"),
        (check("x"), {"value": "ok"}, "“ok”不是这一项的答案，在正常、异常、不适用里选一个"),
        (check("x"), "normal", "“normal”不是这一项的答案，在正常、异常、不适用里选一个"),
        (
            rows("x", field("y"), label="名单", max_rows=1),
            [{"row_id": "a"}, {"row_id": "b"}],
            "名单多了 1 行，最多 1 行",
        ),
    ],
)
def test_what_does_not_fit_is_quoted(of: Field, value: Json, sentence: str) -> None:
    assert message(of, value) == sentence


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (field("x", FieldType.INTEGER, minimum="0"), 0),
        (field("x", FieldType.DECIMAL, digits=2, minimum="-1.5"), "-1.50"),
        (field("x", FieldType.DATE), "2024-02-29"),
        (field("x", FieldType.TIME), "00:00"),
        (field("x", FieldType.DATETIME), "2026-11-20T22:05+08:00"),
        (field("x", FieldType.ONE_OF, choices=YES_NO), "yes"),
        (field("x", FieldType.MANY_OF, choices=YES_NO), ["no", "yes"]),
        (field("x", FieldType.PERSON, multiple=True), ["0231"]),
        (field("x", FieldType.PLACE), "w3"),
        (field("x", FieldType.PHOTO), ["a" * 64]),
        (field("x", FieldType.LONG_TEXT), "一行\n两行"),
        (check("x"), {"value": "na"}),
    ],
)
def test_what_fits_is_no_problem(of: Field, value: Json) -> None:
    assert message(of, value) is None


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (FieldType.INTEGER, " １２ ", 12),
        (FieldType.DECIMAL, "1,234.５", "1234.5"),
        (FieldType.DECIMAL, 7, "7"),
        (FieldType.DECIMAL, ".5", "0.5"),
        (FieldType.TEXT, "  三楼 ", "三楼"),
        (FieldType.TEXT, "   ", None),
        (FieldType.DATETIME, "2026-11-20 22:05", "2026-11-20T22:05+08:00"),
        (FieldType.DATETIME, "2026-11-20T14:05Z", "2026-11-20T22:05+08:00"),
        (FieldType.DATETIME, "明天", "明天"),
        (FieldType.DATETIME, "2026-11-20", "2026-11-20"),
        (FieldType.DATETIME, "2026-11-20T22:05:07+08:00", "2026-11-20T22:05:07+08:00"),
        (FieldType.DECIMAL, ["1"], ["1"]),
        (FieldType.MANY_OF, "yes", ["yes"]),
        (FieldType.CHECK, "normal", {"value": "normal"}),
        (FieldType.PHOTO, "a" * 64, ["a" * 64]),
        (FieldType.MANY_OF, [], None),
    ],
)
def test_what_is_typed_is_kept_in_its_one_form(kind: FieldType, typed: Json, kept: Json) -> None:
    filling = Filling(form(field("x", kind)), now=NOW)
    filling.set(("x",), typed)
    assert filling.value(("x",)) == kept


@pytest.mark.parametrize("typed", ["2026-10", "２０２６-10", "2026-10-01", "2026-10-31"])
def test_a_month_is_kept_as_its_first_day(typed: str) -> None:
    filling = Filling(form(field("x", FieldType.DATE, precision="month")), now=NOW)
    filling.set(("x",), typed)
    assert filling.value(("x",)) == "2026-10-01"


def test_a_constraint_speaks_its_own_words_and_never_about_a_blank() -> None:
    of = form(
        field("start", FieldType.TIME),
        field("end", FieldType.TIME, constraint=". > ${start}", constraint_message="结束时间早于开始时间"),
    )
    assert problems(of, {"start": "22:00"}) == ()
    assert [p.message for p in problems(of, {"start": "22:00", "end": "21:05"})] == ["结束时间早于开始时间"]
    assert problems(of, {"start": "22:00", "end": "22:05"}) == ()


def test_a_value_of_the_wrong_type_is_told_once() -> None:
    of = field("x", FieldType.INTEGER, constraint=". > 3", constraint_message="要大于 3")
    assert message(of, "abc") == "要填整数，现在填的是“abc”"
    assert message(of, 2) == "要大于 3"


def test_required_may_depend_on_other_answers_and_on_the_context() -> None:
    of = form(field("a"), field("b", required="${a} = 'yes' and profile('two_people')"))
    two = Context(profile={"two_people": True})
    assert Filling(of, {"a": "yes"}, now=NOW).problems() == ()
    assert len(Filling(of, {"a": "yes"}, now=NOW, context=two).problems()) == 1


def finding_messages(
    rule: FindingRule, finding: dict[str, Json], **settings: object
) -> list[tuple[str, str]]:
    of = form(check("exits", finding=rule))
    answers: dict[str, Json] = {"exits": {"value": "abnormal", "finding": finding}}
    return [(p.key, p.message) for p in problems(of, answers) if p.kind is ProblemKind.FINDING]


def test_a_failed_item_needs_words_and_a_decision() -> None:
    assert finding_messages(FIRE, {}) == [
        ("text", "还没写问题。写清什么部位、什么问题"),
        ("handling", "还没选怎么处理。当场已整改，还是转为隐患"),
    ]


def test_what_was_fixed_on_the_spot_says_what_was_done() -> None:
    assert finding_messages(FIRE, {"text": "堆物", "handling": "fixed"}) == [
        ("done", "还没写怎么整改的。当场已整改必须写做了什么")
    ]
    assert finding_messages(FIRE, {"text": "堆物", "handling": "fixed", "done": "已搬走"}) == []


def test_some_items_cannot_be_settled_on_the_spot() -> None:
    rule = FindingRule(category="gas", on_the_spot=False)
    assert finding_messages(rule, {"text": "漏气", "handling": "fixed", "done": "关阀"}) == [
        ("handling", "这一项不能按当场整改办结。改选转为隐患")
    ]


def test_a_hazard_needs_class_place_owner_and_deadline() -> None:
    rule = FindingRule(category="fire", classes=(Choice(code="lock", label="上锁"),))
    finding: dict[str, Json] = {"text": "上锁", "handling": "hazard"}
    assert finding_messages(rule, finding) == [
        ("class", "还没选类别。转为隐患必须选一类"),
        ("place", "还没选地点。转为隐患必须有地点"),
        ("owner", "还没选责任人。转为隐患必须有责任人"),
        ("due", "还没定期限。转为隐患必须有整改期限"),
    ]
    whole: dict[str, Json] = {**finding, "class": "lock", "place": "w3", "owner": "0231", "due": "2026-11-21"}
    assert finding_messages(rule, whole) == []


def test_the_place_of_a_finding_is_known_from_its_row_or_its_record() -> None:
    answer: Json = {
        "value": "abnormal",
        "finding": {"text": "堵", "handling": "hazard", "owner": "0231", "due": "2026-11-21"},
    }
    in_row = form(rows("places", field("place", FieldType.PLACE), check("exits", finding=FIRE), grid=True))
    assert problems(in_row, {"places": [{"row_id": "r1", "place": "w3", "exits": answer}]}) == ()
    of_record = form(field("place", FieldType.PLACE), check("exits", finding=FIRE))
    assert problems(of_record, {"place": "w3", "exits": answer}) == ()
    assert [p.key for p in problems(of_record, {"exits": answer})] == ["place"]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("owner", "9999", "没有找到责任人“9999”，重新选一次"),
        ("place", 5, "地点没有写对，重新选一次"),
        ("due", "明天", "期限要写成 2026-11-20 或 2026-11-20 22:05 这样"),
        ("class", "x", "类别不在选项里，重新选一个"),
        ("level", "huge", "隐患等级不在选项里，重新选一个"),
        ("photos", "x", "附件没有放好，重新选一次"),
        ("weather", "雨", "这一项里没有“weather”，去掉它"),
    ],
)
def test_what_does_not_fit_in_a_finding_is_told(key: str, value: Json, sentence: str) -> None:
    whole: dict[str, Json] = {"text": "堵", "handling": "fixed", "done": "已清", key: value}
    assert finding_messages(FIRE, whole) == [(key, sentence)]


def test_problems_of_one_field_are_those_of_the_whole() -> None:
    of = form(
        field("a", required=True), field("b", required=True), field("c", required=True, relevant="false()")
    )
    filling = Filling(of, now=NOW)
    assert filling.problems_at(("b",)) == filling.problems()[1:]
    assert filling.problems_at(("c",)) == ()


def test_warnings_block_nothing() -> None:
    of = form(
        rows("places", field("place", FieldType.PLACE), check("exits", finding=FIRE), grid=True),
    )
    yesterday, far = (
        (NOW - timedelta(days=1)).date().isoformat(),
        (NOW + timedelta(days=9)).date().isoformat(),
    )
    finding: dict[str, Json] = {"text": "堵", "handling": "hazard", "owner": "0231"}
    answers: dict[str, Json] = {
        "places": [
            {
                "row_id": "r1",
                "place": "w3",
                "exits": {"value": "abnormal", "finding": {**finding, "due": yesterday}},
            },
            {
                "row_id": "r2",
                "place": "w3",
                "exits": {"value": "abnormal", "finding": {**finding, "due": far}},
            },
        ]
    }
    filling = Filling(of, answers, now=NOW, known=Hospital())
    assert filling.problems() == ()
    assert [(p.path, p.message) for p in filling.warnings()] == [
        (("places", "r1", "exits"), "期限 11-19 已经过了。封存后这条隐患就是逾期"),
        (("places", "r2", "place"), "这个地点前面已经有一行。是不是选错了地点"),
        (("places", "r2", "exits"), "期限比这一项通常的 24 小时长。确实要这么久就留着"),
    ]


@pytest.mark.parametrize("due", ["soon", "2026-11-20T22:05", 5])
def test_a_deadline_that_cannot_be_read_is_a_problem_and_no_warning(due: Json) -> None:
    answer: Json = {
        "value": "abnormal",
        "finding": {"text": "堵", "handling": "hazard", "owner": "0231", "due": due},
    }
    filling = Filling(
        form(check("exits", finding=FIRE), field("x", relevant="false()")), {"exits": answer}, now=NOW
    )
    assert filling.warnings() == ()
    assert "due" in [problem.key for problem in filling.problems()]


def test_a_deadline_within_the_usual_time_is_no_warning() -> None:
    due = (NOW + timedelta(hours=20)).astimezone(ZONE).isoformat(timespec="minutes")
    answer: Json = {
        "value": "abnormal",
        "finding": {"text": "堵", "handling": "hazard", "owner": "0231", "due": due},
    }
    assert Filling(form(check("exits", finding=FIRE)), {"exits": answer}, now=NOW).warnings() == ()


TWICE = form(
    rows("people", field("who", FieldType.PERSON), field("part"), unique=("who",)),
    rows("items", field("name"), field("size"), unique=("name", "size")),
)


def test_a_person_who_stands_in_a_table_twice_is_told_at_the_second_row() -> None:
    people: list[Json] = [
        {"row_id": str(n), "who": who} for n, who in enumerate(("0231", None, "0107", "0231"))
    ]
    (problem,) = Filling(TWICE, {"people": people}, now=NOW).problems()
    assert problem.path == ("people", "3", "who")
    assert problem.kind is ProblemKind.ROWS
    assert problem.message.startswith("这个人上面第 1 行已经有了")
    assert problem.where.endswith("第 4 行")


def test_rows_repeat_only_if_all_their_unique_columns_do() -> None:
    items: list[Json] = [
        {"row_id": "a", "name": "轮椅", "size": "大"},
        {"row_id": "b", "name": "轮椅", "size": "小"},
        {"row_id": "c", "name": "轮椅"},
        {"row_id": "d", "name": "轮椅", "size": "小"},
    ]
    (problem,) = Filling(TWICE, {"items": items}, now=NOW).problems()
    assert problem.path == ("items", "d", "name")
    assert "第 2 行" in problem.message
