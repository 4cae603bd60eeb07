"""Accounts: who can do everything, and how well they are guarded."""

from elearn.commands.checks.patient import Finding, Patient, amber, check, green, red
from elearn.store import health, people, second_factors

MANY = 8


@check
def there_is_an_admin(patient: Patient) -> Finding:
    """Somebody can look after people."""
    if not people.admins():
        return red("There is no admin.", "elearn people add --admin NAME EMAIL")
    return green(f"There are {len(people.admins())} admins.")


@check
def admins_are_few(patient: Patient) -> Finding:
    """Not everybody can do everything."""
    count = len(people.admins())
    if count > MANY:
        return amber(
            f"{count} people are admins.", "Whoever only starts classes needs `teacher`: elearn people role EMAIL --no-admin --teacher"
        )
    return green(f"{count} people are admins.")


@check
def admins_have_second_factors(patient: Patient) -> Finding:
    """A stolen password makes nobody an admin."""
    bare = second_factors.admins_without()
    if bare:
        return red(
            f"Without a second factor: {', '.join(bare[:5])}.",
            "They sign in and set it up under *My account*; till then they can do nothing.",
        )
    return green("Every admin has a second factor.")


@check
def nobody_is_made_up(patient: Patient) -> Finding:
    """The demo's people are not among the real ones."""
    if count := health.people_at("demo.invalid"):
        return red(f"{count} made-up people of the demo have accounts here.", "Begin with an empty database: these belong to the demo.")
    return green("Nobody here is made up.")
