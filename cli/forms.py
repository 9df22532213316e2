"""``forms list | show ID | check FILE``: the catalogue, with the forms that the county sent to this home."""

from __future__ import annotations

import argparse
import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from cli.output import Output, Refused
from forms.catalog import FOLDER, Catalog
from forms.clock import SystemClock
from forms.definition import Field, Form
from forms.definition_digest import as_json
from forms.json_value import Json
from forms.loader import load_form, load_lists
from forms.samples import sample_answers
from forms.schema import json_schema
from forms.yaml_source import FormError
from models.faults import Refusal
from models.home import DATABASE
from models.store import Store
from models.workflow import demo


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("forms", help="表单目录", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[common]).set_defaults(run=list_forms)
    show = actions.add_parser("show", parents=[common])
    show.add_argument("form", help="编号，如 F01 或 fire.daily_patrol")
    show.add_argument("--sample-answers", action="store_true", help="打印一份可以封存的示例答案")
    show.add_argument("--schema", action="store_true", help="打印答案的 JSON Schema")
    show.set_defaults(run=show_form)
    check = actions.add_parser("check", parents=[common])
    check.add_argument("file", type=Path)
    check.set_defaults(run=check_form)


def list_forms(arguments: argparse.Namespace) -> int:
    rows = [_summary(form) for form in _catalog(arguments).forms()]
    return Output.of(arguments).rows(rows, ("label", "id", "version", "title"), "目录是空的。")


def show_form(arguments: argparse.Namespace) -> int:
    form = find_form(_catalog(arguments), arguments.form)
    output = Output(as_json=True)
    if arguments.sample_answers:
        now = datetime.now(UTC)
        sample = sample_answers(
            form,
            places=[place[0] for place in demo.PLACES],
            people=[person[0] for person in demo.PEOPLE],
            assets=[extinguisher[0] for extinguisher in demo.EXTINGUISHERS],
            now=now,
        )
        return output.document(sample, "")
    if arguments.schema:
        return output.document(json_schema(form), "")
    return Output.of(arguments).document(_whole(form), _outline(form))


def check_form(arguments: argparse.Namespace) -> int:
    try:
        form = load_form(arguments.file, load_lists(FOLDER))
    except FormError as error:
        raise Refused(f"这份表单不能用：{error}。已有的表单和记录都没有动；改好这一行再试。") from error
    return Output.of(arguments).document(
        _summary(form) | {"digest": form.digest}, f"{form.label} {form.title} 可以用，摘要 {form.digest[:12]}"
    )


def find_form(catalog: Catalog, wanted: str) -> Form:
    try:
        return catalog.find(wanted)
    except KeyError as error:
        raise Refused(f"没有编号为 {wanted} 的表单。用 forms list 看全部编号。") from error


def _catalog(arguments: argparse.Namespace) -> Catalog:
    home = arguments.home or os.environ.get("YIAN_HOME")
    if home and (Path(home) / DATABASE).exists():
        with (
            contextlib.suppress(Refusal),
            contextlib.closing(Store.open(Path(home), clock=SystemClock(), read_only=True)) as store,
        ):
            return store.catalog  # with the forms that the county sent
    index = Path(home) / "catalog.index" if home and Path(home).is_dir() else None
    return Catalog.load(index=index)


def _summary(form: Form) -> dict[str, Json]:
    return {
        "id": form.id,
        "label": form.label,
        "version": form.version,
        "title": form.title,
        "chapter": form.chapter,
        "kind": form.kind.value,
        "requirements": list(form.requirements),
        "source": "；".join(_cited(source.article, verified=source.verified) for source in form.sources),
    }


def _cited(article: str, *, verified: bool) -> str:
    return article if verified else f"{article}（未核对原文）"


def _whole(form: Form) -> dict[str, Json]:
    whole = as_json(form)
    assert isinstance(whole, dict)
    return {
        **whole,
        **_summary(form),
        "digest": form.digest,
        "fields": [_field(field, section.id) for section in form.sections for field in section.fields],
        "signers": [as_json(signer) for signer in form.signers],
    }


def _field(field: Field, section: str) -> Json:
    whole = as_json(field)
    assert isinstance(whole, dict)
    return {**whole, "section": section}


def _outline(form: Form) -> str:
    lines = [f"{form.label} {form.title}  {form.id} {form.version}"]
    for section in form.sections:
        lines.append(f"  {section.title}")
        lines.extend(f"    {field.name}\t{field.type.value}\t{field.label}" for field in section.fields)
    lines.append("  签名：" + "、".join(signer.title for signer in form.signers))
    return "\n".join(lines)
