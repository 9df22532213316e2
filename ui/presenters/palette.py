"""Searches for the palette and goes where the person chose."""

from __future__ import annotations

from models.pinyin import Marks, Rank
from models.pinyin import match as fits
from models.queries import search, today
from models.queries.search import Hit
from models.queries.today_view import TaskItem
from ui import wording
from ui.actions import ACTIONS, WINDOW
from ui.desk import Desk
from ui.dialogs.palette import TOP, Found, PaletteDialog
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.presenters.today import TodayPresenter
from ui.roads import Wish
from ui.theme.states import TASK

GROUPS = {
    "form": ("表单", "clipboard-pen", "填报"),
    "record": ("记录", "files", ""),
    "hazard": ("隐患", "triangle-alert", "打开"),
    "place": ("地点", "map-pin", "看记录"),
    "asset": ("台账", "library", "打开"),
    "person": ("人员", "user-round", "看记录"),
}
NOW = "现在该做"
DUE = ("overdue", "now")
MOST_TASKS = 4
REMEMBERED = 12


class PalettePresenter(Presenter):
    """Has no page of its own; the dialog is made anew each time."""

    name = "palette"
    kinds = frozenset[str]()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._opened: dict[str, list[str]] = {}  # what each person opened from here, the last one first
        self._tasks: tuple[TaskItem, ...] = ()
        self._words = ""
        desk.on_command("find", self.open_palette)

    def build(self) -> Page:
        raise NotImplementedError("the palette is a dialog")

    def refresh(self) -> None:
        """Nothing is kept that could be stale."""

    def open_palette(self) -> None:
        self._tasks, self._words = (), ""
        dialog = self._dialog = PaletteDialog()
        dialog.asked.connect(self._on_asked)
        dialog.chosen.connect(self._on_chosen)
        self.desk.window.open_dialog(dialog, top=TOP)
        dialog.present(self._commands(""), "输入几个字就开始找")
        self._read_tasks(dialog)

    def _read_tasks(self, dialog: PaletteDialog) -> None:
        """What is due, once, while the first letters are typed; it also loads what reads pinyin."""
        desk = self.desk
        person, department, now = desk.reader, desk.department, desk.now()
        path, entries = desk.store.path, desk.store.catalog.current()
        areas = {choice.code: choice.label for choice in desk.store.catalog.choice_list("place_area")}

        def work() -> tuple[TaskItem, ...]:
            fits("暖", "n")
            view = today.read(
                path,
                entries,
                staff_no=person.staff_no,
                roles=person.roles,
                department=department,
                now=now,
                area_names=areas,
            )
            return tuple(one for one in view.tasks if one.group in DUE)

        def shown(tasks: tuple[TaskItem, ...]) -> None:
            self._tasks = tasks
            if desk.window.overlay.panel is dialog and not self._words:
                dialog.present((*self._due(""), *self._commands("")), "输入几个字就开始找")

        desk.background.read("palette.tasks", work, shown, desk.tell)

    def _on_asked(self, words: str) -> None:
        catalog, reader, dialog = self.desk.store.catalog, self.desk.reader, self._dialog
        self._words = words.strip()

        def shown(hits: tuple[Hit, ...]) -> None:
            if self.desk.window.overlay.panel is not dialog:
                return
            commands = self._commands(words)
            meant = tuple(one for one in commands if _is_meant(one.title, words))
            others = tuple(one for one in commands if one not in meant)
            found = (*self._due(words), *meant, *self._in_order(hits), *others)
            dialog.present(found, f"共 {len(found)} 项")

        self.desk.read("palette", lambda session: search.palette(session, catalog, words, reader), shown)

    def _in_order(self, hits: tuple[Hit, ...]) -> tuple[Found, ...]:
        """Of those in a group that fit as well, what this person opened last comes first."""
        opened = self._opened.get(self.desk.reader.staff_no, [])
        groups = list(dict.fromkeys(hit.group for hit in hits))

        def place(hit: Hit) -> tuple[int, int, int]:
            key = f"{hit.group}:{hit.key}"
            return (
                groups.index(hit.group),
                hit.rank,
                opened.index(key) if key in opened else len(opened),
            )

        return tuple(self._found(hit) for hit in sorted(hits, key=place))

    def _found(self, hit: Hit) -> Found:
        group, icon, does = GROUPS[hit.group]
        detail = "·".join(filter(None, (hit.kind, hit.place))) if hit.group == "asset" else hit.detail
        if hit.claimed_at is not None:
            parts = [wording.short(hit.claimed_at, self.desk.now())]
            parts += [f"异常 {hit.abnormal}"] if hit.abnormal else []
            parts += ["已更正"] if hit.versions > 1 else []
            detail, does = "，".join(parts), hit.who
        return Found(
            group=group,
            key=f"{hit.group}:{hit.key}",
            title=hit.title,
            detail=detail,
            icon=icon,
            does=does,
            marks=hit.marks,
        )

    def _due(self, words: str) -> tuple[Found, ...]:
        """What is due now and fits, overdue first; all of it while nothing is typed."""
        found = []
        for task in self._tasks:
            title = "·".join(filter(None, (task.title, task.label)))
            fit = fits(title, words) if words.strip() else None
            if words.strip() and fit is None:
                continue
            state = TASK["overdue" if task.group == "overdue" else "begun" if task.draft_id else "open"]
            found.append(
                Found(
                    group=NOW,
                    key=f"task:{task.key}",
                    title=title,
                    detail=task.subject_name,
                    icon=state.icon,
                    does=wording.due(task.due_at, self.desk.now()),
                    marks=fit.marks if fit else (),
                )
            )
        return tuple(found[:MOST_TASKS])

    def _commands(self, words: str) -> tuple[Found, ...]:
        found: list[tuple[Rank, Found]] = []
        for one in ACTIONS:
            if one.scope != WINDOW or one.id in ("find", "back"):
                continue
            fit = fits(one.text, words) if words.strip() else None
            if words.strip() and fit is None:
                continue
            marks: Marks = fit.marks if fit else ()
            found.append(
                (
                    fit.rank if fit else Rank.EXACT,
                    Found(
                        group="命令",
                        key=f"command:{one.id}",
                        title=one.text,
                        detail=one.tip,
                        icon=one.icon or "chevron-right",
                        does=" ".join(one.caps),
                        marks=marks,
                    ),
                )
            )
        return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))

    def _on_chosen(self, found: Found) -> None:
        self.desk.window.close_dialog()
        opened = self._opened.setdefault(self.desk.reader.staff_no, [])
        self._opened[self.desk.reader.staff_no] = [
            found.key,
            *(one for one in opened if one != found.key),
        ][:REMEMBERED]
        kind, _, key = found.key.partition(":")
        roads = self.desk.roads
        match kind:
            case "task":
                self._open_task(key)
            case "form":
                roads.fill(Wish(form_id=key))
            case "record" | "asset":
                roads.open_record(key)
            case "hazard":
                roads.open_hazard(key)
            case "place":
                roads.list_records(place=key)
            case "person":
                roads.list_records(person=key)
            case _ if key.startswith("go."):
                self.desk.go(key.removeprefix("go."))
            case _:
                self.desk.window.command_requested.emit(key)

    def _open_task(self, key: str) -> None:
        page = self.desk.presenter("today")
        task = next((one for one in self._tasks if one.key == key), None)
        if isinstance(page, TodayPresenter) and task is not None:
            page.open_task(task)


def _is_meant(title: str, words: str) -> bool:
    """Whether a command was spelt out, in Chinese or by all of its initials."""
    fit = fits(title, words)
    return fit is not None and fit.marks == ((0, len(title)),)
