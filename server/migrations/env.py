"""Runs the steps on the connection that the program hands in."""

from __future__ import annotations

from alembic import context

from server.tables import blobs, contents, county, facilities, forms, gaps, objects, updates
from server.tables.metadata import CountyTable

_TABLES = (blobs, contents, county, facilities, forms, gaps, objects, updates)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=CountyTable.metadata,
    version_table="county_schema",
    render_as_batch=True,
)
context.run_migrations()
