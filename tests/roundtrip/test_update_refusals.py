"""A new version that does not prove itself is not put in force, and nothing of it stays; the launcher goes back by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.json_value import Json
from models.faults import Refusal
from models.program import Program
from models.store import Store
from models.versions import Versions
from sync.updates.applying import UpdateStopped, apply_update
from sync.updates.looking import NotUpdatable
from sync.wire.update_file import MAGIC
from sync.wire.update_manifest import UpdateFile, UpdateManifest
from tests.hospital import ADMIN, NURSE, open_hospital
from tests.installed import KEYS, PLATFORM, lay_root, lay_script, pack
from ui.installation import next_launcher

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the launcher of Linux")

PASSED: Json = {"passed": True, "steps": []}
PROVED: Json = {"rows": 12, "objects": 3, "faults": []}


def program_that_says(self_test: Json, proof: Json) -> str:
    return (
        "import json, sys\n"
        f"said = {json.dumps(self_test)!r} if '--self-test' in sys.argv else {json.dumps(proof)!r}\n"
        "print(said) if len(sys.argv) > 1 else sys.exit(9)\n"
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_hospital(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = lay_root(tmp_path / "安 装", "0.1.0")
    assert program.root is not None
    lay_script(program.root / "versions" / "0.1.0", "0.1.0", "print('old')\n")
    return program


@pytest.fixture
def update(tmp_path: Path) -> Callable[..., Path]:
    def made(self_test: Json = PASSED, proof: Json = PROVED) -> Path:
        folder = lay_script(tmp_path / "made", "0.2.0", program_that_says(self_test, proof))
        return pack(folder, "0.2.0", tmp_path / "stick")

    return made


def versions_of(program: Program) -> Versions:
    assert program.root is not None
    return Versions(root=program.root)


def is_untouched(program: Program) -> bool:
    versions = versions_of(program)
    left = sorted(folder.name for folder in (versions.root / "versions").iterdir())
    names = sorted(one.name for one in versions.root.iterdir())
    return left == ["0.1.0"] and names == ["current", "versions", "yian"] and versions.current == "0.1.0"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"self_test": {"passed": False, "steps": [{"title": "备份", "passed": False, "detail": "坏了"}]}}, "备份：坏了"),
        ({"self_test": []}, "没有通过自检"),
        ({"proof": {"rows": 1, "objects": 1, "faults": ["表 audit 原有 3 行，升级后的副本里是 2 行。"]}}, "原有 3 行"),
        ({"proof": {}}, "没有说为什么"),
    ],
)  # fmt: skip
def test_a_version_that_fails_its_trial_leaves_everything_as_it_was(
    store: Store, program: Program, update: Callable[..., Path], said: dict[str, Json], told: str
) -> None:
    with pytest.raises(NotUpdatable) as refused:
        apply_update(store, program, update(**said), actor=ADMIN, keys=KEYS)
    assert told in str(refused.value)
    assert "现在这一版照旧用，记录没有动过。" in str(refused.value)
    assert is_untouched(program)


def test_an_update_that_is_stopped_anywhere_leaves_everything_as_it_was(
    store: Store, program: Program, update: Callable[..., Path]
) -> None:
    file = update()
    stages: list[str] = []

    def until(stage: int) -> Callable[[str, int, int], bool]:
        def told(what: str, _done: int, _whole: int) -> bool:
            if what not in stages:
                stages.append(what)
            return stages.index(what) < stage

        return told

    for stage in range(5):
        with pytest.raises(UpdateStopped):
            apply_update(store, program, file, actor=ADMIN, told=until(stage), keys=KEYS)
        assert is_untouched(program)
    assert [stage[:4] for stage in stages] == ["正在核对", "正在放到", "新版本正", "正在副本", "正在备份"]
    store.close()


def test_only_an_administrator_puts_an_update_in_and_sources_take_none(
    store: Store, program: Program, update: Callable[..., Path]
) -> None:
    file = update()
    with pytest.raises(Refusal, match="更新医安要由"):
        apply_update(store, program, file, actor=NURSE, keys=KEYS)
    with pytest.raises(NotUpdatable, match="从源码运行"):
        apply_update(store, replace(program, root=None), file, actor=ADMIN, keys=KEYS)
    assert is_untouched(program)


def test_an_account_that_may_not_change_the_installation_is_sent_to_an_administrator(
    store: Store, program: Program, update: Callable[..., Path]
) -> None:
    versions = versions_of(program)
    folder = versions.root / "versions"
    folder.rename(versions.root / "kept")
    folder.symlink_to(
        "/proc/self/task"
    )  # says of itself that it can be written, as Windows says of every folder
    with pytest.raises(NotUpdatable, match="请信息员以管理员身份打开医安来更新") as refused:
        apply_update(store, program, update(), actor=ADMIN, keys=KEYS)
    assert "记录没有动过" in str(refused.value)
    folder.unlink()
    (versions.root / "kept").rename(folder)
    assert is_untouched(program)
    assert versions.can_be_written()
    assert is_untouched(program)


def test_the_version_to_go_back_to_is_the_one_at_work(
    store: Store, program: Program, update: Callable[..., Path], tmp_path: Path
) -> None:
    """Two updates from the same window: the first of them was never opened, so nobody knows that it can be."""
    apply_update(store, program, update(), actor=ADMIN, keys=KEYS)
    third = lay_script(tmp_path / "third", "0.3.0", program_that_says(PASSED, PROVED))
    apply_update(store, program, pack(third, "0.3.0", tmp_path / "stick"), actor=ADMIN, keys=KEYS)
    versions = versions_of(program)
    assert (versions.current, versions.previous) == ("0.3.0", "0.1.0")


def test_too_small_a_disk_is_told_with_both_figures_before_anything_is_written(
    store: Store, program: Program, tmp_path: Path
) -> None:
    key = Ed25519PrivateKey.generate()
    manifest = UpdateManifest(
        version="0.2.0",
        platform=PLATFORM,
        lowest="0.1.0",
        schema="0001_first",
        files=(UpdateFile(path="app/main.py", size=1 << 52, sha256="0" * 64),),
        payload_size=0,
        payload_sha256="0" * 64,
    )
    text, signature = manifest.sign(key)
    file = tmp_path / "big.yian-update"
    file.write_bytes(MAGIC + len(text).to_bytes(4, "big") + text + signature)
    with pytest.raises(NotUpdatable, match=r"只剩 \d+ MB，更新要 45036\d{5} MB。"):
        apply_update(store, program, file, actor=ADMIN, keys={"k": key.public_key().public_bytes_raw()})
    assert is_untouched(program)


def start(program: Program, *arguments: str) -> subprocess.CompletedProcess[str]:
    assert program.root is not None
    return subprocess.run(
        [str(program.root / "yian"), *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_version_in_force_has_two_tries_and_then_the_launcher_goes_back(
    store: Store, program: Program, update: Callable[..., Path]
) -> None:
    done = apply_update(store, program, update(), actor=ADMIN, keys=KEYS)
    assert (done.version, done.rows, done.objects) == ("0.2.0", 12, 3)
    versions = versions_of(program)
    assert (versions.current, versions.previous, versions.fallen) == ("0.2.0", "0.1.0", None)
    assert next_launcher(program, versions) == versions.root / "yian"  # 现在重新打开
    assert next_launcher(replace(program, version="0.2.0"), versions) is None
    assert next_launcher(replace(program, root=None), None) is None
    starting = versions.root / "starting"
    assert starting.read_text("utf-8") == ""
    assert json.loads(start(program, "update", "status").stdout) == PROVED
    assert starting.read_text("utf-8") == ""  # a verb uses no try up
    assert [start(program).returncode for _ in range(2)] == [9, 9]
    assert starting.read_text("utf-8").split() == ["0.2.0", "0.2.0"]
    assert start(program).stdout == "old\n"
    assert (versions.current, versions.fallen) == ("0.1.0", "0.2.0")
    assert not starting.exists()
    versions.forget_fallen()
    assert start(program).stdout == "old\n"
    assert is_untouched(program) is False  # both versions lie there until the next update
    versions.clear()
    assert sorted(one.name for one in (versions.root / "versions").iterdir()) == ["0.1.0"]


def test_a_version_that_got_ready_is_watched_no_longer(
    store: Store, program: Program, update: Callable[..., Path]
) -> None:
    file = update()
    apply_update(store, program, file, actor=ADMIN, keys=KEYS)
    versions = versions_of(program)
    assert start(program).returncode == 9
    versions.note_ready("0.2.0")
    assert [start(program).returncode for _ in range(3)] == [9, 9, 9]
    assert (versions.current, versions.fallen) == ("0.2.0", None)
    with pytest.raises(NotUpdatable, match="已经装好了，下次打开就是它"):
        apply_update(store, program, file, actor=ADMIN, keys=KEYS)
