"""Alembic runs this for every migration, on the connection and in the transaction that ``pipeline.review.opening`` gives."""

from __future__ import annotations

from alembic import context

from pipeline.review.tables import METADATA


def run() -> None:
    """Migrate what ``opening`` connected to."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()


# Without a configuration this is a plain import, as the run of the docstrings does.
if hasattr(context, "config"):
    run()
