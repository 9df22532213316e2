"""What every tier shares: a platform without a display, and no silent skips on CI."""

import os
import sys

import pytest
from hypothesis import settings

# A busy machine is not a finding; the seed of a failure is.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        return f"expected to fail: {expected}"
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else report.outcome


def _not_run(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = [*reporter.stats.get("skipped", []), *reporter.stats.get("xfailed", [])] if reporter else []
    return sorted(f"{report.nodeid} ({_reason(report)})" for report in reports)


def _is_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _is_ci() and not hasattr(session.config, "workerinput") and _not_run(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    not_run = _not_run(config)
    if not not_run:
        return
    verdict = ", which fails this run because CI is set" if _is_ci() else ""
    terminalreporter.section(
        f"{len(not_run)} not proved{verdict}", sep="-", yellow=not _is_ci(), red=_is_ci()
    )
    for line in not_run:
        terminalreporter.line(line)
