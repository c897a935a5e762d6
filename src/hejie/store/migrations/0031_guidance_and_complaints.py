"""Articles of guidance by version and word; questions to shops and complaints by whose turn it is."""

from django.db import migrations

_TABLES = {
    "article": """CREATE TABLE article (
  id TEXT NOT NULL PRIMARY KEY, marketplace TEXT NOT NULL, seller TEXT NOT NULL, scope TEXT NOT NULL, about TEXT NOT NULL,
  status TEXT NOT NULL, question TEXT NOT NULL, titles TEXT NOT NULL, created_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL,
  CHECK (scope IN ('marketplace', 'category', 'seller', 'listing')), CHECK (status IN ('draft', 'published', 'withdrawn')),
  CHECK ((scope IN ('marketplace', 'category')) = (seller = '')), CHECK ((scope IN ('category', 'listing')) = (about <> '')))""",
    "article_version": """CREATE TABLE article_version (
  article TEXT NOT NULL REFERENCES article (id), language TEXT NOT NULL, number INTEGER NOT NULL, marketplace TEXT NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL, written_by TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (article, language, number), CHECK (number > 0), CHECK (language IN ('zh', 'en', 'ru')))""",
    "article_term": """CREATE TABLE article_term (
  marketplace TEXT NOT NULL, term TEXT NOT NULL, article TEXT NOT NULL REFERENCES article (id), language TEXT NOT NULL,
  weight INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (marketplace, term, article, language), CHECK (weight > 0))""",
    "article_help": """CREATE TABLE article_help (
  article TEXT NOT NULL REFERENCES article (id), reader TEXT NOT NULL, helped INTEGER NOT NULL, place TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (article, reader), CHECK (helped IN (0, 1)))""",
    "answer_time": """CREATE TABLE answer_time (
  marketplace TEXT NOT NULL, seller TEXT NOT NULL, hours INTEGER NOT NULL, PRIMARY KEY (marketplace, seller),
  CHECK (hours BETWEEN 1 AND 168))""",
    "question_row": """CREATE TABLE question_row (
  root TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL, buyer TEXT NOT NULL,
  about TEXT NOT NULL, order_root TEXT NOT NULL, line INTEGER NOT NULL, product TEXT NOT NULL, status TEXT NOT NULL,
  turn TEXT NOT NULL, text_ref TEXT NOT NULL, in_time INTEGER NOT NULL, due_ms BIGINT NOT NULL, asked_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL, CHECK (about IN ('goods', 'installation')),
  CHECK (status IN ('open', 'late', 'answered', 'slots', 'fixed', 'done', 'missed', 'called_off', 'withdrawn')),
  CHECK (in_time IN (-1, 0, 1)), CHECK (turn IN ('', 'buyer', 'seller')))""",
    "complaint_row": """CREATE TABLE complaint_row (
  root TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, marketplace TEXT NOT NULL, complainant TEXT NOT NULL, against TEXT NOT NULL,
  whom TEXT NOT NULL, channel TEXT NOT NULL, handler TEXT NOT NULL, status TEXT NOT NULL, satisfied TEXT NOT NULL,
  escalated INTEGER NOT NULL, turn TEXT NOT NULL, text_ref TEXT NOT NULL, order_root TEXT NOT NULL, case_id TEXT NOT NULL,
  due_ms BIGINT NOT NULL, received_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL,
  CHECK (against IN ('service', 'person')), CHECK (channel IN ('web', 'email', 'telephone', 'counter', 'chat', 'api')),
  CHECK (status IN ('received', 'assigned', 'answered', 'closed', 'case', 'withdrawn')),
  CHECK (satisfied IN ('', 'yes', 'no', 'silent')), CHECK (escalated IN (0, 1)), CHECK ((status = 'case') = (case_id <> '')))""",
}
_INDEXES = {
    "article_place": "article (marketplace, status, scope, seller, about, changed_ms, id)",
    "article_of_seller": "article (marketplace, seller, changed_ms, id)",
    "article_term_of": "article_term (article, language)",
    "question_of_seller": "question_row (marketplace, seller, changed_ms, root)",
    "question_of_buyer": "question_row (marketplace, buyer, changed_ms, root)",
    "question_of_order": "question_row (order_root) WHERE order_root <> ''",
    "question_turn": "question_row (marketplace, seller, turn, due_ms, root)",
    "complaint_newest": "complaint_row (marketplace, changed_ms, root)",
    "complaint_status": "complaint_row (marketplace, status, due_ms, root)",
    "complaint_of": "complaint_row (marketplace, complainant, changed_ms, root)",
    "complaint_handler": "complaint_row (marketplace, handler, changed_ms, root)",
    "complaint_whom": "complaint_row (marketplace, whom, changed_ms, root)",
}


class Migration(migrations.Migration):
    dependencies = [("store", "0030_shop_names")]
    operations = [
        *(migrations.RunSQL(sql, f"DROP TABLE {name}") for name, sql in _TABLES.items()),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {what}", f"DROP INDEX {name}") for name, what in _INDEXES.items()),
    ]
