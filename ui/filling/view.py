"""What the fill page is given to show: one draft with the facts around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forms.answer_store import Path
from forms.definition import Form
from forms.filling import Filling
from ui.filling.autosave import Save
from ui.theme.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerLine:
    """Who will sign in which role, as far as it is known."""

    title: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """How an item was answered before: ``when`` and ``word`` are ready to show; ``kind`` is good, bad or neutral."""

    when: str
    word: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FillView:
    draft_id: str
    form: Form
    filling: Filling
    save: Save
    subtitle: str = ""  # 内科病区·11月20日 22:00 起·巡查人 张某 0231
    pills: tuple[State, ...] = ()
    position: Path | None = None
    saved_at: datetime | None = None
    signers: tuple[SignerLine, ...] = ()
    sign_note: str = ""
    is_restored: bool = False  # found again after the program was not closed properly
