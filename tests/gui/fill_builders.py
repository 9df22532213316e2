"""Builders for the fill page with the real forms: people and places of the demo hospital, a save that can be watched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from mimetypes import guess_type

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from forms.answer_store import Path
from forms.context import EMPTY_CONTEXT, Context
from forms.definition import FieldType, Form
from forms.filling import Filling
from forms.json_value import Json
from models.workflow import attachments
from tests.released_forms import CATALOG
from ui.filling.autosave import Snapshot
from ui.filling.choices import Choices, Option
from ui.filling.editors.editor import Source, Surroundings
from ui.filling.fill_page import FillPage
from ui.filling.view import FillView, PastAnswer, SignerLine
from ui.photo_folder import PhotoFolder
from ui.small_images import small_image
from ui.theme.states import State, Tone

NOW = datetime(2026, 11, 20, 14, 6, 41, tzinfo=UTC)  # 22:06:41 here

PEOPLE = (
    Option(code="0231", label="张某", note="0231·内科病区", keys=("zm", "zhangmou")),
    Option(code="0188", label="王某", note="0188·内科病区护士长", keys=("wm", "wangmou")),
    Option(code="0107", label="李某", note="0107·保卫科", keys=("lm", "limou")),
    Option(code="0415", label="赵某", note="0415·总务科", keys=("zm", "zhaomou")),
)
NAMES = [
    "1 楼门诊大厅",
    "1 楼药房与药库",
    "1 楼放射科",
    "1 楼急诊与抢救室",
    "1 楼北侧安全出口",
    "2 楼检验科",
    "2 楼内科病区东",
    "2 楼内科病区西",
    "2 号楼梯间 1–3 层",
    "3 楼外科病区",
    "3 楼手术室",
    "3 楼产房",
    "供氧站",
    "配电间",
    "消防水泵房",
    "消防控制室",
    "厨房与燃气间",
    "地下库房",
    "锅炉房",
    "污水处理站",
    "医废暂存间",
    "电动车充电棚",
    "职工宿舍",
    "院内消防车通道",
]
PLACES = tuple(
    Option(code=f"P{number:02d}", label=name, note="") for number, name in enumerate(NAMES, start=1)
)


class Known:
    """What the hospital knows, for type checks and names."""

    def name(self, kind: FieldType, identity: str) -> str | None:
        options = {FieldType.PERSON: PEOPLE, FieldType.PLACE: PLACES}.get(kind, ())
        return next((option.label for option in options if option.code == identity), None)


class Saves:
    """A save that is done at once, or when told; remembers every snapshot."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.snapshots: list[Snapshot] = []
        self._at_once = at_once
        self._waiting: list[Callable[[datetime], None]] = []
        self._refusing: list[Callable[[str], None]] = []

    def __call__(
        self, snapshot: Snapshot, done: Callable[[datetime], None], refused: Callable[[str], None]
    ) -> None:
        self.snapshots.append(snapshot)
        if self._at_once:
            done(NOW)
        else:
            self._waiting.append(done)
            self._refusing.append(refused)

    def finish(self) -> None:
        self._refusing.pop(0)
        self._waiting.pop(0)(NOW)

    def refuse(self, sentence: str) -> None:
        self._waiting.pop(0)
        self._refusing.pop(0)(sentence)


class Attachments:
    """A shelf of bytes by digest."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def add(
        self,
        source: Source,
        name: str,
        _identifying: bool,
        done: Callable[[str], None],
        refused: Callable[[str], None],
    ) -> None:
        try:
            content = attachments.read_file(source() if callable(source) else source)
            attachments.check(content, guess_type(name)[0] or "application/octet-stream")
        except attachments.AttachmentError as problem:
            refused(str(problem))
            return
        sha256 = hashlib.sha256(content).hexdigest()
        self.kept[sha256] = content
        done(sha256)

    def read(self, sha256: str) -> bytes | None:
        return self.kept.get(sha256)

    def show(self, sha256: str, most: QSize, done: Callable[[QImage | None], None]) -> None:
        done(small_image(self.kept[sha256], most))


def form(form_id: str) -> Form:
    return CATALOG.latest(form_id)


def filling(of: Form, answers: dict[str, Json] | None = None, *, context: Context = EMPTY_CONTEXT) -> Filling:
    return Filling(of, answers, context=context, now=NOW, known=Known())


def around(shelf: Attachments | None = None, *, folder: PhotoFolder | None = None) -> Surroundings:
    shelf = shelf or Attachments()
    return Surroundings(
        now=lambda: NOW,
        choices=Choices(people=lambda _kind: PEOPLE, places=lambda _kind: PLACES),
        attach=shelf.add,
        read_attachment=shelf.read,
        show_picture=shelf.show,
        folder=folder,
    )


def view(of: Filling, save: Saves | None = None, *, position: Path | None = None) -> FillView:
    return FillView(
        draft_id="d1",
        form=of.form,
        filling=of,
        save=save or Saves(),
        subtitle="内科病区·11月20日 22:00 起·巡查人 张某 0231",
        pills=(State("夜间第 1 次", "", Tone.BRAND),),
        position=position,
        saved_at=NOW,
        signers=(SignerLine(title="巡查人员", name="张某"), SignerLine(title="主管人员", name="王某")),
        sign_note="两人不能是同一人。第二人不在，可以以后签",
    )


def history(_form: Form, path: Path) -> tuple[PastAnswer, ...]:
    if path[-1] not in ("corridors", "emergency_lights"):
        return ()
    return (
        PastAnswer(when="11-20 白班", word="正常", kind="good"),
        PastAnswer(when="11-19 夜班", word="正常", kind="good"),
        PastAnswer(when="11-18 夜班", word="异常", kind="bad"),
    )


def page(around_: Surroundings | None = None) -> FillPage:
    return FillPage(around_ or around(), history=history)


def one_place_round() -> Filling:
    """A night round of the medical ward, begun."""
    made = filling(form("fire.daily_patrol"))
    made.set(("start_time",), "22:00")
    made.set(("patrollers",), ["0231"])
    made.add_row("places", {"place": "P08", "time": "22:00"})
    return made


def many_place_round(count: int = 24) -> Filling:
    made = filling(form("fire.daily_patrol"))
    made.set(("start_time",), "22:00")
    made.set(("patrollers",), ["0107"])
    for option in PLACES[:count]:
        made.add_row("places", {"place": option.code})
    return made
