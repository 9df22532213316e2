"""Habits that a linter does not know: one commit, one style sheet, one sentence per module."""

import ast

import pytest

from tests.architecture.sources import (
    PACKAGES,
    PROGRAMS,
    ROOT,
    called_name,
    calls,
    place,
    python_files,
    tree,
)

COMMITTERS = {"models/store.py", "server/database.py"}


def test_commit_has_one_address() -> None:
    offenders = [
        place(path, call)
        for path in python_files(*PACKAGES)
        for call in calls(path)
        if called_name(call) in {"commit", "rollback"}
        and isinstance(call.func, ast.Attribute)
        and path.relative_to(ROOT).as_posix() not in COMMITTERS
    ]
    assert offenders == []


@pytest.mark.fault(26)
def test_certificates_are_always_verified() -> None:
    offenders = [
        place(path, call)
        for path in python_files(*PACKAGES, *PROGRAMS)
        for call in calls(path)
        for keyword in call.keywords
        if keyword.arg == "verify"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
    ]
    offenders += [
        place(path, node)
        for path in python_files(*PACKAGES, *PROGRAMS)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in {"CERT_NONE", "_create_unverified_context"})
        or (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and node.value.value is False
            and any(
                isinstance(t, ast.Attribute) and t.attr in {"verify", "check_hostname"} for t in node.targets
            )
        )
    ]
    assert offenders == []


def test_style_is_set_in_the_theme_only() -> None:
    offenders = [
        place(path, call)
        for path in python_files("ui")
        for call in calls(path)
        if called_name(call) == "setStyleSheet"
        and not path.relative_to(ROOT).as_posix().startswith("ui/theme/")
    ]
    assert offenders == []


def test_the_order_of_tab_is_asked_in_one_place() -> None:
    asking = {"focusProxy", "nextInFocusChain", "previousInFocusChain"}
    askers = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("ui", "tools", "tests")
        for call in calls(path)
        if called_name(call) in asking
    }
    assert askers == {"ui/widgets/focus_chain.py"}, "why: see there"


def test_every_module_says_what_it_is_in_one_line() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {docstring.splitlines()[0] if docstring else 'no docstring'}"
        for path in python_files(*PACKAGES, *PROGRAMS)
        if path.name != "__init__.py"
        and "versions" not in path.parts
        and not (
            (docstring := ast.get_docstring(tree(path)) or "")
            and docstring.splitlines()[0].endswith((".", "?"))
        )
    ]
    assert offenders == []


def test_main_stays_a_composition_root() -> None:
    long = [path for path in ROOT.glob("main.py") if len(path.read_text(encoding="utf-8").splitlines()) > 120]
    assert long == []


def test_modules_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in python_files(*PACKAGES)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert long == []
