"""The county's pages, driven in a real browser against a real server with real records."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select

from forms.clock import FixedClock
from models.store import Store
from models.workflow import attachments, scanning, signing
from models.workflow.scanning import Filed, PageToFile
from server import verbs
from server.settings import Settings
from server.tables.contents import ManifestRow
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.transport import HttpTransport
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.hospital import HEAD, PIN, STAFF, START, abnormal, open_hospital, patrol_with, seal_sample

OFFICER, READER, PASSWORD = "周某", "吴某", "county-2026"
PRIVATE = "涉医"  # what the title of a form with private parts begins with
CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this computer"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCounty]:
    """A county with two hospitals: one has sent a patrol with a hazard, the other nothing yet."""
    folder = tmp_path_factory.mktemp("console")
    with running_county(Settings.embedded(folder / "county", clock=FixedClock(START))) as county:
        county.add_hospital(HOSPITAL)
        county.add_hospital("示范县第二卫生院")
        verbs.say_officer_added(county.county, OFFICER, "officer", PASSWORD)
        verbs.say_officer_added(county.county, READER, "reader", PASSWORD)
        with contextlib.closing(open_hospital(folder / "home")) as store:
            enrol(store, server_url=county.url, code=county.code())
            photo = attachments.add(store, picture("green"), "image/png")
            finding = abnormal(due="2026-11-19T22:00+08:00", photos=(photo,))
            answers = patrol_with(store, {1: {"exits": finding}})
            sealed = seal_sample(store, "fire.daily_patrol", answers=answers)
            signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
            file_page(store, sealed.rev_id, "white")
            crooked = file_page(store, sealed.rev_id, "grey", page=2)
            scanning.take_off(store, crooked.scan_id, reason="扫歪了", person=STAFF)
            private = seal_sample(store, "plant.violence_case")
            file_page(store, private.rev_id, "black")
            with contextlib.closing(HttpTransport(county.url)) as transport:
                report = run_pass(store, transport=transport, clock=store.clock, random=Random(1))
            assert report.is_clear, report
        yield county


@pytest.fixture
def page(browser: Browser, county: RunningCounty) -> Iterator[Page]:
    """A window without a session; anything it asks another host for fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    strangers: list[str] = []
    page.on(
        "request",
        lambda request: strangers.append(request.url) if not request.url.startswith(county.url) else None,
    )
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert strangers == []
    assert problems == []


def picture(colour: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (240, 320), colour).save(stream, "PNG")
    return stream.getvalue()


def file_page(store: Store, rev_id: str, colour: str, *, page: int = 1) -> Filed:
    scan = PageToFile(rev_id=rev_id, page=page, pages=2, picture=picture(colour), mime="image/png")
    return scanning.file_page(store, scan, person=STAFF)


def open_record(page: Page, county: RunningCounty, title: str) -> None:
    page.goto(county.url + "/records")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def sign_in(page: Page, county: RunningCounty, name: str = OFFICER) -> None:
    page.goto(county.url)
    page.get_by_label("姓名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("医院")


def test_nothing_is_shown_without_a_sign_in(page: Page, county: RunningCounty) -> None:
    for path in ("/", "/records", "/hazards", "/anonymous", "/advice", "/trail"):
        page.goto(county.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("县级安全记录")


def test_a_wrong_password_says_what_to_do(page: Page, county: RunningCounty) -> None:
    page.goto(county.url)
    page.get_by_label("姓名").fill(OFFICER)
    page.get_by_label("密码").fill("wrong-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("姓名和密码对不上")


def test_the_first_page_tells_what_came_and_what_is_overdue(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    first = page.get_by_role("row").filter(has_text=HOSPITAL)
    expect(first).to_contain_text("今天 22:00")
    expect(first).to_contain_text("1 条")
    expect(first).to_contain_text("逾期 1")
    expect(page.get_by_role("row").filter(has_text="示范县第二卫生院")).to_contain_text("还没报到")


def test_a_record_reads_as_its_form_and_prints(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    page.get_by_role("link", name="记录", exact=True).click()
    page.get_by_label("表单").select_option(label="每日防火巡查记录")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="每日防火巡查记录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("每日防火巡查记录")
    expect(page.locator("main")).to_contain_text("楼梯间堆放纸箱")
    expect(page.locator("main")).to_contain_text("异常")
    expect(page.locator("aside")).to_contain_text("县里收到")
    expect(page.locator("aside")).to_contain_text("主管人员签字")
    address = page.get_by_role("link", name="打印这一页").get_attribute("href")
    answer = page.request.get(f"{county.url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_photos_and_signed_paper_stand_on_the_page_of_their_record_and_open_in_full(
    page: Page, county: RunningCounty
) -> None:
    sign_in(page, county)
    open_record(page, county, "每日防火巡查记录")
    bound = page.locator(".photos li")
    expect(bound).to_have_count(2)
    expect(bound.nth(0)).to_contain_text("第 2 行，安全出口")
    expect(bound.nth(1)).to_contain_text("签好的纸，第 1 页，共 2 页")
    expect(page.locator("main")).to_contain_text("第 2 页取下了：扫歪了")
    for at, colour in enumerate(("green", "white")):
        page.wait_for_function(
            "at => document.querySelectorAll('.photos img')[at].naturalWidth === 240", arg=at
        )
        address = bound.nth(at).get_by_role("link").get_attribute("href")
        answer = page.request.get(f"{county.url}{address}")
        assert answer.headers["content-type"] == "image/png"
        assert answer.body() == picture(colour)
    page.goto(county.url + "/trail")
    expect(page.locator("tbody")).to_contain_text("看了一个附件")


def test_the_paper_of_a_record_with_private_parts_is_not_opened_at_the_county(
    page: Page, county: RunningCounty, browser: Browser
) -> None:
    sign_in(page, county)
    open_record(page, county, PRIVATE)
    bound = page.locator(".photos li")
    expect(bound).to_have_count(1)
    expect(bound).to_contain_text("只能在医院里看")
    expect(bound.get_by_role("link")).to_have_count(0)
    with county.county.database.read() as session:
        hidden = {row.sha256: row.object_id for row in session.scalars(select(ManifestRow))}
    answers = [page.request.get(f"{page.url}/attachments/{sha256}").status for sha256 in hidden]
    assert answers == [404] * len(hidden), "neither its own, which is ciphertext, nor another record's"
    stranger = browser.new_context()
    refused = stranger.request.get(f"{page.url}/attachments/{next(iter(hidden))}")
    assert "image" not in refused.headers["content-type"]
    stranger.close()


def test_hints_name_hospital_and_form_but_nobody(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    page.get_by_role("link", name="提示", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("提示")
    row = page.get_by_role("row").filter(has_text="各处同一个时间")
    expect(row).to_contain_text(HOSPITAL)
    expect(row).to_contain_text("每日防火巡查记录")
    expect(page.locator("main")).to_contain_text("不作为考核和处罚的依据")
    expect(page.locator("main table")).not_to_contain_text("张某")


def test_an_officer_issues_an_order_and_it_is_marked(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    page.get_by_role("link", name="隐患", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="楼梯间堆放纸箱")).to_contain_text("逾期")
    page.get_by_role("link", name="楼梯间堆放纸箱").click()
    page.get_by_role("button", name="发出督办").click()
    expect(page.get_by_role("alert")).to_contain_text("还没写督办内容")
    page.get_by_label("要做什么").fill("三天内搬走，拍照报县里")
    page.get_by_role("button", name="发出督办").click()
    expect(page.locator("main")).to_contain_text("县里挂牌督办")
    expect(page.get_by_text("挂牌督办", exact=True).first).to_be_visible()


def test_a_reader_cannot_issue_orders_not_even_by_hand(page: Page, county: RunningCounty) -> None:
    sign_in(page, county, READER)
    page.get_by_role("link", name="隐患", exact=True).click()
    page.get_by_role("link", name="楼梯间堆放纸箱").click()
    expect(page.get_by_role("button", name="发出")).to_have_count(0)
    token = page.locator("input[name=form_token]").first.input_value()
    answer = page.request.post(f"{page.url}/orders", form={"form_token": token, "text": "x"})
    assert answer.status == 403
    assert "只看不办" in answer.text()


def test_a_form_from_elsewhere_changes_nothing(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    answer = page.request.post(f"{county.url}/sign-out", form={"form_token": "forged"})
    assert answer.status == 403
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("医院")


def test_every_look_leaves_a_trace_and_signing_out_ends_it(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    page.get_by_role("link", name="留痕").click()
    expect(page.locator("tbody")).to_contain_text("看了医院一览")
    page.get_by_role("button", name="退出").click()
    page.goto(county.url + "/records")
    expect(page.get_by_role("heading", level=1)).to_have_text("县级安全记录")


def test_every_page_fits_a_small_screen_and_is_reached_by_keyboard(page: Page, county: RunningCounty) -> None:
    sign_in(page, county)
    page.set_viewport_size({"width": 1280, "height": 720})
    for path in ("/", "/records", "/hazards", "/anonymous", "/advice", "/trail"):
        page.goto(county.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 1280, path
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
