"""A register as a sheet of Excel: the empty template, what importing one would do, and what is in it now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.definition import Field, Form
from forms.filling import Filling
from forms.json_value import Json
from models.spreadsheet import Line, read_sheet, write_rows, write_template
from models.store import Store
from models.tables.projections import AssetRow
from models.workflow.card_cells import NamedHere, answer_of, columns_of, heading_of, title_of, words_of
from models.workflow.judging import BadCell, Plan, Tell, judge, nobody_listens

MOST_CARDS = 20_000  # of one sheet, in or out


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A card as a line of a sheet says it."""

    code: str  # what identifies it on paper
    given: dict[str, Json]
    department: str | None = None

    def answers(self) -> dict[str, Json]:
        return self.given


def template(form: Form) -> bytes:
    return write_template(form.title[:28], [heading_of(field) for field in columns_of(form)])


def read_cards(
    store: Store, form: Form, data: bytes, *, tell: Tell = nobody_listens, most: int = MOST_CARDS
) -> Plan[NewCard]:
    """What importing this .xlsx into the form's register would do; SheetProblem if it is no such sheet."""
    columns = columns_of(form)
    sheet = read_sheet(data, [heading_of(field) for field in columns], most=most)
    code = _code_field(form)
    with store.read() as session:
        named = NamedHere.read(session)
        here = _codes(session, form)

    def card(line: Line) -> NewCard:
        given = {field.name: _answer(field, line, named) for field in columns}
        answers = {name: value for name, value in given.items() if value is not None}
        whole = Filling.start(form, answers, now=store.clock.now()).answers
        return NewCard(code=str(answers.get(code.name, f"第 {line.number} 行")), given=whole)

    def is_known(one: NewCard) -> bool:
        return one.code in here

    return judge(store, sheet, form.id, title_of(code), card, lambda one: one.code, is_known, tell=tell)


def export(store: Store, form: Form) -> bytes:
    """All entries of the register that are not void, as a sheet that can be imported elsewhere."""
    columns = columns_of(form)
    with store.read() as session:
        named = NamedHere.read(session)
        rows = session.scalars(
            select(AssetRow)
            .where(AssetRow.form_id == form.id, AssetRow.status != "void")
            .order_by(AssetRow.code, AssetRow.asset_id)
            .limit(MOST_CARDS)
        )
        lines = [[words_of(field, row.values.get(field.name), named) for field in columns] for row in rows]
    return write_rows(form.title[:28], [heading_of(field) for field in columns], lines)


def _answer(field: Field, line: Line, named: NamedHere) -> Json:
    return answer_of(field, line.cells.get(title_of(field), ""), named)


def _code_field(form: Form) -> Field:
    if form.register is None or not form.register.code:
        raise BadCell("这本台账没有编号一栏，不能从 Excel 导入。请一件件登记。")
    return form.field(form.register.code)


def _codes(session: Session, form: Form) -> frozenset[str]:
    found = session.scalars(
        select(AssetRow.code).where(AssetRow.form_id == form.id, AssetRow.status != "void")
    )
    return frozenset(found)
