"""Every record becomes paper: those of the day through the window's preview, the cards of the registers at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from models.queries import records
from models.queries.records import RecordFilter, RecordItem
from models.workflow import paper
from tools.cast import LEADER, QUALITY
from tools.driving import Driver
from tools.scenes.hazards import find_card, show_board
from tools.stage import Stage
from ui.pages.hazard import HazardPage
from ui.pages.incident import IncidentPage
from ui.pages.incidents import IncidentsPage
from ui.pages.preview import PreviewPage
from ui.pages.records import RecordsPage
from ui.tables.table import Table
from ui.widgets.button import Button

INK = 200  # a darker dot than this in the middle of a small picture of the page
CARDS = 500  # more than the hospital of the demo has


def play(stage: Stage) -> None:
    stage.sign_in(LEADER)
    count = print_records(stage) + print_steps(stage)
    stage.say(f"当天的 {count} 份记录逐份预览，存成 PDF")
    stage.say(f"人员、部位和灭火器的登记卡 {print_cards(stage)} 张，存成 PDF")
    stage.sign_in(QUALITY)
    print_anonymous(stage)
    stage.say("质控科打开匿名报告，存成 PDF")


def print_records(stage: Stage) -> int:
    """Down the list of 记录: each row with P."""
    driver = stage.driver
    number = 0
    while True:
        driver.press("Alt+3")
        page = driver.page("records")
        assert isinstance(page, RecordsPage)
        driver.until(partial(_is_ready, driver, page.table), "记录清单")
        driver.press("Home", *["Down"] * number)
        current = page.table.current
        if number == page.table.model().rowCount() or current is None:
            return number
        driver.settle()
        if number == 0:
            driver.picture("记录")
        driver.press("P")
        save(stage, current.title)
        number += 1


def print_steps(stage: Stage) -> int:
    """The chain of the closed hazard: each step whole, then its paper."""
    driver = stage.driver
    page = show_board(stage)
    find_card(stage, page, "已销号")
    driver.press("Enter")
    chain = driver.page("hazard")
    assert isinstance(chain, HazardPage)
    driver.until(lambda: driver.seen(Button, "看全文"), "这条隐患的每一步")
    driver.picture("隐患-已销号")
    steps = [
        button for button in chain.findChildren(Button) if button.isVisible() and "看全文" in button.text()
    ]
    for number in range(len(steps)):
        buttons = [one for one in chain.findChildren(Button) if one.isVisible() and "看全文" in one.text()]
        driver.click(buttons[number])
        driver.page("record")
        driver.picture(f"隐患第 {number + 1} 步")
        driver.press("P")
        save(stage, f"隐患第 {number + 1} 步")
        driver.press("Escape")
        driver.page("hazard")
    return len(steps)


def print_anonymous(stage: Stage) -> None:
    """What nobody signed, read by the quality office."""
    driver = stage.driver
    driver.press("Alt+5")
    page = driver.page("incidents")
    assert isinstance(page, IncidentsPage)
    driver.until(lambda: driver.has_focus(page.table) and page.table.current, "事件清单")
    driver.picture("事件")
    row = next(number for number, one in enumerate(page.rows) if one.author == "匿名")
    page.table.go_to(row)
    driver.press("Enter")
    chain = driver.page("incident")
    assert isinstance(chain, IncidentPage)
    driver.until(lambda: chain.model is not None and chain.source.isVisible(), "匿名报告的进展")
    driver.picture("事件-匿名")
    driver.click(chain.source)
    save(stage, "匿名报告")
    driver.press("Escape")
    driver.page("incidents")


def print_cards(stage: Stage) -> int:
    """The cards with which the hospital came, by the same work as a preview's."""
    store, person = stage.driver.store, stage.driver.desk.reader
    with store.read() as session:
        found = records.find(session, store.catalog, RecordFilter(kinds=("card",)), person, limit=CARDS)
    for item in found.rows:
        pdf = paper.print_record(store, item.record_id, person=person.staff_no)
        (_folder(stage) / f"{item.serial}.pdf").write_bytes(pdf)
    return len(found.rows)


def save(stage: Stage, title: str) -> None:
    """The preview as a file, by Ctrl+S and the name it proposes; then back."""
    driver = stage.driver
    page = driver.page("preview")
    assert isinstance(page, PreviewPage)
    driver.until(lambda: page.view.pages > 0, "页数")
    driver.until(lambda: _is_drawn(page.view), "画出来的纸")
    driver.picture(f"预览-{title}")
    target = driver.choose_file(_folder(stage), lambda: driver.press("Ctrl+S"))
    driver.until(target.exists, f"{target.name}")
    driver.settle()
    dismiss(driver)
    driver.press("Escape")
    driver.until(lambda: driver.window.current_page is not page, "离开预览")


def dismiss(driver: Driver) -> None:
    """Take the banner away that says where the file is."""
    driver.until(driver.window.banner.isVisible, "“已存成”")
    button = driver.find(Button, "知道了", within=driver.window.banner)
    driver.click(button)


def _is_ready(driver: Driver, table: Table[RecordItem]) -> bool:
    return driver.has_focus(table) and table.current is not None


def _is_drawn(view: QWidget) -> bool:
    """Whether ink stands on the paper: it is drawn in a thread of its own."""
    small = view.grab().toImage().scaled(120, 120)
    shades = (small.pixelColor(x, y).lightness() for x in range(20, 100) for y in range(20, 100))
    return any(shade < INK for shade in shades)


def _folder(stage: Stage) -> Path:
    folder = stage.folder / "pdf"
    folder.mkdir(exist_ok=True)
    return folder
