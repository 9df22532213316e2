"""Files into scanned pages that are looked up: the long work of the page for scans, off the window's thread."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from models.files import why
from models.queries.paper_pages import look_up
from models.queries.people import PersonView
from models.store import Store
from ui.background import Pace
from ui.presenters.scan_stack import Scanned

SMALL = (140, 184)  # twice what the list shows, for scaled screens


def read_files(store: Store, reader: PersonView, paths: Sequence[Path], pace: Pace) -> tuple[Scanned, ...]:
    """Every page of the files, looked up; what was read until it was stopped."""
    found: list[Scanned] = []
    for done, path in enumerate(paths):
        if not pace.tell(f"正在看 {path.name}", done, len(paths)):
            break
        for page in _read_file(store, reader, path):
            found.append(page)
            told = f"正在看 {path.name}，第 {page.number} 页"
            if not pace.tell(told, done, len(paths)):
                break
    return tuple(found)


def _read_file(store: Store, reader: PersonView, path: Path) -> Iterator[Scanned]:
    # The reader of codes and of PDF pages is loaded when the first scan comes.
    from forms.reading.files import UnreadableFileError, pages_of
    from forms.reading.finding import codes_on

    try:
        for page in pages_of(path.read_bytes()):
            codes = codes_on(page.grey)
            with store.read() as session:
                view = look_up(session, store.catalog, codes, reader)
            yield Scanned(
                key=0,
                name=path.name,
                number=page.number,
                count=page.count,
                picture=page.picture,
                mime=page.mime,
                small=_thumbnail(page.grey),
                codes=codes,
                view=view,
            )
    except UnreadableFileError as error:
        yield Scanned(key=0, name=path.name, refusal=str(error))
    except OSError as error:
        yield Scanned(key=0, name=path.name, refusal=f"这个文件读不出来（{why(error)}）。请再拖一次。")


def _thumbnail(grey: Image.Image) -> bytes:
    small = grey.copy()
    small.thumbnail(SMALL)
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue()
