"""Run by Alembic; the connection and the tables are handed in by `store.migrate`."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,
)
with context.begin_transaction():
    context.run_migrations()
