"""Django's backend for PostgreSQL, with one thing made cheaper (see `base`)."""
