"""What a password must be, by the advice of the NCSC: long enough, and not one that everybody tries first. No rules of
composition, no expiry.

Guessing is held off by the throttle at sign-in; length and this short list hold off the rest.
"""

import re
import unicodedata

from elearn.domain.errors import Refusal

SHORTEST = 12
LONGEST_BYTES = 1024
"""refused before it is hashed, so that nobody keeps the machine busy with a book"""
FEWEST_LETTERS = 5
"""different ones"""

COMMON = frozenset({
    "password", "passwort", "passphrase", "letmein", "welcome", "iloveyou", "monkey", "dragon", "sunshine", "princess", "football",
    "baseball", "superman", "batman", "trustno", "master", "shadow", "michael", "jennifer", "liverpool", "arsenal", "chelsea",
    "rangers", "charlie", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "qazwsx", "qazwsxedc", "abcdef", "abcdefgh",
    "abcdefghijkl", "abc", "admin", "administrator", "root", "test", "guest", "changeme", "default", "secret", "login", "student",
    "university", "college", "medicine", "medical", "medschool", "law", "lawschool", "lawstudent", "medlaw", "medicinelaw",
    "rootandremedy", "rootremedy", "hospital", "doctor", "solicitor", "summer", "winter", "spring", "autumn", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "correcthorsebatterystaple",
})  # fmt: skip
"""what is left of the commonest passwords when figures and signs are taken from them"""
_ROWS = ("01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p")


def composed(password: str) -> str:
    """A password in the one spelling that is hashed: keyboards write the same accent in two ways."""
    return unicodedata.normalize("NFC", password)


def approve(password: str, *about: str) -> str:
    """The password as it may be hashed. `about`: names and addresses of its owner, which others know. Raises Refusal with what to do."""
    if len(password.encode("utf-8", "surrogatepass")) > LONGEST_BYTES:
        raise Refusal("password.long", "That is too long. {most} characters are plenty.", most=LONGEST_BYTES // 4)
    if "\0" in password or any(unicodedata.category(letter) == "Cs" for letter in password):
        raise Refusal("password.unwritable", "There is a sign in it that no keyboard can write again. Choose another.")
    words = composed(password)
    if len(words) < SHORTEST:
        raise Refusal("password.short", "Choose a password of at least {least} characters; three random words do well.", least=SHORTEST)
    if _guessable(words, about):
        raise Refusal("password.common", "That is among the first that anybody would try. Three random words do well.")
    return words


def _guessable(words: str, about: tuple[str, ...]) -> bool:
    folded = words.casefold()
    letters = re.sub(r"[\W\d_]+", "", folded)
    if len(set(folded)) < FEWEST_LETTERS or _made_of(letters, COMMON) or any(folded in row * 2 for row in _ROWS):
        return True
    known = {re.sub(r"[\W\d_]+", "", part) for each in about for part in (each.casefold(), each.casefold().partition("@")[0])} - {""}
    return letters in known or (not letters and len(folded) <= SHORTEST + 2)


def _made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether letters are one common word, or one said several times."""
    return any(letters == word * (len(letters) // len(word)) for word in words if letters and len(letters) % len(word) == 0)
