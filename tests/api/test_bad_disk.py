"""A disk that is full, worn or closed to us, under the verbs as processes of their own."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.clock import SystemClock
from models.home import DATABASE
from tests.api.desk import Desk, sentence_in
from tests.hospital import NURSE, PIN, open_hospital
from tools.verb_pages import ROOT

PATROL = "fire.daily_patrol"
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="limits and small disks are made with Linux's means"
)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("furnished") / "home"
    open_hospital(home, SystemClock()).close()
    return home


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=777", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("no right to mount a small disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill_in_a_process(
    home: Path, answers: Path, *, largest_file: int | None = None
) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [
            sys.executable,
            str(ROOT / "main.py"),
            "fill",
            "F01",
            "--answers",
            str(answers),
            "--as",
            NURSE,
            "--json",
        ],
        env={**os.environ, "YIAN_HOME": str(home), f"YIAN_PIN_{NURSE}": PIN, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=limit,
    )


def eat(place: Path, *, leave: int) -> Path:
    """A file that leaves so many bytes free."""
    free = shutil.disk_usage(place).free
    meal = place / "holiday.mp4"
    meal.write_bytes(bytes(max(0, free - leave)))
    return meal


@pytest.mark.fault(6)
@pytest.mark.parametrize("leave", [0, 8_192, 40_960])
def test_a_full_disk_seals_nothing_loses_nothing_and_seals_when_there_is_room(
    furnished: Path, small_disk: Path, capsys: pytest.CaptureFixture[str], leave: int
) -> None:
    shutil.copytree(furnished, small_disk / "home")
    desk = Desk(small_disk / "home", capsys)
    answers = desk.answers(PATROL)
    before = desk.kept()
    meal = eat(small_disk, leave=leave)
    done = fill_in_a_process(desk.home, answers)
    assert (done.returncode, done.stdout) == (1, "")
    assert "硬盘满了" in sentence_in(done.stderr)
    meal.unlink()
    assert desk.kept() == before
    assert fill_in_a_process(desk.home, answers).returncode == 0
    after = desk.kept()
    assert len(after[0]) == len(before[0]) + 1


@pytest.mark.fault(6)
def test_verbs_that_look_still_work_on_a_full_disk(
    furnished: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(furnished, small_disk / "home")
    desk = Desk(small_disk / "home", capsys)
    eat(small_disk, leave=0)
    for verb in ("people list", "records list", "today", "hazards", "assets"):
        assert desk.verb(*verb.split()).status == 0, verb
    calls: tuple[list[str | Path], ...] = (
        ["backup", small_disk / "backups"],
        ["print", "--blank", "F01", "--out", small_disk / "x.pdf"],
    )
    for call in calls:
        said = desk.verb(*call)
        assert said.status == 1
        sentence_in(said.err)
    assert not (small_disk / "x.pdf").exists()


@pytest.mark.fault(6)
def test_a_disk_that_stops_writing_in_the_middle_seals_nothing(
    furnished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file may grow beyond the database's present size: the commit fails with an error that is not 'full'."""
    shutil.copytree(furnished, tmp_path / "home")
    desk = Desk(tmp_path / "home", capsys)
    answers = desk.answers(PATROL)
    before = desk.kept()
    done = fill_in_a_process(desk.home, answers, largest_file=(desk.home / DATABASE).stat().st_size)
    if done.returncode == 0:
        pytest.fail("the limit was too wide to show anything")
    assert (done.returncode, done.stdout) == (1, "")
    assert "没有存进去" in sentence_in(done.stderr)
    assert desk.kept() == before
    assert fill_in_a_process(desk.home, answers).returncode == 0
    desk.kept()


@pytest.mark.fault(9)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_home_that_belongs_to_somebody_else_is_refused_and_left_alone(furnished: Path) -> None:
    """The process gives up its rights once a first verb has loaded what it needs: the interpreter may be root's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        shutil.copytree(furnished, home)
        for path in (home, *home.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        before = (home / DATABASE).read_bytes()
        program = (
            "import os, sys; from main import main; main([*sys.argv[1:3], 'people', 'list']); "
            "os.setuid(65534); sys.exit(main(sys.argv[1:]))"
        )
        for verb, status in (("people retire 0231", 1), ("people list", 0)):
            done = subprocess.run(
                [sys.executable, "-c", program, "--home", str(home), *verb.split()],
                env={**os.environ, "PYTHONPATH": str(ROOT), "YIAN_PIN_0101": PIN},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            assert done.returncode == status, done.stderr
            if status == 1:
                assert "写不进去" in sentence_in(done.stderr)
        assert (home / DATABASE).read_bytes() == before
