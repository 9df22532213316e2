"""Which editor a field type gets: adding a type is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forms.definition import Field, FieldType
from ui.filling.editors.attachments import AttachmentsEditor
from ui.filling.editors.choice import ManyOfEditor, OneOfEditor
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.lookup import LookupEditor
from ui.filling.editors.moment import MomentEditor
from ui.filling.editors.number import NumberEditor
from ui.filling.editors.shown import CalculatedEditor, NoteEditor
from ui.filling.editors.signature import SignatureEditor
from ui.filling.editors.text import LongTextEditor, TextEditor

EDITORS: Mapping[FieldType, Callable[[Field, Surroundings], Editor]] = {
    FieldType.TEXT: TextEditor,
    FieldType.LONG_TEXT: LongTextEditor,
    FieldType.INTEGER: NumberEditor,
    FieldType.DECIMAL: NumberEditor,
    FieldType.DATE: MomentEditor,
    FieldType.TIME: MomentEditor,
    FieldType.DATETIME: MomentEditor,
    FieldType.ONE_OF: OneOfEditor,
    FieldType.MANY_OF: ManyOfEditor,
    FieldType.PERSON: LookupEditor,
    FieldType.PLACE: LookupEditor,
    FieldType.ASSET: LookupEditor,
    FieldType.PHOTO: AttachmentsEditor,
    FieldType.FILE: AttachmentsEditor,
    FieldType.SIGNATURE: SignatureEditor,
    FieldType.NOTE: NoteEditor,
    FieldType.CALCULATED: CalculatedEditor,
}
"""Check items are painted rows and repeating rows hold fields; both are built by the page itself."""
