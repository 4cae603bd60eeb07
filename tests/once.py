"""What every application in a process of tests would work out anew, and works out once: a test makes an application of its own, and each
would compile the same templates, addresses and statements, which takes longer than most tests.
"""

from types import CodeType
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class CompiledOnce(BytecodeCache):
    """Compiled templates, kept for as long as their source stays the same."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = CompiledOnce()


_statements: LRUCache[Any, Any] = LRUCache(5000)
"""by dialect and statement, as an engine keeps them for itself"""


def compile_once() -> None:
    """Have werkzeug keep what it makes of an address, which follows from the address alone, and SQLAlchemy what it makes of a statement,
    which follows from the statement and the kind of database: of one kind, all engines here are alike.
    """
    compiled, kept = Rule.compile, {}

    def once(rule: Rule) -> None:
        key = (rule.rule, rule.host, rule.subdomain, str(rule.defaults), rule.merge_slashes)
        if key not in kept:
            compiled(rule)
            kept[key] = (rule._parts, rule._trace, rule._converters, rule._build.__func__, rule._build_unknown.__func__)
        rule._parts, rule._trace, rule._converters, build, build_unknown = kept[key]
        rule.arguments.update(rule._converters)
        rule._build, rule._build_unknown = build.__get__(rule), build_unknown.__get__(rule)

    Rule.compile = once
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda one, other: type(one) is type(other)
        dialect.__hash__ = lambda one: hash(type(one))


def share_statements(engine: Engine) -> None:
    """Let this engine use what others of its kind have compiled, as its own: an erasure empties it."""
    engine._compiled_cache = _statements
