"""The ledger as the database itself keeps it: transfers that are only ever added, balances that only transfers move.

    transfer   one row a movement: debit, credit, amount > 0, one currency. phase: `single` moves at once; `pending`
               reserves; `post` carries a pending one out and `void` takes it back, with equal amount and accounts and
               each pending one at most once
    balance    what an account of a root has (`amount`) and has promised (`reserved`), never below zero. For a source
               (`outside`, `from_purse:…`) amount counts what it has given
    debt       what sellers owe buyers because custody no longer held it

No code can release more than was held, release twice, change a transfer or set a balance: triggers and CHECKs refuse.
On PostgreSQL a balance is moved only from within the transfer's trigger (pg_trigger_depth); on SQLite, which has no
such function, the trigger opens and shuts `ledger_gate`. SQLite's checks stand in a BEFORE trigger and raise on their
own, because `INSERT OR IGNORE` would otherwise carry its leniency into the trigger's statements.
"""

_TABLES = """
CREATE TABLE transfer (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL,
  phase TEXT NOT NULL CHECK (phase IN ('single', 'pending', 'post', 'void')), pending_id TEXT,
  debit TEXT NOT NULL, credit TEXT NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0WHOLE(amount)),
  currency TEXT NOT NULL CHECK (length(currency) = 3), case_id TEXT NOT NULL, why TEXT NOT NULL,
  provider_ref TEXT NOT NULL, seq INTEGER NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (root, id),
  CHECK (debit <> credit),
  CHECK ((phase IN ('post', 'void')) = (pending_id IS NOT NULL)));
CREATE UNIQUE INDEX transfer_resolved_once ON transfer (root, pending_id) WHERE pending_id IS NOT NULL;

CREATE TABLE balance (
  root TEXT NOT NULL, account TEXT NOT NULL, currency TEXT NOT NULL, marketplace TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0WHOLE(amount)),
  reserved BIGINT NOT NULL CHECK (reserved >= 0WHOLE(reserved)),
  PRIMARY KEY (root, account, currency));
CREATE INDEX balance_account ON balance (marketplace, account);

CREATE TABLE debt (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, case_id TEXT NOT NULL, seller TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ordered', 'due', 'voided')), currency TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0), paid BIGINT NOT NULL CHECK (paid >= 0 AND paid <= amount),
  at_ms BIGINT NOT NULL, PRIMARY KEY (root, id));
CREATE INDEX debt_seller ON debt (marketplace, seller);
"""

_SOURCE = "(NEW.debit = 'outside' OR substr(NEW.debit, 1, 11) = 'from_purse:')"
_INTO_SOURCE = "(NEW.credit = 'outside' OR substr(NEW.credit, 1, 11) = 'from_purse:')"
_PAIR = (
    "phase = 'pending' AND debit = NEW.debit AND credit = NEW.credit "
    "AND amount = NEW.amount AND currency = NEW.currency AND marketplace = NEW.marketplace"
)
_DEBIT_MOVES = (
    "UPDATE balance SET "
    "amount = amount + CASE NEW.phase WHEN 'void' THEN NEW.amount WHEN 'post' THEN 0 ELSE -NEW.amount END, "
    "reserved = reserved + CASE NEW.phase WHEN 'single' THEN 0 WHEN 'pending' THEN NEW.amount ELSE -NEW.amount END "
    "WHERE root = NEW.root AND account = NEW.debit AND currency = NEW.currency"
)

_NO_PAIR = "transfer: no pending transfer like it"
_FROM_SOURCE = "transfer: a source gives at once and takes nothing back"
_TOO_MUCH = "transfer: the account does not have so much"
_GUARDED = "balance: only a transfer moves it"


def _postgresql_add(account: str) -> str:
    return (
        "INSERT INTO balance (root, account, currency, marketplace, amount, reserved) "
        f"VALUES (NEW.root, NEW.{account}, NEW.currency, NEW.marketplace, NEW.amount, 0) "
        "ON CONFLICT (root, account, currency) DO UPDATE SET amount = balance.amount + excluded.amount;"
    )


def _postgresql_raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"


_POSTGRESQL = [
    f"""CREATE FUNCTION hejie_move_money() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.phase IN ('post', 'void') THEN
    PERFORM 1 FROM transfer WHERE root = NEW.root AND id = NEW.pending_id AND {_PAIR};
    IF NOT FOUND THEN {_postgresql_raise(_NO_PAIR)} END IF;
  END IF;
  IF {_INTO_SOURCE} OR ({_SOURCE} AND NEW.phase <> 'single') THEN {_postgresql_raise(_FROM_SOURCE)} END IF;
  IF {_SOURCE} THEN
    {_postgresql_add("debit")}
  ELSE
    {_DEBIT_MOVES};
    IF NOT FOUND THEN {_postgresql_raise(_TOO_MUCH)} END IF;
  END IF;
  IF NEW.phase IN ('single', 'post') THEN
    {_postgresql_add("credit")}
  END IF;
  RETURN NULL;
END $$""",
    "CREATE TRIGGER transfer_moves AFTER INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION hejie_move_money()",
    "CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer "
    "FOR EACH STATEMENT EXECUTE FUNCTION hejie_append_only()",
    f"""CREATE FUNCTION hejie_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF pg_trigger_depth() < 2 THEN {_postgresql_raise(_GUARDED)} END IF;
  RETURN NULL;
END $$""",
    "CREATE TRIGGER balance_guard BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON balance "
    "FOR EACH STATEMENT EXECUTE FUNCTION hejie_guard_balance()",
]


def _sqlite_refuse(message: str, when: str) -> str:
    return f"  SELECT RAISE(ABORT, '{message}') WHERE {when};"


def _sqlite_add(account: str, when: str) -> str:
    """Add to an account, whose row may not exist yet, without a conflict clause that the outer statement could bend."""
    here = f"root = NEW.root AND account = NEW.{account} AND currency = NEW.currency"
    return (
        "  INSERT INTO balance (root, account, currency, marketplace, amount, reserved) "
        f"SELECT NEW.root, NEW.{account}, NEW.currency, NEW.marketplace, 0, 0 "
        f"WHERE {when} AND NOT EXISTS (SELECT 1 FROM balance WHERE {here});\n"
        f"  UPDATE balance SET amount = amount + NEW.amount WHERE {here} AND {when};"
    )


_SQLITE = [
    "CREATE TABLE ledger_gate (open INTEGER PRIMARY KEY CHECK (open = 1))",
    "CREATE TRIGGER transfer_checks BEFORE INSERT ON transfer BEGIN\n"
    + "\n".join(
        (
            _sqlite_refuse(
                "transfer is append-only", "EXISTS (SELECT 1 FROM transfer WHERE root = NEW.root AND id = NEW.id)"
            ),
            _sqlite_refuse(
                _NO_PAIR,
                "NEW.phase IN ('post', 'void') AND (NOT EXISTS "
                f"(SELECT 1 FROM transfer WHERE root = NEW.root AND id = NEW.pending_id AND {_PAIR}) OR EXISTS "
                "(SELECT 1 FROM transfer WHERE root = NEW.root AND pending_id = NEW.pending_id))",
            ),
            _sqlite_refuse(_FROM_SOURCE, f"{_INTO_SOURCE} OR ({_SOURCE} AND NEW.phase <> 'single')"),
            _sqlite_refuse(
                _TOO_MUCH,
                f"NOT {_SOURCE} AND NEW.phase IN ('single', 'pending') AND NEW.amount > COALESCE((SELECT amount "
                "FROM balance WHERE root = NEW.root AND account = NEW.debit AND currency = NEW.currency), 0)",
            ),
        )
    )
    + "\nEND",
    "CREATE TRIGGER transfer_moves AFTER INSERT ON transfer BEGIN\n"
    "  INSERT INTO ledger_gate VALUES (1);\n"
    + _sqlite_add("debit", _SOURCE)
    + f"\n  {_DEBIT_MOVES} AND NOT {_SOURCE};\n"
    + _sqlite_add("credit", "NEW.phase IN ('single', 'post')")
    + "\n  DELETE FROM ledger_gate;\nEND",
    *(
        f"CREATE TRIGGER transfer_{act.lower()} BEFORE {act} ON transfer BEGIN "
        "SELECT RAISE(ABORT, 'transfer is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER balance_{act.lower()} BEFORE {act} ON balance WHEN NOT EXISTS (SELECT 1 FROM ledger_gate) "
        f"BEGIN SELECT RAISE(ABORT, '{_GUARDED}'); END"
        for act in ("INSERT", "UPDATE", "DELETE")
    ),
]


def _tables(vendor: str) -> list[str]:
    text = _TABLES
    for column in ("amount", "reserved"):
        whole = f" AND typeof({column}) = 'integer'" if vendor == "sqlite" else ""
        text = text.replace(f"WHOLE({column})", whole)
    return [part.strip().rstrip(";") for part in text.split(";\n") if part.strip()]


STATEMENTS = {"sqlite": [*_tables("sqlite"), *_SQLITE], "postgresql": [*_tables("postgresql"), *_POSTGRESQL]}
"""All statements that make the ledger, in order; `record_sql` comes first."""

_DROP_TABLES = ["DROP TABLE transfer", "DROP TABLE balance", "DROP TABLE debt"]
REVERSE = {
    "sqlite": [*_DROP_TABLES, "DROP TABLE ledger_gate"],
    "postgresql": [*_DROP_TABLES, "DROP FUNCTION hejie_move_money()", "DROP FUNCTION hejie_guard_balance()"],
}
"""The statements that take the ledger away again."""
