"""Vouchers, what agents have promised, answers after the end, and reviews, each as lists and figures read them."""

from django.db import migrations

_TABLES = (
    (
        """CREATE TABLE voucher_row (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, funder TEXT NOT NULL, buyer TEXT NOT NULL,
  minor BIGINT NOT NULL CHECK (minor > 0), rest BIGINT NOT NULL CHECK (rest >= 0 AND rest <= minor), used BIGINT NOT NULL CHECK (used >= 0),
  currency TEXT NOT NULL, status TEXT NOT NULL, why TEXT NOT NULL, case_id TEXT NOT NULL, order_root TEXT NOT NULL,
  agent TEXT NOT NULL, digest TEXT NOT NULL, at_ms BIGINT NOT NULL, until_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL,
  PRIMARY KEY (root, id), CHECK (used + rest <= minor))""",
        "DROP TABLE voucher_row",
    ),
    ("CREATE INDEX voucher_of_buyer ON voucher_row (marketplace, buyer, at_ms, root)", "DROP INDEX voucher_of_buyer"),
    ("CREATE INDEX voucher_of_funder ON voucher_row (marketplace, funder, at_ms, id)", "DROP INDEX voucher_of_funder"),
    ("CREATE INDEX voucher_ended ON voucher_row (marketplace, ended_ms) WHERE ended_ms > 0", "DROP INDEX voucher_ended"),
    ("CREATE INDEX voucher_code ON voucher_row (marketplace, digest) WHERE digest <> ''", "DROP INDEX voucher_code"),
    ("CREATE INDEX voucher_case ON voucher_row (case_id) WHERE case_id <> ''", "DROP INDEX voucher_case"),
    ("CREATE INDEX voucher_order ON voucher_row (order_root) WHERE order_root <> ''", "DROP INDEX voucher_order"),
    (
        """CREATE TABLE promise_row (
  root TEXT NOT NULL, stream TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL, side TEXT NOT NULL,
  agent TEXT NOT NULL, status TEXT NOT NULL, text_ref TEXT NOT NULL, made_ms BIGINT NOT NULL, due_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL,
  PRIMARY KEY (root, stream, id))""",
        "DROP TABLE promise_row",
    ),
    ("CREATE INDEX promise_due ON promise_row (marketplace, seller, due_ms, root) WHERE ended_ms = 0", "DROP INDEX promise_due"),
    ("CREATE INDEX promise_made ON promise_row (marketplace, made_ms, seller)", "DROP INDEX promise_made"),
    (
        """CREATE TABLE follow_up_row (
  root TEXT NOT NULL, id TEXT NOT NULL, side TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL, kept TEXT NOT NULL,
  satisfied INTEGER NOT NULL CHECK (satisfied >= 1 AND satisfied <= 5), again TEXT NOT NULL, words_ref TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (root, id, side))""",
        "DROP TABLE follow_up_row",
    ),
    ("CREATE INDEX follow_up_at ON follow_up_row (marketplace, at_ms, id)", "DROP INDEX follow_up_at"),
    (
        """CREATE TABLE review_row (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL, buyer TEXT NOT NULL, line INTEGER NOT NULL,
  stars INTEGER NOT NULL CHECK (stars >= 1 AND stars <= 5), first_stars INTEGER NOT NULL, versions INTEGER NOT NULL,
  hidden TEXT NOT NULL, text_ref TEXT NOT NULL, title_ref TEXT NOT NULL, reply_ref TEXT NOT NULL, at_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL, PRIMARY KEY (root, id))""",
        "DROP TABLE review_row",
    ),
    ("CREATE INDEX review_of_seller ON review_row (marketplace, seller, at_ms, root)", "DROP INDEX review_of_seller"),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("store", "0028_service")]
    operations = [migrations.RunSQL(forward, back) for forward, back in _TABLES]
