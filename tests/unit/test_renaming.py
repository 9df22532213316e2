"""A name that is refused for a moment is asked for again: Windows renames nothing that a scanner has open."""

from __future__ import annotations

from pathlib import Path, PosixPath, WindowsPath

import pytest

from models.files import rename, write_durably

Here = type(Path())
assert issubclass(Here, (PosixPath, WindowsPath))


class Held(Here):  # type: ignore[misc,valid-type]
    """A file that a scanner lets go of when it was asked for as often as its suffix says."""

    asked = 0

    def replace(self, target: Path) -> Path:
        self.asked += 1
        if self.asked <= int(self.suffix[1:]):
            raise PermissionError(13, "held")
        return Path(super().replace(target))


def test_a_file_that_is_held_for_a_moment_gets_its_name_once_it_is_let_go(tmp_path: Path) -> None:
    held = Held(tmp_path / "new.2")
    held.write_bytes(b"new")
    (tmp_path / "name").write_bytes(b"old")
    rename(held, tmp_path / "name", patience_s=60)
    assert (tmp_path / "name").read_bytes() == b"new"
    assert held.asked == 3


def test_one_that_is_never_let_go_is_refused_and_what_had_the_name_stays(tmp_path: Path) -> None:
    held = Held(tmp_path / "new.9999")
    held.write_bytes(b"new")
    (tmp_path / "name").write_bytes(b"old")
    with pytest.raises(PermissionError):
        rename(held, tmp_path / "name", patience_s=0)
    assert (tmp_path / "name").read_bytes() == b"old"


def test_a_folder_is_renamed_as_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    write_durably(tmp_path / "incoming" / "current", b"0.2.0\n")
    rename(tmp_path / "incoming", tmp_path / "0.2.0")
    assert (tmp_path / "0.2.0" / "current").read_bytes() == b"0.2.0\n"
