"""What lies at the other end of a wire: mail, the bus, streams through the proxy."""

from contextlib import closing
from datetime import timedelta

from elearn.app import bus_of
from elearn.commands.checks.patient import Finding, Patient, amber, check, green, red
from elearn.store import health
from elearn.web.live.across import BusGoneError

LONG_IN_THE_OUTBOX = timedelta(hours=2)
TOGETHER_SECONDS = 0.2
"""the two words of the trial stream are half a second apart; what brings them closer together keeps streams back"""


@check
def mail_is_set_up(patient: Patient) -> Finding:
    """People who forget their password can help themselves."""
    if not patient.config.smtp_host:
        return amber("No mail server is named: links are handed out on paper.", "Set `smtp_host`, `mail_from` and `site_url`.")
    return green(f"Letters go by {patient.config.smtp_host}.")


@check
def mail_is_reached(patient: Patient) -> Finding:
    """The mail server listens."""
    host, port = patient.config.smtp_host, patient.config.smtp_port
    if host and not patient.connects(host, port):
        return red(f"Nobody listens at {host}:{port}.", "Look at `smtp_host` and `smtp_port`, and at the firewall.")
    return green("The mail server listens." if host else "No mail server is named.")


@check
def letters_go(patient: Patient) -> Finding:
    """Nothing is stuck in the outbox."""
    found = health.letters()
    if found.oldest and patient.now - found.oldest > LONG_IN_THE_OUTBOX:
        return amber(
            f"{found.waiting} letters wait, the oldest since {found.oldest:%d %B, %H:%M} UTC.",
            "Look at the mail server's answers in the log.",
        )
    return green(f"{found.waiting} letters wait.")


@check
def letters_arrive(patient: Patient) -> Finding:
    """Addresses are right."""
    failed = health.letters().failed
    if failed:
        return amber(f"{failed} letters came back.", "Their tutors see them beside the names, and can put the addresses right.")
    return green("No letter came back.")


@check
def processes_hear_one_another(patient: Patient) -> Finding:
    """A move made here wakes pages that are served elsewhere."""
    if patient.config.waker == "process" and patient.config.on_postgresql:
        return amber(
            "Processes do not wake one another: pages served by another are late by a heartbeat.", "Take `waker` out of the settings."
        )
    bus = bus_of(patient.config)
    if bus is None:
        return green("One process needs nobody to wake.")
    heard = bus.listen()
    try:
        with closing(heard):  # type: ignore[type-var]  # both are generators
            next(heard)
    except BusGoneError as error:
        return red(
            f"The bus does not answer: {error}", f"Look whether {patient.config.wakes_by} runs; till then pages are late by a heartbeat."
        )
    return green(f"Processes wake one another by {patient.config.wakes_by}.")


@check
def the_server_runs(patient: Patient) -> Finding:
    """Somebody listens where the proxy looks."""
    if not patient.connects(patient.config.host, patient.config.port):
        return amber(f"Nobody listens on {patient.config.host}:{patient.config.port}.", "Start it: elearn serve")
    return green(f"The server listens on {patient.config.host}:{patient.config.port}.")


@check
def streams_come_through(patient: Patient) -> Finding:
    """What a partner does shows at once, through whatever stands in front."""
    front = patient.config.site_url or f"http://{patient.config.host}:{patient.config.port}"
    gap = patient.stream_gap(f"{front}/live/try")
    if gap is None:
        return amber(
            f"No stream comes from {front}.", "Start the server; let the proxy pass /live/ on. Till then pages ask every few seconds."
        )
    if gap < TOGETHER_SECONDS:
        return red(
            f"{front} keeps streams back and delivers them in lumps.",
            "Turn buffering and compression off for /live/, as deploy/nginx does.",
        )
    return green("Streams come through at once.")
