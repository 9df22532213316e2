"""The revisions of the schema, oldest first; a test holds them against the files in ``versions``."""

from __future__ import annotations

REVISIONS = ("0001_first",)
HEAD = REVISIONS[-1]
