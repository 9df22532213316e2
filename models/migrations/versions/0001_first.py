"""The schema of the first release, as the statements in the file beside this one."""

from pathlib import Path

from alembic import op

from models.schema import APPLICATION_ID

revision = "0001_first"
down_revision = None

SCHEMA = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    connection = op.get_bind()
    for statement in SCHEMA.read_text("utf-8").split("\n\n"):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
