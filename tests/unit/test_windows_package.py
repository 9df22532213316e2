"""What a build of the Windows package rests on, as far as it can be shown without NSIS and without wine."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from installer import asking, checksums, icon, sources, stage, trial_versions, windows
from installer.forwarding import forwarding_library
from installer.portable_executable import NotABinaryError, imports, missing
from installer.update import schema_of
from models.backups import folder_of, made_in
from models.faults import NetworkFolder
from models.home import DATABASE, SYNCED, refuse_unsafe_place
from models.migrations.history import HEAD
from models.migrations.proof import SCRATCH
from models.program import read_program
from sync.updates.applying import COPIES
from tests.forbidden_words import FORBIDDEN
from tests.hospital import open_hospital
from tests.installed import SOURCES, lay_script

SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted(windows.SCRIPTS.glob("*.ns[ih]"))}
SENTENCE = re.compile(r'^!define (S_\w+|LEAVE_WORD) "(.*)"$', re.MULTILINE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital whose records nobody else has."""
    folder = tmp_path_factory.mktemp("windows") / "医院 记录"
    open_hospital(folder).close()
    return folder


def answer_of(tmp_path: Path, question: str, home: Path) -> tuple[int, str, str]:
    status = asking.main([str(tmp_path / "answer.txt"), question, str(home)])
    count, sentence, _ = (tmp_path / "answer.txt").read_bytes().decode("utf-16").split("\r\n")
    return status, count, sentence


def test_the_sentences_of_the_set_up_program_avoid_the_forbidden_words() -> None:
    sentences = SENTENCE.findall(SCRIPTS["sentences.nsh"])
    assert len(sentences) > 40
    assert [(name, word) for name, said in sentences for word in FORBIDDEN if word in said] == []


def test_every_sentence_is_said_somewhere_and_every_one_that_is_said_is_there() -> None:
    written = {name for name, _ in SENTENCE.findall(SCRIPTS["sentences.nsh"])}
    said = {name for text in SCRIPTS.values() for name in re.findall(r"\$\{(S_\w+|LEAVE_WORD)\}", text)}
    assert written == said


def test_chinese_stands_only_where_sentences_are_kept_but_for_names() -> None:
    names = re.compile(r"医安安装程序|安装医安|医安已经卸载|un\.医安|医安")
    for name, text in SCRIPTS.items():
        code = "\n".join(line.split(";")[0] for line in text.splitlines())
        if name != "sentences.nsh":
            assert re.findall(r"[\u4e00-\u9fff]+", names.sub("", code)) == [], name


def test_the_set_up_program_names_no_version_and_takes_every_file_of_the_staged_one() -> None:
    assert not any(re.search(r"\b\d+\.\d+\.\d+\b", text) for text in SCRIPTS.values())
    taken = re.findall(r"^\s*File (.*)$", SCRIPTS["setup.nsi"], re.MULTILINE)
    assert taken == ['/r "${STAGE}/*"', '"/oname=$INSTDIR\\launcher.new" "${LAUNCHER}"']


def test_the_version_in_force_is_named_after_everything_else_is_in_place() -> None:
    body = SCRIPTS["setup.nsi"]
    steps = re.findall(r"Call (\w+)", body[body.index('Section "医安"') : body.index("SectionEnd")])
    wanted = [
        "RequireClosed",
        "CheckRoom",
        "BackUp",
        "LayFiles",
        "AskNewVersion",
        "ProveOnCopy",
        "PutInForce",
    ]
    assert [step for step in steps if step in wanted] == wanted
    last = body[body.index("Function PutInForce") :]
    last = last[: last.index("FunctionEnd")]
    written = re.findall(r'\$\{PutLine\} "\$INSTDIR\\(\w+)"|MoveFileExW|WriteUninstaller|Call \w+', last)
    assert len(written) > 4
    assert written[-1] == "current"


def test_a_silent_removal_never_deletes_records() -> None:
    removal = SCRIPTS["removal.nsh"]
    deletes = [line.strip() for line in removal.splitlines() if 'RMDir /r "$Data"' in line]
    assert deletes == ['RMDir /r "$Data"']
    # $Deletes is set on the page alone, which a silent removal does not show, after number and word.
    assert removal.count("StrCpy $Deletes 1") == 1
    page = removal[removal.index("Function un.takeLeave") : removal.index('Section "un.医安"')]
    assert page.index("$1 == $Left") < page.index('$2 == "${LEAVE_WORD}"') < page.index("StrCpy $Deletes 1")


def test_the_set_up_program_refuses_the_synced_folders_that_the_program_refuses(tmp_path: Path) -> None:
    listed = re.findall(r'\$\{do\} "(.*)"', windows.synced_names(SYNCED))
    assert tuple(listed) == SYNCED
    for name in SYNCED:
        with pytest.raises(NetworkFolder):
            refuse_unsafe_place(tmp_path / f"我的{name}" / "医安")


def test_a_hospital_fits_the_version_that_made_it_and_is_backed_up(tmp_path: Path, home: Path) -> None:
    assert answer_of(tmp_path, "fits", home) == (0, "", "")
    before = made_in(folder_of(home))
    assert answer_of(tmp_path, "backup", home)[0] == 0
    assert len(made_in(folder_of(home))) == len(before) + 1


def test_an_empty_folder_fits_and_needs_no_backup(tmp_path: Path) -> None:
    assert answer_of(tmp_path, "fits", tmp_path / "new") == (0, "", "")
    assert answer_of(tmp_path, "backup", tmp_path / "new") == (0, "", "")
    assert not (tmp_path / "new").exists()


def test_records_of_a_newer_program_do_not_fit_and_the_answer_says_so(tmp_path: Path, home: Path) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / DATABASE).write_bytes((home / DATABASE).read_bytes())
    connection = sqlite3.connect(newer / DATABASE)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    status, _, sentence = answer_of(tmp_path, "fits", newer)
    assert status == 1
    assert "更新的程序" in sentence


def test_the_set_up_program_asks_for_as_much_room_as_an_update() -> None:
    assert re.findall(r"!define COPIES (\d+)", SCRIPTS["places.nsh"]) == [str(COPIES)]


def test_the_new_version_proves_on_a_copy_that_no_record_is_lost(tmp_path: Path, home: Path) -> None:
    before = (home / DATABASE).read_bytes()
    assert answer_of(tmp_path, "prove", home) == (0, "", "")
    assert answer_of(tmp_path, "prove", tmp_path / "new") == (0, "", "")
    assert (home / DATABASE).read_bytes() == before
    assert not (home / SCRATCH).exists()


def test_records_that_do_not_come_through_the_proof_are_named_and_counted(tmp_path: Path, home: Path) -> None:
    lost = tmp_path / "lost"
    lost.mkdir()
    (lost / DATABASE).write_bytes((home / DATABASE).read_bytes())
    with closing(sqlite3.connect(lost / DATABASE, isolation_level=None)) as connection:
        connection.execute("DELETE FROM p_people")  # computed from the sealed, and held against it
    status, count, sentence = answer_of(tmp_path, "prove", lost)
    assert (status, int(count) > 0) == (1, True)
    assert sentence.endswith("。")
    assert not (lost / SCRATCH).exists()


def test_a_damaged_database_is_left_to_be_mended_at_the_first_start(tmp_path: Path, home: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / DATABASE).write_bytes((home / DATABASE).read_bytes()[:8192])
    assert answer_of(tmp_path, "fits", damaged) == answer_of(tmp_path, "prove", damaged) == (0, "", "")


def test_versions_for_a_trial_differ_in_what_they_are_made_for(tmp_path: Path) -> None:
    version = lay_script(tmp_path / "versions" / "0.1.0", "0.1.0", "print()\n")
    migrations = version / "app" / "models" / "migrations"
    (migrations / "versions").mkdir(parents=True)
    shutil.copyfile(SOURCES / "models" / "migrations" / "history.py", migrations / "history.py")
    for name in ("LICENSE", "resources/NOTICE.md", "resources/licences/Python.txt"):
        (version / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        (version / "app" / name).write_text("of whoever made it\n", "utf-8")
    (version / "site").mkdir()
    stage.seal(version)
    number = trial_versions.next_number("0.1.0", 1)
    made = trial_versions.with_step(
        version,
        tmp_path / "newer",
        number,
        trial_versions.ADDS,
        before=HEAD,
        compiler=Path(sys.executable),
    )
    assert (made.name, number, read_program(made / "app").version) == ("0.2.0", "0.2.0", "0.2.0")
    assert schema_of(made) == trial_versions.STEP
    assert checksums.differences(made) == ()
    assert checksums.differences(version) == ()
    failing = trial_versions.that_does_not_pass(version, tmp_path / "failing", "0.3.0") / "app" / "main.py"
    said = subprocess.run([sys.executable, failing], capture_output=True, text=True, check=True).stdout
    assert json.loads(said)["passed"] is False


def test_what_is_nowhere_else_is_counted_before_the_program_is_taken_off(tmp_path: Path, home: Path) -> None:
    status, count, sentence = answer_of(tmp_path, "leave", home)
    assert status == 0
    assert int(count) > 0
    assert sentence == f"记录 {count} 份"


def test_a_question_that_cannot_be_answered_is_not_taken_for_a_yes(tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()
    status, _, sentence = answer_of(tmp_path, "fits", tmp_path)
    assert status == 3
    assert sentence


def test_the_time_of_a_package_is_one_that_nsis_keeps() -> None:
    # By it the index of the forms knows that it still fits; a folder that cannot be written could not renew it.
    assert sources.moment() % 2 == 0


def test_no_folder_inside_the_records_is_shut_to_the_other_accounts_of_a_shared_computer() -> None:
    # Python makes a folder of mode 0o700 on Windows one that its owner alone can open.
    named = {
        path.relative_to(SOURCES).as_posix()
        for part in ("cli", "models", "sync", "ui")
        for path in (SOURCES / part).rglob("*.py")
        if "0o700" in path.read_text("utf-8")
    }
    assert named == {"models/files.py", "models/home.py"}  # where WITHIN is told, and the folder itself


def test_the_icon_holds_every_size_that_windows_asks_for(tmp_path: Path) -> None:
    icon.write_ico(tmp_path / "a.ico")
    with Image.open(tmp_path / "a.ico") as made:
        assert {width for width, _ in made.info["sizes"]} == set(icon.ICO_SIZES)


def test_the_page_beside_the_welcome_is_a_bitmap_without_transparency(tmp_path: Path) -> None:
    icon.write_side(tmp_path / "side.bmp")
    with Image.open(tmp_path / "side.bmp") as made:
        assert (made.format, made.mode, made.size) == ("BMP", "RGB", icon.SIDE)


def test_one_runtime_of_visual_c_stays_and_lies_beside_the_interpreter(tmp_path: Path) -> None:
    for folder in ("site/PySide6", "site/shiboken6", "python"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("msvcp140.dll", "msvcp140_1.dll", "vcruntime140.dll", "vcomp140.dll", "Qt6Core.dll"):
        (tmp_path / "site" / "PySide6" / name).write_bytes(b"qt")
    (tmp_path / "site" / "shiboken6" / "msvcp140.dll").write_bytes(b"shiboken")
    (tmp_path / "python" / "vcruntime140.dll").write_bytes(b"python")
    windows.share_runtime(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {
        "python/msvcp140.dll",
        "python/msvcp140_1.dll",
        "python/vcruntime140.dll",
        "site/PySide6/Qt6Core.dll",
    }
    assert (tmp_path / "python" / "vcruntime140.dll").read_bytes() == b"python"


def test_a_library_that_nobody_ships_is_found_with_who_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "alone.dll").write_bytes(forwarding_library("alone.dll", {"A": "kernel32.Sleep"}))
    assert imports(tmp_path / "alone.dll") == frozenset()
    (tmp_path / "asks.dll").write_bytes(importing(b"KERNEL32.dll", b"Nowhere.dll"))
    assert imports(tmp_path / "asks.dll") == {"kernel32.dll", "nowhere.dll"}
    assert missing(tmp_path) == {"nowhere.dll": ("asks.dll",)}
    (tmp_path / "Nowhere.DLL").write_bytes(forwarding_library("nowhere.dll", {"A": "kernel32.Sleep"}))
    assert missing(tmp_path) == {}


def test_a_text_that_calls_itself_a_program_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "page.exe").write_text("<html>")
    with pytest.raises(NotABinaryError):
        imports(tmp_path / "page.exe")


def importing(*names: bytes) -> bytes:
    """The library without code, with a table of imports put behind what it holds."""
    data = bytearray(forwarding_library("x.dll", {"A": "kernel32.Sleep"}))
    table, start = 512 + 256, 0x1000 - 512  # in its one section, whose address is that much above its place
    texts = table + 20 * (len(names) + 1)
    for index, name in enumerate(names):
        data[table + 20 * index + 12 : table + 20 * index + 16] = (texts + start).to_bytes(4, "little")
        data[texts : texts + len(name) + 1] = name + b"\0"
        texts += len(name) + 1
    entry = 64 + 24 + 112 + 8  # the second directory of the optional header
    data[entry : entry + 4] = (table + start).to_bytes(4, "little")
    return bytes(data)


def test_the_set_up_asks_in_the_words_that_the_program_understands() -> None:
    asked = {word.split()[0] for text in SCRIPTS.values() for word in re.findall(r"StrCpy \$1 '(.*?)'", text)}
    assert asked == set(asking.QUESTIONS)


def test_the_questions_are_answered_without_loading_qt(tmp_path: Path) -> None:
    script = (
        "import sys; from installer import asking;"
        "status = asking.main(sys.argv[1:]); sys.exit(10 + status if 'PySide6' in sys.modules else status)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "a"), "fits", str(tmp_path)]
    assert subprocess.run(command, check=False).returncode == 0
