"""Run by Alembic; the connection and the tables are handed in by `store.migrate`."""

from typing import Any, Literal

from alembic import context


def plain(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Moments are written as what they are in the database, so that a migration needs none of today's classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UTCDateTime" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    compare_type=True,
    render_item=plain,
    transactional_ddl=False,
)
with context.begin_transaction():
    context.run_migrations()
