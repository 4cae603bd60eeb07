"""Refusals, worded for the person refused.

Each carries a stable `id` and its `values` beside the English sentence, so that the web can say it in another language; the status code
is the web's business. Nothing that was refused is stored.
"""


class Refusal(Exception):
    """Something that may not be done, and the sentence that says so.

    `id` is a stable word for translators and scripts; `sentence` may name `{values}`.
    """

    def __init__(self, id: str, sentence: str, /, **values: object) -> None:
        self.id = id
        self.template = sentence
        self.values = values
        super().__init__(sentence.format(**values) if values else sentence)


class MoveRefused(Refusal):
    """The rules of the case do not allow this move now."""


class Malformed(Refusal):
    """What arrived cannot be read as what it claims to be."""


class Conflict(Refusal):
    """It was right when it was written; the world has moved on."""


class WrongPerson(Refusal):
    """The page or move was made for somebody else than the person now signed in."""


class NotAllowed(Refusal):
    """The person is known, and this is not theirs to do."""


class NotThere(Refusal):
    """No such thing, or none that this person may know of."""


class TooOften(Refusal):
    """Too many tries in too short a time."""
