"""What may be done to the hospital's computers from the settings: the 院内主机, approving, revoking, the hospital key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forms.clock import from_text, local
from forms.printing.slips import recovery_sheet
from models.faults import Refusal
from models.installation import Installation
from models.store import Store
from models.workflow import approving
from models.workflow.credentials import verify_pin
from sync import bookmarks
from sync.computers import Computer, known_computers, lost_computers, waiting_computers
from sync.enrolment import enrol, move
from sync.house.addresses import lan_addresses
from sync.house.hosting import make_host, unmake_host
from sync.house.road import read_road
from sync.wire.enrolment import Role as ServerRole
from sync.wire.limits import CODE_SECONDS
from ui import wording
from ui.desk import Desk
from ui.dialogs.approval import tail_of
from ui.dialogs.enrol import EnrolDialog
from ui.dialogs.entry import EntryDialog, Question
from ui.dialogs.files import Files
from ui.dialogs.new_key import NewKeyDialog
from ui.once_paper import OncePaper
from ui.operations import Changes
from ui.pages.host_panel import ComputerRow, HostModel
from ui.theme.states import State, Tone

COMPUTERS = Changes(kinds=frozenset({"people", "outbox"}))
_WAITS = State("等批准", "hourglass", Tone.WARN)
_IN_USE = State("在用", "circle-check", Tone.OK)
_REVOKED = State("已停用", "ban", Tone.NA)
_HERE = State("这一台", "monitor", Tone.BRAND)


class BadComputerCode(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "电脑码不对：应当是 64 个 0–9、a–f 的字。没有批准任何电脑。请照那台电脑上的再抄一遍。"
        )


class HostActs:
    """``on_changed`` reads the settings anew; a code that was given out is kept here until it ends."""

    def __init__(self, desk: Desk, files: Callable[[], Files], on_changed: Callable[[], None]) -> None:
        self._desk, self._files, self._on_changed = desk, files, on_changed
        self._code, self._until = "", desk.now()
        self.by_name: dict[str, Callable[[str], None]] = {
            "host.on": lambda _: self._turn_on(),
            "host.off": lambda _: self._turn_off(),
            "host.code": lambda _: self._give_code(),
            "host.revoke": self._revoke,
            "key.rotate": lambda _: self.rotate(),
            "server.enrol": lambda _: self._enrol(),
            "computer.approve": self._approve,
        }

    # reading

    def read(self, session: Session, installation: Installation) -> HostModel:
        desk = self._desk
        road = read_road(session)
        is_host = road is not None and road.is_on
        below = bookmarks.server_role(session) is ServerRole.HOST and not is_host
        server = desk.house
        port = server.port if is_host else None
        problem = bookmarks.last_problem(session, bookmarks.HOUSE) if is_host else ""
        mine = desk.store.keys.device.exchange_public
        return HostModel(
            is_host=is_host,
            can_host=server.can_run,
            house=(installation.server_url or "").removeprefix("http://") if below else "",
            addresses=[f"{address}:{port}" for address in lan_addresses()] if port else [],
            code=self._code if self._until > desk.now() else "",
            until=f"{local(self._until):%H:%M}",
            problem=problem,
            computers=[_row(one, mine, desk.now()) for one in known_computers(session)],
        )

    # the host

    def _turn_on(self) -> None:
        def work(store: Store, me: str) -> None:
            make_host(store, self._desk.house, me)

        self._confirm(
            "这台电脑做院内主机",
            "本院别的电脑从此可以连它，请选一台一直开着的。大约要十秒；Windows 问起防火墙时，选“允许访问”",
            work,
            self._became_host,
        )

    def _became_host(self) -> None:
        self._desk.installation = self._desk.store.require_installation()
        self._desk.bus.announce(COMPUTERS, self)
        self._give_code()

    def _turn_off(self) -> None:
        self._confirm(
            "不再做院内主机",
            "别的电脑会连不上这台，它们的记录都留在各自那里，等连上别的主机或县里再送。这里收到过的都还在",
            lambda store, me: unmake_host(store, self._desk.house, me),
            self._changed,
        )

    def _give_code(self) -> None:
        desk = self._desk

        def given(code: str) -> None:
            self._code, self._until = code, desk.now() + timedelta(seconds=CODE_SECONDS)
            self._on_changed()

        facility_id = desk.installation.facility_id
        desk.background.run_in_background(lambda: desk.house.make_code(facility_id), given, desk.tell)

    def _revoke(self, key: str) -> None:
        store = self._desk.store
        with store.read() as session:
            entries = [
                entry
                for entry in bookmarks.read_devices(session, bookmarks.HOUSE)
                if entry.wrapping_key.hex() == key and not entry.is_revoked
            ]
        if not entries or bytes.fromhex(key) == store.keys.device.exchange_public:
            return

        def work(_store: Store, _me: str) -> None:
            for entry in entries:
                self._desk.house.revoke(entry.device_id)

        self._confirm(
            f"停用 {entries[-1].number} 号电脑",
            f"{entries[-1].label} 从此收不到、也送不来。它送来过的都在。停用以后请接着换医院密钥",
            work,
            self._changed,
        )

    # the key

    def _approve(self, key: str) -> None:
        """``key``: of the computer that is chosen in the list, if it waits."""
        desk = self._desk
        store, me = desk.store, desk.reader.staff_no
        with store.read() as session:
            waiting = waiting_choices(session, store)
        chosen = [one for one in waiting if one[0] == key] or list(waiting)
        question = (
            Question(
                name="code", label="哪一台，和它屏幕上的尾号对一下", kind="choice", options=tuple(chosen)
            )
            if chosen
            else Question(
                name="code", label="那台电脑的电脑码", hint="刚加入的电脑，送过一次以后会自己列在这里"
            )
        )
        dialog = EntryDialog("批准一台电脑", "批准以后，它就能打开登录凭据和病人信息", (question,))

        def done(_: object) -> None:
            desk.window.close_dialog()
            self._on_changed()

        dialog.given.connect(
            lambda given: desk.operations.do(
                lambda: approving.approve_device(store, me, _public_key(given["code"])),
                done,
                dialog.refuse,
                changes=COMPUTERS,
            )
        )
        desk.window.open_dialog(dialog)

    def rotate(self) -> None:
        """Ask for the PIN, change the key, and show the sheet that opens it."""
        desk = self._desk

        def work(store: Store, me: str) -> str:
            with store.read() as session:
                gone = [one.wrapping_key for one in known_computers(session) if one.is_revoked]
            return approving.rotate_key(store, me, lost=gone)

        self._confirm(
            "换医院密钥",
            "丢了的、停用的电脑从此打不开新的病人信息；别的电脑不受影响。换好会给一张新的恢复单，请备好打印机",
            work,
            self._show_code,
        )
        desk.window.show_banner(None)

    def _show_code(self, code: str) -> None:
        desk = self._desk
        dialog = NewKeyDialog(code)
        facility, me, made_at = desk.installation.facility_name, desk.reader, desk.now()
        OncePaper(
            desk.window,
            desk.background,
            self._files(),
            dialog.sheet,
            name="恢复单",
            make=lambda: recovery_sheet(
                facility=facility,
                code=code,
                administrator=f"{me.name}（{me.staff_no}）",
                printed_at=made_at,
            ),
        )
        desk.window.open_dialog(dialog)
        self._desk.bus.announce(COMPUTERS, self)
        self._on_changed()

    # the server above

    def _enrol(self) -> None:
        """Another server, or the same at another address; the code is only needed for another."""
        desk = self._desk
        store, dialog = desk.store, EnrolDialog(again=desk.installation.is_enrolled)

        def done(installation: Installation) -> None:
            desk.installation = installation
            desk.window.close_dialog()
            self._changed()

        def work(address: str, code: str) -> Installation:
            return enrol(store, server_url=address, code=code) if code else move(store, server_url=address)

        dialog.given.connect(
            lambda address, code: desk.background.run_in_background(
                lambda: work(address, code), done, dialog.refuse
            )
        )
        desk.window.open_dialog(dialog)

    # asking

    def _changed(self) -> None:
        self._desk.bus.announce(COMPUTERS, self)
        self._on_changed()

    def _confirm(
        self, verb: str, line: str, work: Callable[[Store, str], object], done: Callable[..., None]
    ) -> None:
        """The administrator's PIN, then the work off the window's thread; the dialog says why it was refused."""
        desk = self._desk
        store, me = desk.store, desk.reader.staff_no
        dialog = EntryDialog(verb, line, (Question(name="pin", label="你的 PIN", kind="pin"),))

        def job(pin: str) -> object:
            verify_pin(store, me, pin)
            return work(store, me)

        def finished(value: object) -> None:
            desk.window.close_dialog()
            done() if value is None else done(value)

        dialog.given.connect(
            lambda given: desk.background.run_in_background(
                lambda: job(given["pin"]), finished, dialog.refuse
            )
        )
        desk.window.open_dialog(dialog)


def ask_about_lost(desk: Desk, change: Callable[[], None]) -> None:
    """After a pass: an administrator is asked to change the key that a revoked computer still has."""
    if desk.person is None or "admin" not in desk.person.roles:
        return

    def found(lost: tuple[Computer, ...]) -> None:
        if lost:
            names = "、".join(f"{one.number} 号电脑（{one.label}）" for one in lost)
            desk.banner(
                f"{names}已停用，可是它还有现在的医院密钥",
                "换一次密钥，它就打不开新的病人信息了；别的电脑不受影响",
                "换医院密钥",
                change,
                icon="key-round",
            )

    desk.read("lost computers", lambda session: lost_computers(session, desk.store), found)


def waiting_choices(session: Session, store: Store) -> tuple[tuple[str, str], ...]:
    """Computers of the hospital that nobody has approved yet: (code, words)."""
    return tuple(
        (code, f"{one.number} 号 {one.label}·尾号 {tail_of(code)}")
        for one in waiting_computers(session, store)
        if (code := one.wrapping_key.hex())
    )


def _public_key(code: str) -> bytes:
    """The X25519 key that a computer shows; BadComputerCode if it is none."""
    try:
        key = bytes.fromhex("".join(code.split()))
    except ValueError:
        raise BadComputerCode from None
    if len(key) != 32:
        raise BadComputerCode
    return key


def _row(one: Computer, mine: bytes, now: datetime) -> ComputerRow:
    if one.is_revoked:
        state = _REVOKED
    elif one.wrapping_key == mine:
        state = _HERE
    else:
        state = _IN_USE if one.holds_key else _WAITS
    seen = wording.moment(from_text(one.last_seen_at), now) if one.last_seen_at else "还没有来过"
    key = one.wrapping_key.hex()
    return ComputerRow(
        key=key,
        number=str(one.number),
        label=f"{one.label}·尾号 {tail_of(key)}",
        seen=seen,
        state=state,
    )
