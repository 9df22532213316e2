"""Confirming that texts of the forms say what the official document says, or telling where they differ: one sealed card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forms.identity import new_row_id
from forms.json_value import Json
from models.queries.text_checks import FORM, TextKey
from models.store import Store
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal


def check_texts(
    store: Store,
    texts: Sequence[TextKey],
    *,
    author: str,
    document: str,
    day: date,
    official: str = "",
    pin: str | None = None,
    proof: Proof | None = None,
) -> Sealed:
    """All of them the same as ``document``; with ``official`` they differ, and that is how it is written there.

    The forms themselves stay as they are: the county replaces one by a new version. Whatever ``seal`` refuses.
    """
    rows: list[Json] = []
    for article, text in texts:
        row: dict[str, Json] = {
            "row_id": new_row_id(),
            "article": article,
            "result": "differs" if official else "same",
        }
        if text:
            row["text"] = text
        if official:
            row["official"] = official
        rows.append(row)
    answers: dict[str, Json] = {"document": document, "checked_on": day.isoformat(), "texts": rows}
    return seal(store, author=author, pin=pin, proof=proof, form=FORM, answers=answers)
