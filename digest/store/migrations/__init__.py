"""The steps that bring a database to the schema; Alembic runs them (`digest.store.migrate`)."""
