"""Pages for a browser and a table for Excel from rescued records. Nothing but the standard library.

The words of fields come from the form files beside the program, if they are there; without them their names stand.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forms.clock import from_text, local
from forms.json_value import Json

_CATALOG = Path(__file__).resolve().parents[1] / "forms" / "catalog"
_LABEL = re.compile(r"name: (\w+)(?:,|\s*\n)\s*label: ([^,}\n]+)")
_CODE = re.compile(r"code: (\w+)(?:,|\s*\n)\s*label: ([^,}\n]+)")
_STYLE = (
    "body{font:16px/1.6 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;margin:2em auto;max-width:72em;"
    "padding:0 1em;color:#1c2430}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccd3db;padding:4px 8px;"
    "text-align:left;vertical-align:top}th{background:#f2f5f8}img{max-width:24em}.quiet{color:#5a6675}"
)
_HEAD = ("编号", "表单", "发生时间", "封存时间", "填写人", "科室", "备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One version of a record, as it was sealed."""

    object_id: str
    content: Mapping[str, Json] = field(repr=False)

    def text(self, name: str) -> str:
        value = self.content.get(name)
        return value if isinstance(value, str) else ""

    def named_files(self) -> set[str]:
        """Digests of everything it names: photos, scans, the drawn signature, the private part."""
        found = {str(one["sha256"]) for one in _dicts(self.content.get("attachments")) if "sha256" in one}
        for name, key in (("private", "sha256"), ("signature", "image_sha")):
            value = self.content.get(name)
            if isinstance(value, dict) and isinstance(value.get(key), str):
                found.add(str(value[key]))
        return found

    def note(self) -> str:
        if self.content.get("void"):
            return f"作废：{self.text('reason')}"
        return f"更正：{self.text('reason')}" if self.content.get("parents") else ""

    def _time(self, name: str) -> str:
        try:
            return f"{local(from_text(self.text(name))):%Y-%m-%d %H:%M}"
        except ValueError:
            return self.text(name)

    def cells(self, titles: Mapping[str, str]) -> tuple[str, ...]:
        author = f"{self.text('author_name')}（{self.text('author')}）"
        form = self.text("form_id") or self.text("form")
        return (
            self.text("serial"),
            titles.get(form, form),
            self._time("claimed_at"),
            self._time("sealed_at"),
            author,
            self.text("department"),
            self.note(),
        )


def write_pages(
    out: Path, sheets: Sequence[Sheet], files: Mapping[str, str], facts: Sequence[tuple[str, str]]
) -> None:
    """``index.html``, ``index.csv`` and a page beside each record; ``files`` by the digest of what they hold."""
    words = _Words()
    for sheet in sheets:
        page = out / "records" / f"{sheet.object_id}.html"
        page.write_text("".join(_sheet_page(sheet, files, words)), encoding="utf-8")
    with (out / "index.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow((*_HEAD, "文件"))
        table.writerows((*sheet.cells(words.titles), f"records/{sheet.object_id}.json") for sheet in sheets)
    (out / "index.html").write_text("".join(_index(sheets, facts, words)), encoding="utf-8")


class _Words:
    """Labels of fields, titles of forms and words of codes, as far as the form files tell them."""

    def __init__(self) -> None:
        self.titles: dict[str, str] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._codes: dict[str, str] = {}
        for path in sorted(_CATALOG.rglob("*.yaml")) if _CATALOG.is_dir() else ():
            text = path.read_text("utf-8", "replace")
            self._codes.update(_CODE.findall(text))
            form = re.search(r"^id: (\S+)", text, re.MULTILINE)
            title = re.search(r"^title: (.+)$", text, re.MULTILINE)
            if form and title:
                self.titles[form[1]] = title[1].strip()
                self._labels[form[1]] = dict(_LABEL.findall(text))

    def label(self, form: str, name: str) -> str:
        return self._labels.get(form, {}).get(name, name)

    def code(self, value: str) -> str:
        return self._codes.get(value, value)


def _index(sheets: Sequence[Sheet], facts: Sequence[tuple[str, str]], words: _Words) -> Iterator[str]:
    yield _start("导出的记录")
    yield (
        "<h1>导出的记录</h1><p>这里的每一份都是封存时的样子。点编号看内容；“封存的原文”可用来核对校验码。"
        "用 Excel 打开 index.csv 可以筛选。病人信息是密文，在 ciphertext 里，要在装有医院密钥的医安里才打得开。</p>"
    )
    yield "<table><tr>" + "".join(f"<th>{one}</th>" for one in (*_HEAD, "封存的原文")) + "</tr>"
    for sheet in sheets:
        serial, *rest = (html.escape(cell) for cell in sheet.cells(words.titles))
        name = f"records/{sheet.object_id}"
        yield f'<tr><td><a href="{name}.html">{serial or "（无编号）"}</a></td>'
        yield "".join(f"<td>{cell}</td>" for cell in rest)
        yield f'<td><a href="{name}.json">{sheet.object_id[:12]}</a></td></tr>'
    yield "</table><h2>导出了什么</h2><table>"
    for name, value in facts:
        yield f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
    yield "</table></body></html>"


def _sheet_page(sheet: Sheet, files: Mapping[str, str], words: _Words) -> Iterator[str]:
    cells = sheet.cells(words.titles)
    yield _start(cells[1])
    yield f'<p><a href="../index.html">全部记录</a></p><h1>{html.escape(cells[1])}</h1><table>'
    for name, value in zip(_HEAD, cells, strict=True):
        if value:
            yield f"<tr><th>{name}</th><td>{html.escape(value)}</td></tr>"
    yield f"<tr><th>校验码</th><td>{sheet.object_id}</td></tr></table><h2>内容</h2>"
    answers = sheet.content.get("answers")
    form = sheet.text("form_id") or sheet.text("form")
    yield _value(answers if answers is not None else {}, form, words)
    if sheet.content.get("private") is not None:
        yield '<p class="quiet">病人信息另在密文里，这里没有。</p>'
    shown = [files[name] for name in sorted(sheet.named_files()) if name in files]
    if shown:
        yield "<h2>附件</h2>"
    for name in shown:
        path = html.escape(f"../{name}")
        is_picture = name.startswith("attachments/") and not name.endswith((".pdf", ".bin"))
        inner = f'<img src="{path}" alt="">' if is_picture else html.escape(name)
        yield f'<p><a href="{path}">{inner}</a></p>'
    yield "</body></html>"


def _value(value: Json, form: str, words: _Words) -> str:
    match value:
        case dict():
            rows = "".join(
                f"<tr><th>{html.escape(words.label(form, name))}</th><td>{_value(inner, form, words)}</td></tr>"
                for name, inner in value.items()
                if name != "row_id"
            )
            return (
                f"<table>{rows}</table>" if set(value) != {"value"} else _value(value["value"], form, words)
            )
        case list():
            return "".join(f"<div>{_value(inner, form, words)}</div>" for inner in value)
        case str():
            return html.escape(words.code(value))
        case None:
            return ""
        case _:
            return html.escape(str(value))


def _start(title: str) -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>"
    )


def _dicts(value: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))
