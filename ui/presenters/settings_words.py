"""What the groups of 设置 show, put into words: people and their rights, forms, what a switch brings. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from forms.catalog import Entry
from forms.json_value import Json
from models.queries.authorisations import Authorisation
from models.queries.duty_list import DutyList
from models.queries.people import PersonView
from models.tables.packs import FormPack
from ui.pages.forms_panel import FormRow, FormsModel
from ui.pages.hospital_panel import SwitchRow
from ui.pages.settings_groups import NameRow
from ui.presenters.chapters import CHAPTERS

NAMED = 12  # titles told one by one
KINDS = {"record": "记录", "log": "逐条登记", "card": "台账卡片", "event": "台账事项", "step": "环节"}


def people_rows(
    people: Iterable[PersonView],
    entries: Sequence[Entry],
    role_word: Callable[[str], str],
    held: Mapping[str, Sequence[Authorisation]],
) -> list[NameRow]:
    """By staff number, with what each may do and what he is authorised to."""
    return [
        NameRow(
            key=one.staff_no,
            title=one.name,
            what="、".join(map(role_word, one.roles)),
            where=one.department or "（不分科室）",
            about=_rights(one, entries, held.get(one.staff_no, ())),
            is_gone=not one.active,
        )
        for one in people
    ]


def _rights(one: PersonView, entries: Sequence[Entry], held: Sequence[Authorisation]) -> str:
    if not one.active:
        return "已离岗，不能登录。签过的字、填过的记录都留着"
    mine = {"*", *one.roles}
    fills = sum(bool(mine & set(entry.fill_by)) for entry in entries)
    reads = sum(bool(mine & set(entry.read_by)) for entry in entries)
    signs = [
        entry.title
        for entry in entries
        if any(mine & set(rule.held_by) for rule in entry.signers) and entry.signers
    ]
    told = [f"可填 {fills} 张表，可看 {reads} 张表"]
    if signs:
        told.append(f"可在 {len(signs)} 张表上做第二个签字的人，如{'、'.join(signs[:3])}")
    if {"head", "admin"} & mine:
        told.append("可给别人重设 PIN")
    if held:
        items = "、".join(f"{each.item}（到 {each.until or '没有写'}）" for each in held[:NAMED])
        told.append(f"授权 {len(held)} 项：{items}")
    return "。".join(told)


def forms_model(entries: Sequence[Entry], packs: Sequence[FormPack], every: Iterable[Entry]) -> FormsModel:
    """The forms that are offered now, in the order of chapters."""
    words = dict(CHAPTERS)
    order = {code: number for number, (code, _) in enumerate(CHAPTERS)}
    versions: dict[str, int] = {}
    for entry in every:
        versions[entry.id] = versions.get(entry.id, 0) + 1
    sent = {(one.form_id, one.version): one for one in packs}
    rows = [
        _form(entry, words, sent.get((entry.id, entry.version)), versions.get(entry.id, 1))
        for entry in sorted(entries, key=lambda one: (order.get(one.chapter, len(order)), one.label))
    ]
    if not packs:
        note = "现在用的都是随程序来的版本。县里发了新版，会随同步自己来，从写的那天起用"
    else:
        newest = max(packs, key=lambda one: one.added_at)
        waiting = [one for one in packs if one.valid_from > newest.added_at.date().isoformat()]
        note = f"县里发过 {len(packs)} 个版本，最近一个从 {newest.valid_from} 起用"
        note += f"，还有 {len(waiting)} 个没到日子" if waiting else ""
    return FormsModel(rows=rows, note=note)


def _form(entry: Entry, words: Mapping[str, str], pack: FormPack | None, versions: int) -> FormRow:
    duties = f"，按规定要做的 {len(entry.duties)} 件" if entry.duties else ""
    older = f"，另有 {versions - 1} 个以前的版本，以前的记录还用它" if versions > 1 else ""
    return FormRow(
        id=entry.id,
        label=entry.label,
        title=entry.title,
        chapter=entry.chapter,
        chapter_word=words.get(entry.chapter, entry.chapter),
        version=entry.version,
        origin=f"县里发的，{pack.valid_from} 起" if pack is not None else "随程序",
        is_sent=pack is not None,
        versions=versions,
        text=f"{KINDS.get(entry.kind, entry.kind)}{duties}{older}。编号 {entry.id}，校验码 {entry.digest[:16]}",
    )


def switch_rows(
    facts: Mapping[str, Json], duties: DutyList, entries: Sequence[Entry], names: Mapping[str, str]
) -> list[SwitchRow]:
    """What the hospital has first; of each what it brings, or would bring."""
    rows = [_switch(code, word, facts.get(code) is True, duties, entries) for code, word in names.items()]
    return sorted(rows, key=lambda one: not one.is_on)


def _switch(code: str, word: str, is_on: bool, duties: DutyList, entries: Sequence[Entry]) -> SwitchRow:
    forms = [entry for entry in entries if code in entry.switches]
    ids = {entry.id for entry in forms}
    asked = [one for one in duties.rows if one.form_id in ids or one.missing == (code,)]
    brings = "、".join(
        part
        for part in (f"{len(forms)} 张表" if forms else "", f"{len(asked)} 件要做的事" if asked else "")
        if part
    )
    told = []
    if asked:
        told.append("要做的：" + _listed(one.title for one in asked))
    if forms:
        told.append("要填的：" + _listed(entry.title for entry in forms))
    verb = "因为有它，所以有" if is_on else "勾上以后会多出 "
    return SwitchRow(
        code=code,
        title=word,
        is_on=is_on,
        brings=("有 " if is_on else "多 ") + brings if brings else "不多什么",
        about=f"{word}：{verb}{brings}。" + "；".join(told)
        if brings
        else f"{word}：没有专门的表和要做的事，只印在卡片上",
    )


def _listed(titles: Iterable[str]) -> str:
    every = list(dict.fromkeys(titles))
    rest = f"等 {len(every)} 项" if len(every) > NAMED else ""
    return "、".join(every[:NAMED]) + rest
