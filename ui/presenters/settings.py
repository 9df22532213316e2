"""Shows and changes what the hospital, its people and this window are like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.queries import people, places
from models.queries.authorisations import authorisations
from models.queries.profile import profile_facts
from models.tables.packs import FormPack
from models.tables.projections import PersonRow, PlaceRow
from models.workflow import people as people_work
from models.workflow import places as places_work
from models.workflow.places import NewPlace
from ui.application import AGAIN, put_on
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import Files, SystemFiles
from ui.dialogs.reason import ReasonDialog
from ui.operations import Changes
from ui.pages.hospital_panel import HospitalModel
from ui.pages.page import Page
from ui.pages.settings import SettingsModel, SettingsPage
from ui.pages.settings_groups import NameRow
from ui.presenters.about import about, licence_text, open_folder
from ui.presenters.backup_acts import BackupActs
from ui.presenters.duty_acts import DutyActs
from ui.presenters.duty_words import duties_model, profile_lines
from ui.presenters.host_acts import HostActs
from ui.presenters.presenter import Presenter
from ui.presenters.settings_words import forms_model, people_rows, switch_rows
from ui.presenters.text_acts import TextActs
from ui.presenters.update_acts import UpdateActs
from ui.roads import Wish
from ui.theme.states import Tone

if TYPE_CHECKING:
    from ui.sheet_import import SheetImport

PEOPLE = Changes(kinds=frozenset({"people", "places", "today", "outbox"}))


class SettingsPresenter(Presenter):
    name = "settings"
    kinds = frozenset({"people", "places", "outbox", "duties", "records"})

    def build(self) -> Page:
        page = SettingsPage()
        page.look_changed.connect(self._on_look)
        page.acted.connect(self._on_acted)
        page.texts_wanted.connect(self._read_texts)
        self._shown = page
        self.files: Files = SystemFiles()
        self._texts = TextActs(self.desk, lambda: page.texts.chosen)
        self._duties = DutyActs(self.desk, lambda: self.files)
        self.backups = BackupActs(self.desk, lambda: self.files, self.refresh, page.backup.progress)
        self.update = UpdateActs(self.desk, lambda: self.files, self.refresh, page.update_panel.progress)
        self.host = HostActs(self.desk, lambda: self.files, self.refresh)
        self._acts: dict[str, Callable[[str], None]] = {
            **self._duties.by_name,
            "pin.change": self._change_pin,
            "add.person": self._add_person,
            "person.pin": self._reset_pin,
            "person.retire": self._retire,
            "person.change": lambda key: self._correct_card(
                select(PersonRow.record_id).where(PersonRow.staff_no == key)
            ),
            "place.change": lambda key: self._correct_card(
                select(PlaceRow.record_id).where(PlaceRow.code == key)
            ),
            "look.again": lambda _: QApplication.exit(AGAIN),
            "form.blank": self.desk.roads.print_blank,
            "form.fill": lambda key: self.desk.roads.fill(Wish(form_id=key)),
            "about.copy": self._copy,
            "about.folder": lambda _: self._open_home(),
            "about.licence": self._show_licence,
            "add.people": lambda _key: self._sheets().open_people(),
            "add.place": self._add_place,
            "add.places": lambda _key: self._sheets().open_places(),
            "place.close": self._close_place,
            **self.backups.by_name,
            **self.host.by_name,
            **self.update.by_name,
            **self._texts.by_name,
        }
        return page

    def show_group(self, name: str) -> None:
        """Make that group of the page current."""
        self.page  # noqa: B018 (built before it is told what to show)
        self._shown.groups.show_group(name)

    def refresh(self) -> None:
        self.desk.read("settings", self._read, self._shown.present)
        if self._shown.groups.current == "texts":
            self._read_texts()

    def _read_texts(self) -> None:
        """Every form is opened for them, so that they are read only where they are looked at."""
        self.desk.read("settings.texts", self._texts.read, self._shown.texts.present)

    def _read(self, session: Session) -> SettingsModel:
        desk = self.desk
        here, me = desk.installation, desk.reader
        areas = {one.code: one.label for one in desk.store.catalog.choice_list("place_area")}
        entries, duties = desk.store.catalog.current(), self._duties.read()
        facts = profile_facts(session, desk.now())
        return SettingsModel(
            settings=desk.settings,
            people=people_rows(
                people.all_people(session, active_only=False),
                entries,
                desk.role_word,
                authorisations(session),
            ),
            places=[
                NameRow(
                    key=one.code,
                    title=one.name,
                    what=areas.get(one.area, one.area),
                    where=one.department or "（不分科室）",
                    is_gone=not one.active,
                )
                for one in places.all_places(session, active_only=False)
            ],
            mine=(
                ("工号", me.staff_no),
                ("姓名", me.name),
                ("岗位", "、".join(map(desk.role_word, me.roles))),
            ),
            hospital=HospitalModel(
                facts=(
                    ("名称", here.facility_name),
                    *profile_lines(facts, self._switch_names)[:2],
                    ("科室", "、".join(here.departments) or "（还没写）"),
                    ("任务从哪天算起", here.effective_from),
                    ("县里", here.server_url or "还没接入"),
                ),
                switches=switch_rows(facts, duties, entries, self._switch_names),
            ),
            duties=duties_model(duties, switch_names=self._switch_names),
            forms=forms_model(entries, session.scalars(select(FormPack)).all(), desk.store.catalog.entries()),
            backup=self.backups.facts(),
            host=self.host.read(session, here),
            computers=(
                ("这台电脑的编号", here.segment),
                ("这台电脑的电脑码", desk.store.keys.device.exchange_public.hex()),
            ),
            update=self.update.read(session, is_admin="admin" in me.roles),
            about=about(session, desk.store, desk.now()),
        )

    @property
    def _switch_names(self) -> dict[str, str]:
        return {one.code: one.label for one in self.desk.store.catalog.choice_list("profile_switch")}

    def _sheets(self) -> SheetImport:
        """Imports that the person signed in answers for."""
        from ui.sheet_import import SheetImport  # brings openpyxl, which costs as much as a bare window

        desk = self.desk

        def changed() -> None:
            desk.installation = desk.store.require_installation()  # departments may have come along
            desk.bus.announce(PEOPLE, self)

        return SheetImport(
            desk.window,
            desk.store,
            desk.background,
            self.files,
            actor=desk.reader.staff_no,
            on_changed=changed,
            on_left=self.refresh,
        )

    def _on_look(self, change: tuple[str, object]) -> None:
        name, value = change
        self.desk.keep(replace(self.desk.settings, **{name: value}))  # type: ignore[arg-type]  # by the panel's names
        application = QApplication.instance()
        if isinstance(application, QApplication) and name in ("scheme", "density", "motion", "clocks"):
            put_on(application, self.desk.settings)
        self._shown.look.present(self.desk.settings)

    def _on_acted(self, name: str, key: str) -> None:
        self._acts[name](key)

    def _correct_card(self, card: Select[str]) -> None:
        """Roles, names and places are on a card; a change of it is a correction, which keeps what was."""
        self.desk.read(
            "settings.card", lambda session: session.scalars(card).one(), self.desk.roads.correct_record
        )

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.desk.banner(
            "诊断信息已复制",
            "可以贴到聊天或邮件里发给信息员。里面没有病人，也没有填写内容",
            "知道了",
            tone=Tone.OK,
            icon="copy",
        )

    def _show_licence(self, name: str) -> None:
        self.desk.read(
            "settings.licence",
            lambda _session: licence_text(name),
            lambda text: self._shown.about.licences.show_text(name, text),
        )

    def _open_home(self) -> None:
        if not open_folder(self.desk.home):
            self.desk.banner(
                "这台电脑打不开文件夹的窗口", f"记录在 {self.desk.home}。请按这个位置自己去找", "知道了"
            )

    def _ask(
        self, verb: str, line: str, questions: tuple[Question, ...], work: Callable[[dict[str, str]], object]
    ) -> None:
        """A dialog whose answers are written; it stays open with the reason if they are refused."""
        dialog = EntryDialog(verb, line, questions)
        dialog.given.connect(
            lambda answers: self.desk.operations.do(
                lambda: work(answers),
                lambda _: self.desk.window.close_dialog(),
                dialog.refuse,
                changes=PEOPLE,
            )
        )
        self.desk.window.open_dialog(dialog)

    def _change_pin(self, _key: str) -> None:
        store, me = self.desk.store, self.desk.reader.staff_no
        self._ask(
            "换 PIN",
            "换好后马上用新的",
            (
                Question(name="old", label="现在的 PIN", kind="pin"),
                Question(name="new", label="新的 PIN", kind="pin", hint="4 到 6 位数字，不要全一样"),
                Question(name="again", label="再输一遍新的", kind="pin", same_as="new"),
            ),
            lambda given: people_work.set_pin(store, me, old_pin=given["old"], new_pin=given["new"]),
        )

    def _add_person(self, _key: str) -> None:
        store, me = self.desk.store, self.desk.reader.staff_no
        roles = tuple((one.code, one.label) for one in store.catalog.choice_list("role"))
        departments = tuple((one, one) for one in self.desk.installation.departments)
        self._ask(
            "登记一人",
            "先给一个 PIN，让本人登录后自己换",
            (
                Question(name="staff_no", label="工号"),
                Question(name="name", label="姓名"),
                Question(name="role", label="岗位", kind="choice", options=roles),
                Question(name="department", label="科室", kind="choice", options=departments),
                Question(name="pin", label="第一个 PIN", kind="pin", hint="4 到 6 位数字"),
            ),
            lambda given: people_work.add_person(store, me, **given),
        )

    def _reset_pin(self, staff_no: str) -> None:
        store, me = self.desk.store, self.desk.reader.staff_no
        self._ask(
            "重设 PIN",
            f"给工号 {staff_no} 一个新的 PIN，让本人登录后自己换。会记在审计里",
            (
                Question(name="pin", label="新的 PIN", kind="pin"),
                Question(name="again", label="再输一遍", kind="pin", same_as="pin"),
            ),
            lambda given: people_work.reset_pin(store, me, staff_no=staff_no, pin=given["pin"]),
        )

    def _retire(self, staff_no: str) -> None:
        store, me = self.desk.store, self.desk.reader.staff_no
        dialog = ReasonDialog(
            "离岗", "为什么离岗", f"工号 {staff_no} 从此不能登录。签过的字、填过的记录都留着"
        )
        dialog.given.connect(
            lambda reason, _: self.desk.operations.do(
                lambda: people_work.retire_person(store, me, staff_no=staff_no, reason=reason),
                lambda _: self.desk.window.close_dialog(),
                dialog.refuse,
                changes=PEOPLE,
            )
        )
        self.desk.window.open_dialog(dialog)

    def _add_place(self, _key: str) -> None:
        store, me = self.desk.store, self.desk.reader.staff_no
        areas = tuple((one.code, one.label) for one in store.catalog.choice_list("place_area"))
        departments = (("", "（不分科室）"), *((one, one) for one in self.desk.installation.departments))
        self._ask(
            "加一处",
            "巡查按区域出任务，按编号的顺序走",
            (
                Question(name="code", label="编号", hint="如 P25，不能和别处一样"),
                Question(name="name", label="名称", hint="如 3 楼外科病区"),
                Question(name="area", label="区域", kind="choice", options=areas),
                Question(name="floor", label="楼层", required=False),
                Question(name="department", label="科室", kind="choice", options=departments, required=False),
            ),
            lambda given: places_work.add_place(
                store,
                me,
                NewPlace(
                    code=given["code"],
                    name=given["name"],
                    area=given["area"],
                    floor=given["floor"] or None,
                    department=given["department"] or None,
                ),
            ),
        )

    def _close_place(self, code: str) -> None:
        store, me = self.desk.store, self.desk.reader.staff_no
        dialog = ReasonDialog("停用", "为什么停用这一处", "以前的记录都留着，以后不再出任务")
        dialog.given.connect(
            lambda reason, _: self.desk.operations.do(
                lambda: places_work.close_place(store, me, code, reason=reason),
                lambda _: self.desk.window.close_dialog(),
                dialog.refuse,
                changes=PEOPLE,
            )
        )
        self.desk.window.open_dialog(dialog)
