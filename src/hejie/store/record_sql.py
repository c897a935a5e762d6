"""The tables of the record and of what is read from it, as plain SQL for both databases.

All are keyed by `root` (the order) first, so that an order and its cases lie on one shard. Times are whole
milliseconds since 1970. Entries, leaves and seals refuse UPDATE and DELETE by trigger; nothing points at them by foreign key.
"""

_BYTES = {"sqlite": "BLOB", "postgresql": "BYTEA"}

_TABLES = """
CREATE TABLE root_lock (root TEXT PRIMARY KEY, marketplace TEXT NOT NULL);

CREATE TABLE entry (
  root TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0),
  prev TEXT NOT NULL CHECK (length(prev) = 64), hash TEXT NOT NULL CHECK (length(hash) = 64), body TEXT NOT NULL,
  PRIMARY KEY (root, stream, seq));

CREATE TABLE content (
  root TEXT NOT NULL, ref TEXT NOT NULL, type TEXT NOT NULL, size BIGINT NOT NULL CHECK (size >= 0),
  salt BYTES NOT NULL, data BYTES, path TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (root, ref));

CREATE TABLE receipt (
  root TEXT NOT NULL, stream TEXT NOT NULL, key TEXT NOT NULL, input TEXT NOT NULL, result TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (root, stream, key));

CREATE TABLE unsealed (root TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (root, stream, seq));
CREATE TABLE leaf (
  idx BIGINT PRIMARY KEY CHECK (idx >= 0), root TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
  hash TEXT NOT NULL, UNIQUE (root, stream, seq));
CREATE TABLE tree_node (level INTEGER NOT NULL, idx BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (level, idx));
CREATE TABLE seal (
  size BIGINT PRIMARY KEY CHECK (size > 0), body TEXT NOT NULL, public_key TEXT NOT NULL, signature TEXT NOT NULL, at_ms BIGINT NOT NULL);

CREATE TABLE case_row (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, order_ref TEXT NOT NULL, seller TEXT NOT NULL,
  buyer TEXT NOT NULL, claimant TEXT NOT NULL, neutral TEXT NOT NULL, stage TEXT NOT NULL, outcome TEXT NOT NULL,
  reason TEXT NOT NULL, remedy TEXT NOT NULL, amount BIGINT NOT NULL, currency TEXT NOT NULL, story_ref TEXT NOT NULL, title_ref TEXT NOT NULL,
  turn_who TEXT NOT NULL, turn_wait TEXT NOT NULL, due_ms BIGINT NOT NULL, opened_ms BIGINT NOT NULL,
  closed_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL, seq INTEGER NOT NULL, head TEXT NOT NULL,
  PRIMARY KEY (root, id));
CREATE INDEX case_seller ON case_row (marketplace, seller, due_ms, id);
CREATE INDEX case_buyer ON case_row (marketplace, buyer, opened_ms, id);
CREATE INDEX case_neutral ON case_row (marketplace, neutral, due_ms, id);
CREATE INDEX case_stage ON case_row (marketplace, stage, due_ms, id);
CREATE INDEX case_due ON case_row (marketplace, due_ms, id);
CREATE INDEX case_opened ON case_row (marketplace, opened_ms, id);
CREATE INDEX case_changed ON case_row (changed_ms);

CREATE TABLE open_line (root TEXT NOT NULL, line INTEGER NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (root, line));

CREATE TABLE deadline (
  root TEXT NOT NULL, stream TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, wait TEXT NOT NULL,
  who TEXT NOT NULL, until_ms BIGINT NOT NULL, remind_ms BIGINT NOT NULL, held TEXT NOT NULL,
  PRIMARY KEY (root, stream, id));
CREATE INDEX deadline_due ON deadline (until_ms);
CREATE INDEX deadline_remind ON deadline (remind_ms);

CREATE TABLE order_row (
  root TEXT PRIMARY KEY, marketplace TEXT NOT NULL, external_id TEXT NOT NULL, buyer TEXT NOT NULL, status TEXT NOT NULL,
  currency TEXT NOT NULL, paid BIGINT NOT NULL, ordered_ms BIGINT NOT NULL, delivered_ms BIGINT NOT NULL,
  digest TEXT NOT NULL, seq INTEGER NOT NULL, head TEXT NOT NULL, UNIQUE (marketplace, root));
CREATE INDEX order_buyer ON order_row (marketplace, buyer, ordered_ms, root);
CREATE INDEX order_recent ON order_row (marketplace, ordered_ms, root);
CREATE TABLE order_seller (
  root TEXT NOT NULL, seller TEXT NOT NULL, marketplace TEXT NOT NULL, ordered_ms BIGINT NOT NULL, PRIMARY KEY (root, seller));
CREATE INDEX order_seller_list ON order_seller (marketplace, seller, ordered_ms, root);

CREATE TABLE outbox (
  root TEXT NOT NULL, id TEXT NOT NULL, topic TEXT NOT NULL, marketplace TEXT NOT NULL, payload TEXT NOT NULL,
  at_ms BIGINT NOT NULL, due_ms BIGINT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '',
  done_ms BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (root, id));
CREATE INDEX outbox_due ON outbox (due_ms) WHERE done_ms = 0;

CREATE TABLE notice (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, person TEXT NOT NULL, case_id TEXT NOT NULL,
  kind TEXT NOT NULL, facts TEXT NOT NULL, head TEXT NOT NULL, at_ms BIGINT NOT NULL, read_ms BIGINT NOT NULL DEFAULT 0,
  mail TEXT NOT NULL DEFAULT '', PRIMARY KEY (root, id));
CREATE INDEX notice_person ON notice (marketplace, person, at_ms, id);

CREATE TABLE rulebook (digest TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE heartbeat (what TEXT PRIMARY KEY, at_ms BIGINT NOT NULL);
CREATE TABLE outage (id TEXT PRIMARY KEY, started_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL, credited_ms BIGINT NOT NULL DEFAULT 0);
"""

FROZEN = ("entry", "leaf", "seal")


def statements(vendor: str) -> list[str]:
    """All DDL statements of the record for `sqlite` or `postgresql`, in order."""
    tables = [part.strip() for part in _TABLES.replace("BYTES", _BYTES[vendor]).split(";\n") if part.strip()]
    return [part.rstrip(";") for part in tables] + _append_only(vendor)


def reverse(vendor: str) -> list[str]:
    """The statements that take everything away again."""
    names = [line.split()[2] for line in _TABLES.splitlines() if line.startswith("CREATE TABLE")]
    drops = [f"DROP TABLE {name}" for name in names]
    return drops + (["DROP FUNCTION hejie_append_only()"] if vendor == "postgresql" else [])


def _append_only(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [statement for table in FROZEN for statement in append_only_triggers(table)]
    function = (
        "CREATE FUNCTION hejie_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hejie_append_only()"
        for table in FROZEN
    ]
    return [function, *triggers]


def append_only_triggers(table: str) -> list[str]:
    """What keeps a table append-only on SQLite; it falls with the table."""
    return [
        f"CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ]
