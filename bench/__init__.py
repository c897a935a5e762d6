"""Benchmarks, each beside its peer or its limit, which is measured in the same run and in turns with ours.

All run on a PostgreSQL of their own with fsync and synchronous_commit on. `hejie bench NAME` runs one, `hejie bench all`
all of them; `bench.ALL` names them. Peers are installed from the package index into `.bench/`, each apart.
"""

ALL = ("append", "ticket", "hold", "live", "flat", "startup")
