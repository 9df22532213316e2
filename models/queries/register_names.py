"""What the registers are called: they have no words but those of the form of their cards."""

from __future__ import annotations

from collections.abc import Iterable

from forms.catalog import Entry


def name_of(card: Entry) -> str:
    """特种设备 from 特种设备登记卡."""
    name = card.title
    for tail in ("登记卡", "台账卡", "卡片", "登记", "台账", "卡"):
        name = name.removesuffix(tail) or name
    return name


def register_names(entries: Iterable[Entry]) -> dict[str, str]:
    """灭火器 of fire_extinguisher, by register."""
    return {entry.register: name_of(entry) for entry in entries if entry.kind == "card" and entry.register}
