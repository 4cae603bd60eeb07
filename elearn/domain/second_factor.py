"""Codes that a telephone shows and that change every half minute (TOTP, RFC 6238)."""

import base64
import hmac
from datetime import datetime

from pyotp import TOTP

STEP_SECONDS = 30
KEY_BYTES = 20
SPARE_STEPS = 1
"""clocks of telephones are not quite ours"""
RECOVERY_CODES = 10
TRIES = 6
"""wrong codes within the window, after which one waits: of a million codes three are right at any time"""


def shared_key(site_secret: str, person_id: int, salt: str) -> str:
    """What a telephone is told, in base 32. Worked out and not kept: it takes the site's secret and the database together."""
    made = hmac.new(site_secret.encode(), f"second factor of {person_id}: {salt}".encode(), "sha256").digest()
    return base64.b32encode(made[:KEY_BYTES]).decode()


def address(key: str, *, account: str, site: str) -> str:
    """The `otpauth:` address that a picture for telephones holds."""
    return TOTP(key).provisioning_uri(name=account, issuer_name=site)


def step_of(key: str, code: str, now: datetime, *, after: int) -> int | None:
    """The half minute whose code this is, around now and later than `after`; None where it is no code of any."""
    this = int(now.timestamp()) // STEP_SECONDS
    for step in range(max(this - SPARE_STEPS, after + 1), this + SPARE_STEPS + 1):
        if hmac.compare_digest(TOTP(key).generate_otp(step).encode(), code.encode()):
            return step
    return None


def code_now(key: str, now: datetime) -> str:
    """The code that a telephone shows now."""
    return TOTP(key).generate_otp(int(now.timestamp()) // STEP_SECONDS)


def typed_code(typed: str) -> str:
    """A code as it is compared: telephones show it with a gap, and people copy that."""
    return "".join(typed.split())
