"""Searches for the palette and goes where the person chose."""

from __future__ import annotations

from models.pinyin import initials
from models.queries import search
from models.queries.search import Hit
from ui.actions import ACTIONS, WINDOW
from ui.desk import Desk
from ui.dialogs.palette import TOP, Found, PaletteDialog, initials_marks, marks_of
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.roads import Wish

GROUPS = {
    "form": ("表单", "clipboard-pen", "填报"),
    "record": ("记录", "files", "打开"),
    "hazard": ("隐患", "triangle-alert", "打开"),
    "place": ("地点", "map-pin", "看记录"),
    "asset": ("台账", "library", "看记录"),
    "person": ("人员", "user-round", "看记录"),
}


class PalettePresenter(Presenter):
    """Has no page of its own; the dialog is made anew each time."""

    name = "palette"
    kinds = frozenset[str]()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._initials: dict[str, str] = {}
        desk.on_command("find", self.open_palette)

    def build(self) -> Page:
        raise NotImplementedError("the palette is a dialog")

    def refresh(self) -> None:
        """Nothing is kept that could be stale."""

    def open_palette(self) -> None:
        self._dialog = PaletteDialog()
        self._dialog.asked.connect(self._on_asked)
        self._dialog.chosen.connect(self._on_chosen)
        self.desk.window.open_dialog(self._dialog, top=TOP)
        self._dialog.present(self._commands(""), "输入几个字就开始找")

    def _on_asked(self, words: str) -> None:
        catalog, reader, dialog = self.desk.store.catalog, self.desk.reader, self._dialog
        if not self._initials:
            self._initials = {entry.id: initials(entry.title) for entry in catalog.current()}
        known = self._initials

        def shown(hits: tuple[Hit, ...]) -> None:
            commands = self._commands(words)
            meant = tuple(
                one for one in commands if words.strip().lower() in (one.title, initials(one.title))
            )
            others = (one for one in commands if one not in meant)
            found = (*meant, *(self._found(hit, words) for hit in hits), *others)
            if self.desk.window.overlay.panel is dialog:
                dialog.present(found, f"共 {len(found)} 项" if found else "没有找到。换个词试试")

        self.desk.read(
            "palette",
            lambda session: search.palette(session, catalog, words, reader, form_initials=known),
            shown,
        )

    def _found(self, hit: Hit, words: str) -> Found:
        group, icon, does = GROUPS[hit.group]
        marks = marks_of(hit.title, words) or initials_marks(hit.title, initials(hit.title), words)
        return Found(
            group=group,
            key=f"{hit.group}:{hit.key}",
            title=hit.title,
            detail=hit.detail,
            icon=icon,
            does=does,
            marks=marks,
        )

    def _commands(self, words: str) -> tuple[Found, ...]:
        wanted = words.strip().lower()
        return tuple(
            Found(
                group="命令",
                key=f"command:{one.id}",
                title=one.text,
                detail=one.tip,
                icon=one.icon or "chevron-right",
                does=" ".join(one.caps),
                marks=marks_of(one.text, words),
            )
            for one in ACTIONS
            if one.scope == WINDOW
            and one.id not in ("find", "back")
            and (not wanted or wanted in one.text.lower() or wanted in initials(one.text))
        )

    def _on_chosen(self, found: Found) -> None:
        self.desk.window.close_dialog()
        kind, _, key = found.key.partition(":")
        roads = self.desk.roads
        match kind:
            case "form":
                roads.fill(Wish(form_id=key))
            case "record":
                roads.open_record(key)
            case "hazard":
                roads.open_hazard(key)
            case "place":
                roads.list_records(place=key)
            case "person":
                roads.list_records(person=key)
            case "asset":
                self.desk.go("registers")
            case _ if key.startswith("go."):
                self.desk.go(key.removeprefix("go."))
            case _:
                self.desk.window.command_requested.emit(key)
