"""What people and scripts get wrong: each is one sentence and status 1, and nothing is lost by it."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from PIL import Image
from sqlalchemy import select

from forms.catalog import FOLDER
from forms.clock import SystemClock
from forms.json_value import Json
from forms.loader import load_form, load_lists
from forms.yaml_source import FormError
from models.home import DATABASE
from models.store import Store
from models.tables.attachments import Attachment
from models.workflow import attachments, drafts
from tests.api.desk import Desk, is_refused, sentence_in
from tests.hospital import ADMIN, HEAD, NURSE, OFFICER, PIN, open_hospital
from tools.verb_pages import ROOT, Said

PATROL, CHECK = "fire.daily_patrol", "fire.extinguisher_check"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital with one sealed round, one that was begun, and two numbers worth knowing; tests work on copies."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    store = open_hospital(home, SystemClock())
    drafts.start(
        store, form_id="fire.drill", person=OFFICER, department="保卫科", answers={"note": "写到一半"}
    )
    store.close()
    return home


@pytest.fixture
def desk(
    furnished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    shutil.copytree(furnished, tmp_path / "home")
    for staff_no in (ADMIN, NURSE, OFFICER, HEAD):
        monkeypatch.setenv(f"YIAN_PIN_{staff_no}", PIN)
    return Desk(tmp_path / "home", capsys)


def record_id(said: Said) -> str:
    assert said.status == 0, said.err
    document = said.document
    assert isinstance(document, dict)
    return str(document["id"])


def answers_of(desk: Desk, record: str) -> dict[str, Json]:
    document = desk.verb("records", "show", record, "--json").document
    assert isinstance(document, dict)
    revision = document["revision"]
    assert isinstance(revision, dict)
    answers = revision["answers"]
    assert isinstance(answers, dict)
    return answers


# ------------------------------------------------------------------ files of answers


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "不是 JSON"),
        (b"{", "不是 JSON"),
        (b"\x89PNG\r\n", "不是 UTF-8"),
        ('{"note": "楼梯间堆放纸箱"}'.encode("gbk"), "不是 UTF-8"),
        (b'[{"shift": "day"}]', "应是 {字段: 值}"),
        (b'"day"', "应是 {字段: 值}"),
        (b"[" * 100_000, "不是 JSON"),
        (b'{"remark": "\\ud800"}', "不成字的编码"),
        (b'{"a": ' * 100_000, "不是 JSON"),
        (b"{}", "处要补"),
        (b'{"places": NaN}', "处要补"),
        (b'{"places": 1e400}', "处要补"),
        (b'{"places": [[[]]]}', "处要补"),
        (b'{"places": [{"row_id": 7}]}', "处要补"),
        (b'{"nonsense": true}', "处要补"),
        (b'{"places": [{"place": "P99", "time": "25:99", "exits": {"value": "perhaps"}}]}', "处要补"),
    ],
)
def test_a_bad_file_of_answers_seals_nothing(desk: Desk, data: bytes, expected: str) -> None:
    before = desk.kept()
    assert expected in is_refused(desk.fill("F01", desk.file("bad.json", data)))
    assert desk.kept() == before


def test_a_file_that_is_not_there_or_is_a_folder_is_named(desk: Desk) -> None:
    assert "没有这个文件" in is_refused(desk.fill("F01", desk.home.parent / "none.json"))
    assert "文件夹" in is_refused(desk.fill("F01", desk.home.parent))


def test_a_file_from_notepad_is_read_in_spite_of_its_mark(desk: Desk) -> None:
    path = desk.answers(PATROL)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert desk.fill("F01", path).status == 0


# ------------------------------------------------------------------ arguments


@pytest.mark.parametrize(
    ("form", "more", "expected"),
    [
        ("F99", [], "没有编号为 F99 的表单"),
        ("F01", ["--place", "P99"], "没有编号为 P99 的部位"),
        ("F06", ["--asset", "MHQ-999"], "台账里没有 MHQ-999"),
        ("F01", ["--claimed-at", "昨晚十点"], "时间 昨晚十点 看不懂"),
        ("F01", ["--claimed-at", "0001-01-01T00:00"], "看不懂"),
        ("F01", ["--claimed-at", "2999-01-01T00:00"], "还没有到"),
        ("F01", ["--sign", "wizard=0188"], "没有签名角色 wizard"),
        ("F01", ["--sign", "patroller=0188"], "不能由 0188 代签"),
        ("F01", ["--sign", "supervisor=9999"], "没有给出工号 9999 的 PIN"),
        ("F01", ["--sign", "supervisor=0188:none.png"], "签名图片 none.png 打不开"),
        ("F01", ["--attach", "exits=photo.jpg"], "没有附件字段 exits"),
        ("F01", ["--attach", "nonsense"], "没有附件字段 nonsense"),
        ("F06", ["--attach", "photos=none.jpg"], "文件 none.jpg"),
        ("F06", ["--attach", "photos="], "文件"),
        ("F01", ["--correct", "none", "--reason", "写错"], "没有编号为 none 的记录"),
        ("F13a", ["--subject", "none"], "没有找到"),
        ("F13a", [], "要接在一条隐患、事件或一份记录后面"),
        ("F01", ["--place", "\udcff"], "没有编号"),
    ],
)
def test_a_bad_argument_seals_nothing(desk: Desk, form: str, more: list[str], expected: str) -> None:
    answers = desk.answers(CHECK if form == "F06" else PATROL)
    before = desk.kept()
    assert expected in is_refused(desk.fill(form, answers, *more))
    assert desk.kept() == before


def test_somebody_who_does_not_work_here_cannot_fill(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIAN_PIN_7777", PIN)
    assert "工号 7777" in is_refused(desk.fill("F01", desk.answers(PATROL), author="7777"))


def test_a_later_signer_with_a_wrong_pin_stops_the_seal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the script would try again, and the round would be there twice."""
    answers, before = desk.answers(PATROL), desk.kept()
    monkeypatch.setenv(f"YIAN_PIN_{HEAD}", "9999")
    assert "PIN 不对" in is_refused(desk.fill("F01", answers, "--sign", f"supervisor={HEAD}"))
    assert desk.kept() == before


def test_a_signature_refused_after_the_seal_is_told_together_with_what_was_sealed(desk: Desk) -> None:
    said = desk.fill("F01", desk.answers(PATROL), "--sign", f"supervisor={NURSE}")
    assert said.status == 1
    assert sentence_in(said.err).startswith("记录已封存在本机，只有签名没签上：")
    document = said.document
    assert isinstance(document, dict)
    assert document["awaiting"] == ["supervisor"]
    assert document["rev_id"] in desk.kept()[0]


# ------------------------------------------------------------------ corrections


def test_a_correction_needs_a_reason_its_own_form_and_a_right(desk: Desk) -> None:
    answers = desk.answers(PATROL)
    sealed = record_id(desk.fill("F01", answers))
    before = desk.kept()
    assert "更正要写原因" in is_refused(desk.fill("F01", answers, "--correct", sealed, author=OFFICER))
    bad_form = desk.fill("F06", answers, "--correct", sealed, "--reason", "写错", author=OFFICER)
    assert "不是《灭火器检查记录》" in is_refused(bad_form)
    assert "更正" in is_refused(desk.fill("F01", answers, "--correct", sealed, "--reason", "写错"))
    assert desk.kept() == before


def test_a_correction_that_is_refused_leaves_no_draft_and_none_is_overwritten(desk: Desk) -> None:
    answers = desk.answers(PATROL)
    sealed = record_id(desk.fill("F01", answers))
    before = desk.kept()
    bad = desk.file("bad.json", b'{"places": []}')
    assert "处要补" in is_refused(
        desk.fill("F01", bad, "--correct", sealed, "--reason", "写错", author=OFFICER)
    )
    assert desk.kept() == before
    with desk.store() as store:
        begun = drafts.start(
            store, form_id=PATROL, person=OFFICER, department=None, correct=sealed, reason="窗口里开始的"
        )
    again = desk.fill("F01", answers, "--correct", sealed, "--reason", "写错", author=OFFICER)
    assert "没写完的更正" in is_refused(again)
    with desk.store() as store:
        assert drafts.get(store, begun.draft_id).reason == "窗口里开始的"
        drafts.discard(store, begun.draft_id)
    done = desk.fill("F01", answers, "--correct", sealed, "--reason", "写错", author=OFFICER)
    assert record_id(done) == sealed


def test_a_correction_changes_what_it_names_and_nothing_else(desk: Desk) -> None:
    sealed = record_id(desk.fill("F01", desk.answers(PATROL, round_no=1, end_time="07:15")))
    first = answers_of(desk, sealed)
    changes = desk.file("changes.json", b'{"round_no": 2, "end_time": null}')
    done = desk.fill("F01", changes, "--correct", sealed, "--reason", "写错", author=OFFICER)
    assert record_id(done) == sealed
    assert answers_of(desk, sealed) == {k: v for k, v in first.items() if k != "end_time"} | {"round_no": 2}


# ------------------------------------------------------------------ PINs


def test_a_wrong_pin_five_times_locks_one_person_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, before = desk.answers(PATROL), desk.kept()
    monkeypatch.setenv(f"YIAN_PIN_{NURSE}", "9999")
    for left in (4, 3, 2, 1):
        assert f"还可以再试 {left} 次" in is_refused(desk.fill("F01", answers))
    assert "连续输错 5 次" in is_refused(desk.fill("F01", answers))
    monkeypatch.setenv(f"YIAN_PIN_{NURSE}", PIN)
    assert "连续输错 5 次" in is_refused(desk.fill("F01", answers))
    assert desk.kept() == before
    assert desk.fill("F01", answers, author=OFFICER).status == 0


@pytest.mark.parametrize("pin", ["", "12", "1111", "abcd", "1234567", "１２３４"])
def test_a_pin_that_is_none_is_refused_when_it_is_set(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, pin: str
) -> None:
    monkeypatch.setenv("YIAN_PIN_0999", pin)
    before = desk.kept()
    assert "4 到 6 位数字" in is_refused(desk.verb("people", "add", "0999", "吴某", "--role", "nurse"))
    assert desk.kept() == before


def test_people_who_are_there_stay_as_they_are(desk: Desk) -> None:
    before = desk.kept()
    assert "已经是张某的" in is_refused(desk.verb("people", "add", NURSE, "李某", "--role", "nurse"))
    assert "不能让自己离岗" in is_refused(desk.verb("people", "retire", ADMIN))
    assert "工号 7777" in is_refused(desk.verb("people", "retire", "7777"))
    assert "要由" in is_refused(desk.verb("people", "retire", HEAD, "--as", NURSE))
    assert desk.kept() == before


# ------------------------------------------------------------------ photos


def photo(path: Path, side: int) -> Path:
    Image.frombytes("RGB", (side, side), random.Random(7).randbytes(3 * side * side)).save(path)
    return path


def test_a_corrupt_photo_is_not_attached_and_nothing_is_sealed(desk: Desk) -> None:
    answers, before = desk.answers(CHECK), desk.kept()
    whole = photo(desk.home.parent / "whole.jpg", 200).read_bytes()
    bad = {
        "cut.jpg": whole[: len(whole) // 2],
        "empty.jpg": b"",
        "text.jpg": b"not a photo",
        "renamed.png": whole,
        "broken.pdf": b"PK\x03\x04",
    }
    for name, data in bad.items():
        said = desk.fill("F06", answers, "--attach", f"photos={desk.file(name, data)}")
        assert "没有附上" in is_refused(said), name
    assert desk.kept() == before


def test_a_photo_of_50_mb_is_kept_byte_for_byte(desk: Desk) -> None:
    answers = desk.answers(CHECK)
    path = photo(desk.home.parent / "large.bmp", 4184)
    assert path.stat().st_size > 50 * 1024 * 1024
    record_id(desk.fill("F06", answers, "--attach", f"photos={path}"))
    with desk.store() as store, store.read() as session:
        (row,) = session.scalars(select(Attachment))
        assert row.sealed
        assert attachments.read(session, store.keys, row.sha256) == path.read_bytes()
    desk.kept()


def test_a_file_beyond_every_limit_is_refused_before_it_is_read(desk: Desk) -> None:
    answers, before = desk.answers(CHECK), desk.kept()
    path = desk.file("huge.jpg", b"")
    with path.open("r+b") as file:
        file.truncate(3 * 1024**3)
    assert "3072 MB，最多能附 100 MB" in is_refused(desk.fill("F06", answers, "--attach", f"photos={path}"))
    assert desk.kept() == before


def test_a_drawn_signature_that_is_no_picture_seals_nothing(desk: Desk) -> None:
    answers, before = desk.answers(PATROL), desk.kept()
    bad = desk.file("signature.png", b"\x89PNG\r\n\x1a\n")
    for role, staff_no in (("patroller", NURSE), ("supervisor", HEAD)):
        assert is_refused(desk.fill("F01", answers, "--sign", f"{role}={staff_no}:{bad}"))
    assert desk.kept() == before


# ------------------------------------------------------------------ form files


def _without(name: str) -> Callable[[dict[str, object]], object]:
    return lambda form: form.pop(name)


@pytest.mark.parametrize(
    "spoil",
    [
        _without("id"),
        _without("sections"),
        _without("signers"),
        lambda form: form.update(surprise=1),
        lambda form: form.update(engine=99),
        lambda form: form.update(kind="poem"),
        lambda form: form.update(version=2026.1),
        lambda form: form.update(signers=[{"role": "a", "title": "甲", "author": "maybe"}]),
        lambda form: form.update(sections=[{"id": "a", "title": "甲", "fields": "none"}]),
        lambda form: form.update(rights={"fill": "everybody"}),
        lambda form: form.update(retention={"years": "five"}),
        lambda form: form.update(step={"chain": {}, "action": []}),
        lambda form: form.update(printing={"head": None}),
    ],
)
def test_a_wrong_form_file_is_refused_with_its_place(
    desk: Desk, spoil: Callable[[dict[str, object]], object]
) -> None:
    form = yaml.safe_load((FOLDER / "fire/extinguisher_card.yaml").read_text(encoding="utf-8"))
    spoil(form)
    path = desk.file("my.yaml", yaml.safe_dump(form, allow_unicode=True).encode())
    sentence = is_refused(desk.verb("forms", "check", path))
    assert sentence.startswith(f"这份表单不能用：{path}:")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        "名: 表".encode("gbk"),
        b"[" * 5000,
        b"a: &a [*a]",
        b"id: 1\nid: 2",
        b"- 1",
        b"t: 7:30",
    ],
)
def test_a_file_that_is_no_form_is_refused(desk: Desk, data: bytes) -> None:
    assert is_refused(desk.verb("forms", "check", desk.file("my.yaml", data)))


def test_any_value_in_the_place_of_another_is_accepted_or_refused_with_a_line(desk: Desk) -> None:
    """Every place of a real form takes every wrong kind of value in turn; anything but a FormError fails."""
    lists = load_lists(FOLDER)
    text = (FOLDER / "management/hazard_void.yaml").read_text(encoding="utf-8")
    path = desk.home.parent / "my.yaml"
    lines = []
    wrong: tuple[object, ...] = (None, True, 7, "", [], [[]], {}, {"a": 1})
    for place in _places(yaml.safe_load(text)):
        for value in wrong:
            path.write_text(yaml.safe_dump(_with(yaml.safe_load(text), place, value)), encoding="utf-8")
            try:
                load_form(path, lists)
            except FormError as error:
                lines.append(error.line)
    assert len(lines) > 100
    assert min(lines) >= 1


def _places(value: object, here: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in inner for place in ((*here, key), *_places(item, (*here, key)))]


def _with(form: object, place: tuple[object, ...], value: object) -> object:
    target = form
    for key in place[:-1]:
        target = target[key]  # type: ignore[index]
    target[place[-1]] = value  # type: ignore[index]
    return form


# ------------------------------------------------------------------ records and paper


def test_records_and_prints_that_cannot_be_are_refused(desk: Desk) -> None:
    sealed = record_id(desk.fill("F01", desk.answers(PATROL)))
    event = record_id(
        desk.fill(
            "F14",
            desk.file("event.json", '{"what_happened": "输液泵停机一次", "outcome": "no_harm"}'.encode()),
        )
    )
    there = desk.home.parent
    cases: list[tuple[list[str | Path], str]] = [
        (["records", "show", "none"], "没有编号为 none 的记录"),
        (["records", "history", "none"], "没有编号为 none 的记录"),
        (["records", "show", event, "--as", HEAD], "不能看它"),
        (["records", "list", "--form", "F99"], "没有编号为 F99 的表单"),
        (["records", "list", "--as", "7777"], "工号 7777"),
        (["today", "--as", "7777"], "工号 7777"),
        (["incidents", "--as", "7777"], "工号 7777"),
        (["sign", "none", "--role", "supervisor", "--as", HEAD], "不在这台电脑上"),
        (["print", "none", "--out", there / "x.pdf"], "没有打印"),
        (["print", sealed, "--as", "7777", "--out", there / "x.pdf"], "工号 7777"),
        (["print", event, "--as", HEAD, "--out", there / "x.pdf"], "没有打印"),
        (["print", "--blank", "F99", "--out", there / "x.pdf"], "没有编号为 F99 的表单"),
        (["print", "--ledger", "F08", "--out", there / "x.pdf"], "台账是空的"),
    ]
    before = desk.kept()
    for call, expected in cases:
        assert expected in is_refused(desk.verb(*call)), call
    assert not (there / "x.pdf").exists()
    for out in (there / "missing" / "x.pdf", there):
        assert "PDF 存不到" in is_refused(desk.verb("print", sealed, "--out", out))
    assert desk.kept() == before


# ------------------------------------------------------------------ homes


@pytest.mark.parametrize("verb", ["records list", "verify", "sync"])
def test_a_database_that_is_damaged_is_left_as_it_is(desk: Desk, verb: str) -> None:
    database = desk.home / DATABASE
    for data in (b"SQLite format 3\x00" + bytes(5000), b"nonsense" * 1000, database.read_bytes()[:6000]):
        database.write_bytes(data)
        sentence = is_refused(desk.verb(*verb.split()))
        assert "损坏" in sentence or "还没有设置" in sentence
        assert database.read_bytes() == data


def test_a_database_of_a_newer_program_is_shown_and_printed_and_not_written(desk: Desk) -> None:
    sealed = record_id(desk.fill("F01", answers := desk.answers(PATROL)))
    with closing(sqlite3.connect(desk.home / DATABASE)) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("UPDATE alembic_version SET version_num = '2099_newer'")
        connection.commit()
    before = (desk.home / DATABASE).read_bytes()
    out = desk.home.parent / "x.pdf"
    for call in (
        ["fill", "F01", "--answers", answers, "--as", NURSE],
        ["sync"],
        ["rebuild"],
        ["backup", out],
    ):
        assert "由更新的程序写过" in is_refused(desk.verb(*call))
    assert desk.verb("records", "show", sealed).status == 0
    assert desk.verb("verify").status == 0
    assert desk.verb("print", sealed, "--out", out).status == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert (desk.home / DATABASE).read_bytes() == before
    with closing(sqlite3.connect(desk.home / DATABASE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()
    desk.kept()


def test_a_home_that_is_no_folder_is_refused(desk: Desk) -> None:
    path = desk.file("note.txt", b"mine")
    for home in (path, path / "below"):
        other = Desk(home, desk.capsys)
        setup = other.verb("setup", "--hospital", "某院", "--level", "township", "--admin", ADMIN)
        assert "写不进去" in is_refused(setup)
        assert "还没有设置" in is_refused(other.verb("records", "list"))
    assert path.read_bytes() == b"mine"


def test_a_home_in_a_folder_that_is_copied_elsewhere_is_refused(desk: Desk) -> None:
    home = desk.home.parent / "坚果云" / "home"
    setup = Desk(home, desk.capsys).verb("setup", "--hospital", "某院", "--level", "county", "--admin", ADMIN)
    assert "会丢记录" in is_refused(setup)
    assert not home.exists()


def test_while_the_window_is_open_verbs_look_and_do_not_write(desk: Desk) -> None:
    answers = desk.answers(PATROL)
    window = Store.open(desk.home, clock=SystemClock())
    try:
        assert "已经在这台电脑上打开" in is_refused(desk.fill("F01", answers))
        for verb in ("records list", "today", "hazards", "assets", "people list", "verify"):
            assert desk.verb(*verb.split()).status == 0, verb
    finally:
        window.close()
    assert desk.fill("F01", answers).status == 0


def test_set_up_twice_changes_nothing(desk: Desk) -> None:
    before = desk.kept()
    again = desk.verb("setup", "--hospital", "另一家", "--level", "county", "--admin", ADMIN, "--demo")
    assert "已经设置为示范县第一卫生院" in is_refused(again)
    assert desk.kept() == before


# ------------------------------------------------------------------ backups


def test_a_backup_that_cannot_be_made_or_used_changes_nothing(desk: Desk) -> None:
    before, there = desk.kept(), desk.home.parent
    blocked = desk.file("blocked", b"a file")
    assert "备份没有做成" in is_refused(desk.verb("backup", blocked))
    assert "没有找到备份文件" in is_refused(desk.verb("restore", there / "none.db"))
    assert is_refused(desk.verb("restore", blocked))
    assert is_refused(desk.verb("restore", there))
    other = there / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    assert is_refused(desk.verb("restore", other))
    assert desk.verb("backup", there / "backups").status == 0
    (made,) = (there / "backups").glob("*.db")
    window = Store.open(desk.home, clock=SystemClock())
    try:
        assert "已经在这台电脑上打开" in is_refused(desk.verb("restore", made))
    finally:
        window.close()
    assert desk.kept() == before


def test_what_was_sealed_after_the_backup_comes_back_from_the_black_box(desk: Desk) -> None:
    there = desk.home.parent
    assert desk.verb("backup", there / "backups").status == 0
    (made,) = (there / "backups").glob("*.db")
    later = record_id(desk.fill("F01", desk.answers(PATROL)))
    restored = desk.verb("restore", made, "--json").document
    assert isinstance(restored, dict)
    assert restored["from_black_box"] == 1
    shown = json.loads(desk.verb("records", "list", "--json").out)
    assert later in {row["id"] for row in shown}
    desk.kept()


@pytest.mark.parametrize("name", ["", "   ", "甲\n乙", "院" * 61, "某院\0"])
def test_a_hospital_needs_a_name_that_fits_on_paper(desk: Desk, name: str) -> None:
    fresh = Desk(desk.home.parent / "fresh", desk.capsys)
    said = fresh.verb("setup", "--hospital", name, "--level", "township", "--admin", ADMIN)
    assert "医院名称要写在一行里" in is_refused(said)
    named = fresh.verb("setup", "--hospital", "示范县第二卫生院", "--level", "township", "--admin", ADMIN)
    assert named.status == 0


def test_verbs_that_write_at_once_take_turns(desk: Desk) -> None:
    answers = desk.answers(PATROL)
    words = [sys.executable, str(ROOT / "main.py"), "fill", "F01", "--answers", str(answers), "--as", NURSE]
    environment = {**os.environ, "YIAN_HOME": str(desk.home)}
    before = desk.kept()
    running = [
        subprocess.Popen([*words, "--json"], env=environment, stdout=subprocess.PIPE) for _ in range(3)
    ]
    printed = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    documents = [json.loads(one) for one in printed]
    assert len({one["serial"] for one in documents}) == 3
    assert {one["rev_id"] for one in documents} == desk.kept()[0] - before[0]
