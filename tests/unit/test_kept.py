"""What the lists keep for each person on one computer."""

from pathlib import Path

from ui.kept import Kept


def test_what_is_kept_is_there_after_a_restart_for_the_same_person_only(tmp_path: Path) -> None:
    Kept(tmp_path).keep("0107", "records", {"period": "month"})
    again = Kept(tmp_path)
    assert again.of("0107", "records") == {"period": "month"}
    assert again.of("0231", "records") is None
    assert again.of("0107", "hazards") is None


def test_keeping_nothing_forgets(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep("0107", "records", {"late": True})
    kept.keep("0107", "records", None)
    assert Kept(tmp_path).of("0107", "records") is None


def test_a_file_that_cannot_be_read_is_as_good_as_empty_and_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("{half", encoding="utf-8")
    kept = Kept(tmp_path)
    assert kept.of("0107", "records") is None
    kept.keep("0107", "records", {"late": True})
    assert Kept(tmp_path).of("0107", "records") == {"late": True}


def test_a_folder_that_cannot_be_written_loses_the_comfort_and_nothing_else(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "gone")
    kept.keep("0107", "records", {"late": True})
    assert kept.of("0107", "records") == {"late": True}
