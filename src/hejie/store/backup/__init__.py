"""Every table read at one moment and loaded again, in a form that SQLite and PostgreSQL share."""
