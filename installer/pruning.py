"""What of the wheels is not shipped: of Qt only what is listed here, of the rest all but what is listed here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

QT_MODULES = ("QtCore", "QtGui", "QtPdf", "QtPdfWidgets", "QtPrintSupport", "QtSvg", "QtWidgets")
"""What the program imports of PySide6; a test compares."""

QT_LIBRARIES = (*(name.removeprefix("Qt") for name in QT_MODULES), "DBus", "Network", "OpenGL", "XcbQpa")
"""And what those need in turn; the build reads every binary and stops where one is missing."""

QT_PLUGINS = {
    "platforms": ("xcb", "offscreen", "windows"),
    "xcbglintegrations": ("xcb-glx-integration",),
    "iconengines": ("svgicon",),
    "imageformats": ("gif", "ico", "jpeg", "svg", "tiff", "webp"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "platformthemes": ("xdgdesktopportal",),
    "printsupport": ("cupsprintersupport",),
    "styles": ("modernwindowsstyle",),
}
"""By folder. No Wayland: its sessions show X11 windows too, and X11 is what was tried."""

KEPT_OF_QT = (
    "PySide6/__init__.py",
    "PySide6/_config.py",
    "PySide6/_git_pyside_version.py",
    "PySide6/support/*.py",
    "PySide6/libpyside6.abi3.so.*",
    "PySide6/pyside6.abi3.dll",
    "PySide6/msvcp140*.dll",
    "PySide6/vcruntime140*.dll",
    "PySide6/concrt140.dll",
    "PySide6/Qt/lib/libicu*.so.*",
    "PySide6/Qt/translations/qt*_zh_CN.qm",
    "PySide6/translations/qt*_zh_CN.qm",
    *(f"PySide6/{name}.abi3.so" for name in QT_MODULES),
    *(f"PySide6/{name}.pyd" for name in QT_MODULES),
    *(f"PySide6/Qt/lib/libQt6{name}.so.6" for name in QT_LIBRARIES),
    *(f"PySide6/Qt6{name}.dll" for name in QT_LIBRARIES),
    *(f"PySide6/Qt/plugins/{kind}/libq{name}.so" for kind, names in QT_PLUGINS.items() for name in names),
    *(f"PySide6/Qt/plugins/{kind}/lib{name}.so" for kind, names in QT_PLUGINS.items() for name in names),
    *(f"PySide6/plugins/{kind}/q{name}.dll" for kind, names in QT_PLUGINS.items() for name in names),
    *(f"PySide6/plugins/{kind}/{name}.dll" for kind, names in QT_PLUGINS.items() for name in names),
)

DROPPED = (
    "bin/*",  # programs of the wheels, for developers
    "*/__pycache__/*",  # compiled again, for the interpreter that is shipped
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*/tests/*",
    "sqlalchemy/testing/*",
    "sqlalchemy/dialects/mssql/*",
    "sqlalchemy/dialects/mysql/*",
    "sqlalchemy/dialects/oracle/*",
    "PIL/_avif*",  # a picture format that no camera here makes, 5 MB
    "pillow.libs/libavif*",
    "shiboken6/libshiboken6.so",
)


def is_kept(name: str) -> bool:
    """``name``: of a file below ``site``, with slashes."""
    if name.startswith("PySide6/"):
        return any(fnmatchcase(name, pattern) for pattern in KEPT_OF_QT)
    return not any(fnmatchcase(name, pattern) for pattern in DROPPED)


def prune(site: Path) -> int:
    """Remove what is not shipped, and the folders left empty; the bytes it freed."""
    freed = 0
    for path in _files(site):
        if not is_kept(path.relative_to(site).as_posix()):
            freed += path.lstat().st_size
            path.unlink()
    for folder, _, _ in os.walk(site, topdown=False):
        if not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    return freed


def _files(site: Path) -> Iterable[Path]:
    return [path for path in sorted(site.rglob("*")) if path.is_file() or path.is_symlink()]
