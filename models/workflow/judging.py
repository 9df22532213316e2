"""What importing a sheet of staff or places would do. Changes nothing and loses no row.

Each row is ready, already here, or told with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from forms.context import EMPTY_CONTEXT
from forms.definition import Form
from forms.filling import Filling
from forms.half_width import half_width
from forms.json_value import Json
from forms.listed import Choice
from models.faults import Refusal
from models.queries.people import PersonView, get_person
from models.queries.places import PlaceView, all_places
from models.spreadsheet import Heading, Line, Sheet, read_sheet, write_template
from models.store import Store
from models.workflow.people import PERSON_CARD, card_answers
from models.workflow.places import PLACE_CARD, NewPlace

_EXCEL_FAULT = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_MERGED = "。这一行有合并的单元格，只有左上一格里有字：先取消合并，每格都写上"
STEP = 50  # rows between two words about how far it has come
Tell: TypeAlias = Callable[[str, int, int], bool]
"""What is done, how much of how much; False when it is not wanted any more."""
_YES, _NO = {"是", "有", "√", "y", "yes", "1"}, {"", "否", "无", "×", "n", "no", "0"}


def nobody_listens(_what: str, _done: int, _whole: int) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    staff_no: str
    name: str
    roles: tuple[str, ...]
    department: str

    def answers(self) -> dict[str, Json]:
        return card_answers(self.staff_no, self.name, self.roles, self.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that is not taken: its number in Excel, what is written in it, and the sentence that says why."""

    number: int
    text: str
    reason: str


class _Card(Protocol):
    @property
    def department(self) -> str | None: ...

    def answers(self) -> dict[str, Json]: ...


T = TypeVar("T", bound=_Card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Generic[T]):
    """``departments`` are those the hospital does not have yet; they come with the import."""

    ready: tuple[T, ...]
    known: tuple[str, ...]  # rows that say what is here already
    bad: tuple[BadRow, ...]
    departments: tuple[str, ...]
    unused: tuple[str, ...]


class ImportStopped(Refusal):
    """Somebody stopped it; nothing was written."""

    def __init__(self) -> None:
        super().__init__("停下了。一件都没有登记，文件没有动。")


class BadCell(Exception):  # noqa: N818 - ends the reading of one row with the sentence about it
    pass


# what is written in the sheets -------------------------------------------------


def people_headings(store: Store) -> tuple[Heading, ...]:
    roles = tuple(one.label for one in store.catalog.choice_list("role"))
    departments = store.require_installation().departments
    return (
        Heading(title="工号", hint="登录和签字用，每人一个，不能重。前面的 0 要留着", example="0231"),
        Heading(title="姓名", example="张某"),
        Heading(
            title="岗位",
            hint=f"{' / '.join(roles)}。有几个就用；隔开",
            example="护士",
            choices=roles,
            wide=20,
        ),
        Heading(title="科室", hint="医院里还没有的科室会一起加进去", example="内科病区", choices=departments),
    )


def places_headings(store: Store) -> tuple[Heading, ...]:
    areas = tuple(one.label for one in store.catalog.choice_list("place_area"))
    return (
        Heading(title="编号", hint="每处一个，不能重，如 P25", example="P25"),
        Heading(title="名称", hint="看了就知道是哪里", example="3 楼外科病区", wide=28),
        Heading(title="区域", hint=f"决定每天要巡几次：{' / '.join(areas)}", example="住院区", choices=areas),
        Heading(title="楼层", required=False, example="3 楼"),
        Heading(
            title="科室", required=False, example="外科病区", choices=store.require_installation().departments
        ),
        Heading(title="巡查顺序", required=False, hint="照走的路线排，小的在前", example="10"),
        Heading(title="重点部位", required=False, hint="消防安全重点部位写“是”", choices=("是", "否")),
    )


def people_template(store: Store) -> bytes:
    return write_template("人员", people_headings(store))


def places_template(store: Store) -> bytes:
    return write_template("部位", places_headings(store))


# reading and judging -------------------------------------------------------------


def read_people(store: Store, data: bytes) -> Plan[NewPerson]:
    """What importing this .xlsx would do; SheetProblem if it is no such sheet."""
    sheet = read_sheet(data, people_headings(store))
    roles = _by_words(store.catalog.choice_list("role"))
    with store.read() as session:

        def person(line: Line) -> NewPerson:
            return NewPerson(
                staff_no=half_width(line.cells["工号"]).replace(" ", ""),
                name=line.cells["姓名"],
                roles=_roles(line.cells["岗位"], roles),
                department=line.cells["科室"],
            )

        def is_known(one: NewPerson) -> bool:
            return _is_here(get_person(session, one.staff_no), one)

        return judge(store, sheet, PERSON_CARD, "工号", person, lambda one: one.staff_no, is_known)


def read_places(store: Store, data: bytes) -> Plan[NewPlace]:
    """What importing this .xlsx would do; SheetProblem if it is no such sheet."""
    sheet = read_sheet(data, places_headings(store))
    areas = _by_words(store.catalog.choice_list("place_area"))
    with store.read() as session:
        here = {place.code: place for place in all_places(session, active_only=False)}

    def place(line: Line) -> NewPlace:
        cells = line.cells
        return NewPlace(
            code=half_width(cells["编号"]).replace(" ", ""),
            name=cells["名称"],
            area=_word(cells["区域"], areas, "区域"),
            floor=cells.get("楼层") or None,
            department=cells.get("科室") or None,
            order=_order(cells.get("巡查顺序", "")),
            is_key_area=_yes(cells.get("重点部位", "")),
        )

    def is_known(one: NewPlace) -> bool:
        return _is_same_place(here.get(one.code), one)

    return judge(store, sheet, PLACE_CARD, "编号", place, lambda one: one.code, is_known)


def judge(
    store: Store,
    sheet: Sheet,
    card: str,
    key_title: str,
    make: Callable[[Line], T],
    key_of: Callable[[T], str],
    is_known: Callable[[T], bool],
    *,
    tell: Tell = nobody_listens,
) -> Plan[T]:
    """Each line made into a card and held against the card's own form; ``make`` raises BadCell with a sentence.

    ``tell`` hears how far it has come; ImportStopped when it wants no more.
    """
    form = store.catalog.latest(card)
    departments = store.require_installation().departments
    ready: list[T] = []
    known: list[str] = []
    bad: list[BadRow] = []
    first: dict[str, int] = {}
    for done, line in enumerate(sheet.lines):
        if done % STEP == 0 and not tell("正在核对", done, len(sheet.lines)):
            raise ImportStopped
        try:
            _refuse_faults(line)
            one = make(line)
            _refuse_problems(store, form, one)
            key = key_of(one)
            is_here = is_known(one)
            _refuse_second(key_title, key, first.setdefault(key, line.number), line.number)
            if is_here:
                known.append(line.text)
            else:
                ready.append(one)
        except BadCell as reason:
            words = f"{reason}{_MERGED if sheet.is_merged(line.number) else ''}"
            bad.append(BadRow(number=line.number, text=line.text, reason=words))
    named = dict.fromkeys(one.department for one in ready if one.department)
    return Plan(
        ready=tuple(ready),
        known=tuple(known),
        bad=tuple(bad),
        departments=tuple(name for name in named if name not in departments),
        unused=sheet.unused,
    )


def _refuse_second(key_title: str, key: str, first: int, number: int) -> None:
    if first != number:
        raise BadCell(f"{key_title} {key} 和第 {first} 行一样。只留一行，或换一个{key_title}")


def _refuse_faults(line: Line) -> None:
    for title, text in line.cells.items():
        if _EXCEL_FAULT.fullmatch(text):
            raise BadCell(f"“{title}”里是 Excel 算错的 {text}。改成要写的字")


def _refuse_problems(store: Store, form: Form, card: _Card) -> None:
    """What the card's own form has against it, in the form's words."""
    problems = Filling(form, card.answers(), context=EMPTY_CONTEXT, now=store.clock.now()).problems()
    if problems:
        raise BadCell("；".join(problem.message for problem in problems))


def _is_here(found: PersonView | None, one: NewPerson) -> bool:
    if found is None:
        return False
    if not found.active:
        raise BadCell(f"工号 {one.staff_no} 是已离岗的{found.name}的。要让他返岗，在设置的“人员”里登记")
    if (found.name, set(found.roles), found.department) != (one.name, set(one.roles), one.department):
        raise BadCell(
            f"工号 {one.staff_no} 已经是{found.name}（{found.department or '不分科室'}）的，岗位或科室和这一行不一样。"
            "换一个工号，或照已登记的改这一行"
        )
    return True


def _is_same_place(found: PlaceView | None, one: NewPlace) -> bool:
    if found is None:
        return False
    if not found.active or (found.name, found.area) != (one.name, one.area):
        state = "" if found.active else "，已停用"
        raise BadCell(f"编号 {one.code} 已经是“{found.name}”的{state}，和这一行不一样。换一个编号")
    return True


def _by_words(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Codes by label, and by the parts of a label such as 科主任、护士长."""
    whole = {one.label: one.code for one in choices}
    return {part: one.code for one in choices for part in one.label.split("、")} | whole


def _word(text: str, codes: Mapping[str, str], title: str) -> str:
    if not text:
        raise BadCell(f"没写{title}")
    if text not in codes:
        raise BadCell(
            f"{title}“{text}”不认识。写成其中一个：{' / '.join(word for word in codes if '、' not in word)}"
        )
    return codes[text]


def _roles(text: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    words = [text] if text in codes else [word for word in re.split(r"[、,，;；/\s]+", text) if word]
    return tuple(dict.fromkeys(_word(word, codes, "岗位") for word in words or [""]))


def _order(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise BadCell(f"巡查顺序“{text}”不是 0 到 9999 的整数")
    return int(text) if text else None


def _yes(text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise BadCell(f"重点部位“{text}”不认识。写“是”或“否”")
    return word in _YES
