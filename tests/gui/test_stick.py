"""The road by USB stick from the window: a file is written, told, read again, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.window_driver import Driver
from ui.presenters.stick import Stick
from ui.widgets.banner import Banner


def told(driver: Driver) -> str:
    driver.settle()
    banner = driver.window.findChild(Banner)
    assert banner is not None
    return banner.accessibleName()


def test_a_file_is_written_read_again_and_stopped_in_words(
    open_window: Callable[..., Driver], tmp_path: Path
) -> None:
    driver = open_window()
    stick, path = Stick(driver.desk), tmp_path / "示范.yian"
    stick.write_to(path)
    assert "已导出" in told(driver)
    assert "本院接入了县里的电脑" in told(driver)
    stick.read_from(path)
    assert "没有变成两份" in told(driver)
    path.write_bytes(path.read_bytes()[:-1])
    stick.read_from(path)
    assert "像是没有拷完整" in told(driver)
    stick.write_to(tmp_path / "停下.yian")
    stick._stop.set()
    assert "停下了" in told(driver)
    assert not (tmp_path / "停下.yian").exists()
