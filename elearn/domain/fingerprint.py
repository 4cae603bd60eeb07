"""The hash by which a published version is known: equal content has one hash, whatever wrote it."""

import hashlib
import json

from pydantic import BaseModel


def fingerprint(content: BaseModel) -> str:
    """sha256 of the canonical JSON (keys in order, values at their default left out), as 64 hex digits."""
    # Without defaults content keeps its hash when a later release adds an optional field.
    body = content.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
