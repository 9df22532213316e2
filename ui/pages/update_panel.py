"""设置·更新: which version this is, which one waits, and how far the new one has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.pages.settings_groups import FactsPanel
from ui.widgets.button import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateModel:
    """``found``: the version that could be put in; ``ready``: the one that begins at the next start. "" for none."""

    facts: Sequence[tuple[str, str]]
    found: str = ""
    ready: str = ""
    may_change: bool = False  # somebody who may, on an installation that can
    is_host: bool = False  # other computers are offered what is kept here
    may_share: bool = False


class UpdatePanel(FactsPanel):
    """``acted`` says ``update.choose``, ``update.apply`` (what was found), ``update.share`` or ``update.restart``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "更新",
            "更新是一个文件，从 U 盘、县里或院内主机来。新版本先自检、先在记录的副本上试，都对了才换；换了打不开会自己换回来",
            (
                ("update.apply", "装上", "circle-arrow-right"),
                ("update.choose", "选更新文件…", "folder-open"),
                ("update.restart", "现在重新打开", "refresh-cw"),
                ("update.share", "U 盘上的发给别的电脑…", "send"),
            ),
            parent=parent,
        )
        for name in ("update.apply", "update.restart"):  # never both at once
            self.buttons[name].set_kind(Kind.PRIMARY)
        self.show_model(UpdateModel(facts=()))

    def show_model(self, model: UpdateModel) -> None:
        self.present(model.facts)
        apply, choose, again = (
            self.buttons[name] for name in ("update.apply", "update.choose", "update.restart")
        )
        apply.set_label(f"装上 {model.found}" if model.found else "装上", icon="circle-arrow-right")
        apply.setVisible(bool(model.found) and not model.ready)
        apply.setEnabled(model.may_change)
        choose.setVisible(not model.ready)
        choose.setEnabled(model.may_change)
        again.setVisible(bool(model.ready))
        share = self.buttons["update.share"]
        share.setVisible(model.is_host)
        share.setEnabled(model.may_share)
