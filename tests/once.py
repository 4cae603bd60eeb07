"""What every application in a process of tests would work out anew, and works out once: a test makes an application of its own, and each
would compile the same templates and the same addresses, which takes longer than most tests.
"""

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache
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


def compile_addresses_once() -> None:
    """Have werkzeug keep what it makes of an address; what it makes follows from the address alone and is handed the rule it is of."""
    compiled, kept = Rule._compile_builder, {}

    def once(rule: Rule, append_unknown: bool = True):
        key = (rule.rule, rule.host, rule.subdomain, str(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = once
