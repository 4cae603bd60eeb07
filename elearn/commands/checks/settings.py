"""What the configuration says."""

from urllib.parse import urlsplit

from elearn.actions.enter import HASHER
from elearn.commands.checks.patient import Finding, Patient, amber, check, green, red

DIFFERENT_SIGNS = 16
EXAMPLES = ("change", "example", "secret", "password", "replace", "0123456789")
LONG_HOURS = 24
KIBIBYTES = 19 * 1024
"""OWASP's least for Argon2id with two passes"""


@check
def debug_is_off(patient: Patient) -> Finding:
    """Nothing shows how the program works inside."""
    asked = [name for name in ("FLASK_DEBUG", "PYTHONDEVMODE", "PYTHONASYNCIODEBUG") if patient.environ.get(name, "0") not in ("", "0")]
    if patient.app.debug or asked:
        return red(f"Debugging is on ({', '.join(asked) or 'in the application'}).", "Take it out of the environment of the server.")
    return green("Debugging is off.")


@check
def is_not_the_demo(patient: Patient) -> Finding:
    """Nobody gets in as anybody."""
    if patient.config.demo:
        return red("This is the demo, which lets anybody in as anybody.", "Take `demo` out of the settings; `make run` serves the demo.")
    return green("The demo is off.")


@check
def secret_key_is_long(patient: Patient) -> Finding:
    """Cookies cannot be forged."""
    key = patient.config.secret_key
    if len(set(key)) < DIFFERENT_SIGNS:
        return red(f"The secret key has only {len(set(key))} different signs.", "Take `secret_key` out of the settings: one is made.")
    return green(f"The secret key has {len(key)} signs.")


@check
def secret_key_is_no_example(patient: Patient) -> Finding:
    """The key was not copied from a page."""
    if any(word in patient.config.secret_key.casefold() for word in EXAMPLES):
        return red("The secret key looks like an example.", "Take `secret_key` out of the settings: one is made.")
    return green("The secret key is no example.")


@check
def earlier_keys_are_few(patient: Patient) -> Finding:
    """A key that was given up for a reason does not work for ever."""
    if len(patient.config.old_secret_keys) > 1:
        return amber(
            f"{len(patient.config.old_secret_keys)} earlier secret keys still work.",
            "Take those out whose cookies and second factors are gone.",
        )
    return green("At most one earlier secret key still works.")


@check
def hosts_are_named(patient: Patient) -> Finding:
    """The site answers to the name that people type."""
    name = urlsplit(patient.config.site_url).hostname or ""
    hosts = patient.config.trusted_hosts
    if name and not any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts):
        return red(f"People reach the site as {name}, to which it does not answer.", f"Add {name} to `trusted_hosts`.")
    return green(f"The site answers to {', '.join(hosts)}.")


@check
def hosts_are_narrow(patient: Patient) -> Finding:
    """The site answers to no name that others could own."""
    wide = [host for host in patient.config.trusted_hosts if "*" in host or host in ("", ".") or host.strip(".").count(".") < 1]
    wide = [host for host in wide if host.strip(".") != "localhost"]
    if wide:
        return red(f"`trusted_hosts` lets in {', '.join(repr(each) for each in wide)}.", "Name the hosts one by one.")
    return green("Every trusted host is named.")


@check
def https_is_on(patient: Patient) -> Finding:
    """Nobody on the way reads along."""
    if patient.in_public and not patient.config.https:
        return red("People reach the site, and `https` is off: cookies travel in the open.", "Put TLS in front and set `https = true`.")
    return green("TLS stands in front." if patient.config.https else "Only this machine is served.")


@check
def links_lead_over_https(patient: Patient) -> Finding:
    """Links in letters lead where people are."""
    url = patient.config.site_url
    if not url:
        return amber("`site_url` is not set: links from a shell name this machine.", "Set it to the address that people type.")
    if url.startswith("http://"):
        return red(f"Links in letters lead to {url}, in the open.", "Set `site_url` to https://…")
    return green(f"Links lead to {url}.")


@check
def cookies_are_bound(patient: Patient) -> Finding:
    """The cookie goes nowhere else."""
    said = patient.app.config
    fit = said["SESSION_COOKIE_HTTPONLY"] and said["SESSION_COOKIE_SAMESITE"] in ("Lax", "Strict") and not said.get("SESSION_COOKIE_DOMAIN")
    if not fit or (patient.config.https and not (said["SESSION_COOKIE_SECURE"] and said["SESSION_COOKIE_NAME"].startswith("__Host-"))):
        return red(
            "The cookie is not bound to this host, to HTTP and to TLS.", "Leave the settings of the cookie as the program makes them."
        )
    return green("The cookie is bound to this host.")


@check
def forms_are_guarded(patient: Patient) -> Finding:
    """No other site can send our forms."""
    if not patient.app.config.get("WTF_CSRF_ENABLED", True):
        return red("Forms are taken from any site.", "Take WTF_CSRF_ENABLED out.")
    return green("Forms are taken from our own pages only.")


@check
def posts_are_limited(patient: Patient) -> Finding:
    """Nobody fills the memory with one post."""
    if any(not patient.app.config.get(name) for name in ("MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS")):
        return red("Posts of any size are taken.", "Leave the limits as the program sets them.")
    return green(f"A post may have {patient.app.config['MAX_CONTENT_LENGTH'] // 1024} KB.")


@check
def pages_forbid_scripts_of_others(patient: Patient) -> Finding:
    """Every page carries its policy."""
    host = next((each.lstrip(".") for each in patient.config.trusted_hosts if each), "localhost")
    answer = patient.app.test_client().get("/sign-in", base_url=f"https://{host}")
    headers, missing = answer.headers, []
    if "default-src 'none'" not in headers.get("Content-Security-Policy", "") or "unsafe" in headers.get("Content-Security-Policy", ""):
        missing.append("a strict Content-Security-Policy")
    if headers.get("X-Content-Type-Options") != "nosniff":
        missing.append("nosniff")
    if "no-store" not in headers.get("Cache-Control", ""):
        missing.append("no-store")
    if patient.config.https and "max-age" not in headers.get("Strict-Transport-Security", ""):
        missing.append("Strict-Transport-Security")
    if missing:
        return red(f"Pages come without {', '.join(missing)}.", "Take out whatever changes the headers.")
    return green("Pages carry their policy.")


@check
def proxies_are_counted(patient: Patient) -> Finding:
    """The address that tries are counted by is the right one."""
    if patient.config.https and not patient.config.proxies:
        return red(
            "`https` is on and `proxies` is 0: everybody seems to come from the proxy's address.",
            "Set `proxies` to how many stand in front.",
        )
    if patient.config.proxies and not patient.config.https and patient.in_public:
        return amber("A proxy is believed, and `https` is off.", "Set `https = true` if it speaks TLS.")
    return green(f"{patient.config.proxies} proxies are believed.")


@check
def only_the_proxy_reaches_the_server(patient: Patient) -> Finding:
    """Nobody goes round the proxy and says what they like."""
    if patient.config.proxies and patient.config.host in ("0.0.0.0", "::"):  # noqa: S104  # nosec B104  # looks for it
        return amber(
            f"The server listens on {patient.config.host} and believes a proxy: who reaches it directly can claim any address.",
            "Let a firewall keep others from the port, or listen on 127.0.0.1.",
        )
    return green(f"The server listens on {patient.config.host}.")


@check
def sign_ins_end(patient: Patient) -> Finding:
    """A browser in a library is not signed in for a week."""
    if patient.config.session_hours > LONG_HOURS or patient.config.idle_minutes > LONG_HOURS * 60:
        return amber(f"A sign-in lasts {patient.config.session_hours:g} hours.", "Set `session_hours` and `idle_minutes` to a day at most.")
    return green(f"A sign-in lasts {patient.config.session_hours:g} hours, or {patient.config.idle_minutes} minutes unused.")


@check
def passwords_are_hashed_slowly(patient: Patient) -> Finding:
    """A stolen database yields no passwords soon."""
    if HASHER.memory_cost < KIBIBYTES or HASHER.time_cost < 2:
        return red("Passwords are hashed too quickly.", "Leave the costs of Argon2id as the program sets them.")
    return green(f"Argon2id with {HASHER.memory_cost // 1024} MB and {HASHER.time_cost} passes.")


@check
def help_is_named(patient: Patient) -> Finding:
    """Who wants to talk to someone finds somebody."""
    if not patient.config.support:
        return amber("*Pause, or talk to someone* names nobody of your institution.", "List its contacts under `support`.")
    return green(f"{len(patient.config.support)} contacts are named.")


@check
def records_have_an_end(patient: Patient) -> Finding:
    """What students wrote is not kept for ever because nobody said how long."""
    if not patient.config.retain_days:
        return amber(
            "Nobody has said how long classes are kept.",
            "Set `retain_days` to your institution's period, and run `elearn retain` each year.",
        )
    return green(f"The learners of a class may go {patient.config.retain_days} days after it is archived, by `elearn retain`.")


@check
def metrics_are_not_public(patient: Patient) -> Finding:
    """How busy a class is, is nobody else's business."""
    if patient.config.metrics_port and patient.config.metrics_host not in ("127.0.0.1", "localhost", "::1"):
        return amber(
            f"Figures are served on {patient.config.metrics_host}.", "See that a firewall lets Prometheus through and nobody else."
        )
    return green("Figures are served to this machine only." if patient.config.metrics_port else "No figures are served.")
