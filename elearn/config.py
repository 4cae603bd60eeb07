"""One typed, frozen configuration: defaults, then `instance/elearn.toml`, then the environment; what is wrong is said by name."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "SECRET_KEY": "secret_key",
    "OLD_SECRET_KEYS": "old_secret_keys",
    "SESSION_HOURS": "session_hours",
    "IDLE_MINUTES": "idle_minutes",
    "DATABASE_URL": "database_url",
    "SITE_NAME": "site_name",
    "HOST": "host",
    "PORT": "port",
    "TRUSTED_HOSTS": "trusted_hosts",
    "BEHIND_PROXIES": "proxies",
    "HTTPS": "https",
    "RETAIN_DAYS": "retain_days",
    "SUPPORT_CONTACTS": "support",
    "REDIS_URL": "redis_url",
    "WAKER": "waker",
    "WEB_CONCURRENCY": "processes",
    "BACKUP_DIR": "backup_dir",
    "EXPORTS_DIR": "exports_dir",
    "ERASURES_FILE": "erasures_file",
    "CONTENT_DIR": "content_dir",
    "METRICS_PORT": "metrics_port",
    "METRICS_HOST": "metrics_host",
    "LOG_REQUESTS": "log_requests",
    "THREADS": "threads",
    "HEARTBEAT_SECONDS": "heartbeat_seconds",
    "SITE_URL": "site_url",
    "SMTP_HOST": "smtp_host",
    "SMTP_PORT": "smtp_port",
    "SMTP_USER": "smtp_user",
    "SMTP_PASSWORD": "smtp_password",
    "SMTP_SECURITY": "smtp_security",
    "MAIL_FROM": "mail_from",
}


BESIDE_BACKUPS = "elearn-erasures.jsonl"
"""what the list of erasures is called in a folder of backups"""
KEPT_CONNECTIONS = 5
STREAM_READERS = 6
"""asyncio reads for all streams in a handful of threads"""


class ConfigError(Exception):
    """The configuration cannot be used; the text names every setting concerned."""


class Contact(BaseModel):
    """Somebody a student can turn to: shown on *Pause, or talk to someone*."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    what: str = ""
    url: str = ""


class Config(BaseModel):
    """Everything that can be set. Every field's description is its manual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret_key: str = Field(
        min_length=32,
        description="signs cookies; at least 32 characters, kept secret; without one it is made, and kept in `instance/secret_key`",
    )
    old_secret_keys: tuple[str, ...] = Field(
        default=(), description="earlier secret keys, while cookies and second factors that were made with them are still about"
    )
    database_url: str = Field(description="where things are remembered: sqlite:///… or postgresql://…; without it `instance/elearn.sqlite`")
    site_name: str = Field(default="Root & Remedy", min_length=1, max_length=60, description="the name shown in the pages")
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=5000, ge=1, le=65535, description="the port to listen on")
    trusted_hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost", ".localhost"), description="host names the site answers to (commas in the environment)"
    )
    proxies: int = Field(default=0, ge=0, le=5, description="how many proxies stand in front, whose forwarded headers are believed")
    https: bool = Field(default=False, description="whether people reach the site over TLS: cookies are then secure and bound to the host")
    redis_url: str = Field(default="", description="a Redis through which several processes wake one another: redis://…")
    waker: Literal["auto", "process", "redis", "postgresql"] = Field(
        default="auto", description="how processes wake one another's streams; auto: by Redis where one is named, else by PostgreSQL"
    )
    processes: int = Field(default=1, ge=1, le=64, description="server processes on this machine; more than one needs PostgreSQL")
    demo: bool = Field(default=False, description="set by the command `demo`: made-up people, one click to enter; not to be set by hand")
    content_dir: Path = Field(default=ROOT / "content", description="the library that authors edit")
    templates_dir: Path = Field(default=ROOT / "templates", description="the pages")
    static_dir: Path = Field(default=ROOT / "static", description="what pages load")
    exports_dir: Path = Field(
        default=ROOT / "instance" / "exports", description="the folder in which large exports wait a day to be fetched; servers share it"
    )
    backup_dir: Path = Field(default=ROOT / "instance" / "backups", description="the folder that `elearn backup` writes to")
    erasures_file: Path = Field(
        default=ROOT / "instance" / "erasures.jsonl",
        description="the list of erasures, by number, which `elearn restore` applies again; keep a copy elsewhere",
    )
    retain_days: int = Field(
        default=0,
        ge=0,
        le=36500,
        description="how many days after a class is archived `elearn retain` erases its learners; 0: your institution has not said",
    )
    metrics_port: int = Field(default=0, ge=0, le=65535, description="the port on which Prometheus reads figures; 0: none are kept")
    metrics_host: str = Field(default="127.0.0.1", description="the address of that port; another than this machine only behind a firewall")
    log_requests: bool = Field(
        default=True, description="whether each request is a line of JSON on the standard error; in the demo none is"
    )
    support: tuple[Contact, ...] = Field(
        default=(),
        description="the institution's own contacts for students who want to talk to someone (names with semicolons in the environment)",
    )
    site_url: str = Field(
        default="", pattern=r"^(https?://[^/\s?#]+)?$", description="where people reach the site, for the links in letters: https://…"
    )
    smtp_host: str = Field(default="", description="the mail server that takes our letters; without one, links are handed out on paper")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="its port: 587 for starttls, 465 for tls, 25 for none")
    smtp_user: str = Field(default="", description="the name we have there, if it asks for one")
    smtp_password: str = Field(default="", description="and the password")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="how the way there is kept private; none only to a server on this machine"
    )
    mail_from: str = Field(default="", description="the address that our letters come from")
    session_hours: float = Field(default=12, ge=1, le=24 * 30, description="how long a sign-in lasts at most, in hours")
    idle_minutes: int = Field(
        default=120, ge=10, le=24 * 60 * 30, description="after how many minutes unused a sign-in is over; for admins after 30 at most"
    )
    threads: int = Field(default=20, ge=2, le=200, description="threads for ordinary pages; streams need none")
    heartbeat_seconds: float = Field(
        default=15, gt=0, le=60, description="how often a silent stream says that it is alive, and looks again"
    )

    @property
    def erasure_lists(self) -> list[Path]:
        """The files in which the list of erasures is kept: here, and beside the backups where there are any."""
        return [self.erasures_file, *([self.backup_dir / BESIDE_BACKUPS] if self.backup_dir.is_dir() else [])]

    @field_validator("database_url")
    @classmethod
    def _with_driver(cls, url: str) -> str:
        """`postgresql://` and `postgres://`, as hosting services write it, mean the driver that we use."""
        scheme, _, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url

    @model_validator(mode="after")
    def _several_processes(self) -> Self:
        if self.waker == "redis" and not self.redis_url:
            raise ValueError("`waker` is redis, so `redis_url` must name one.")
        if self.waker == "postgresql" and not self.on_postgresql:
            raise ValueError("`waker` is postgresql, so `database_url` must name a PostgreSQL database.")
        if self.processes > 1 and not self.on_postgresql:
            raise ValueError(
                f"`processes` is {self.processes}, and SQLite serves one: set `database_url` to a PostgreSQL database, or `processes` to 1."
            )
        if self.processes > 1 and self.waker == "process":
            raise ValueError("`waker` is process, so pages of one process would not hear of moves in another: set `processes` to 1.")
        return self

    @model_validator(mode="after")
    def _letters(self) -> Self:
        if self.smtp_host and ("@" not in self.mail_from or not self.site_url):
            raise ValueError("`smtp_host` is set, so `mail_from` must be an address and `site_url` say where the links in letters lead.")
        if self.smtp_password and self.smtp_security == "none":
            raise ValueError("`smtp_security` is none, so `smtp_password` would travel in the open: set it to starttls or tls.")
        return self

    @property
    def on_postgresql(self) -> bool:
        """Whether things are remembered in PostgreSQL."""
        return self.database_url.startswith("postgresql+psycopg://")

    @property
    def wakes_by(self) -> str:
        """How processes wake one another: "process" (they do not), "redis" or "postgresql"."""
        if self.waker != "auto":
            return self.waker
        return "redis" if self.redis_url else "postgresql" if self.on_postgresql else "process"

    def _engine(self) -> dict[str, Any]:
        """How connections to the database are kept. A thread never waits for one, and a server that was restarted is noticed before use."""
        # An error's text would hold what was being saved, and it may be logged.
        if not self.on_postgresql:
            return {"hide_parameters": True}
        return {
            "hide_parameters": True,
            "isolation_level": "AUTOCOMMIT",  # but in a transaction that writes, or wants one view: store/db.py
            "pool_size": KEPT_CONNECTIONS,
            "max_overflow": self.threads + STREAM_READERS - KEPT_CONNECTIONS,
            "pool_timeout": 10,
            "pool_pre_ping": True,
            "connect_args": {
                "connect_timeout": 5,
                "application_name": "elearn",
                "options": "-c timezone=UTC -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
                " -c default_transaction_read_only=on",
            },
        }

    def flask(self) -> dict[str, Any]:
        """The settings Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.old_secret_keys),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": self._engine(),
            "TRUSTED_HOSTS": list(self.trusted_hosts),
            "MAX_CONTENT_LENGTH": 256 * 1024,
            "MAX_FORM_MEMORY_SIZE": 256 * 1024,
            "MAX_FORM_PARTS": 400,
            "SESSION_COOKIE_NAME": "__Host-elearn" if self.https else "elearn",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_PATH": "/",
            "WTF_CSRF_TIME_LIMIT": None,
            "PREFERRED_URL_SCHEME": "https" if self.https else "http",
            "BABEL_DEFAULT_LOCALE": "en_GB",
            "TEMPLATES_AUTO_RELOAD": False,
        }


def load(*, instance: Path = ROOT / "instance", environ: Mapping[str, str] = os.environ, demo: bool = False) -> Config:
    """The configuration in force. Raises ConfigError, naming everything that is wrong at once.

    Without a `secret_key` one is made and kept in `instance/secret_key`, readable by the owner only.
    """
    settings: dict[str, Any] = {"demo": demo}
    file = instance / "elearn.toml"
    if file.exists():
        try:
            settings |= tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}: {error}") from error
    if "demo" in settings and file.exists() and settings["demo"] is not demo:
        raise ConfigError(f"{file}: `demo` is not set here. `elearn demo` (make run) serves the demo, with a database of its own.")
    settings |= {field: environ[name] for name, field in ENVIRONMENT.items() if environ.get(name)}
    for listed in ("trusted_hosts", "support", "old_secret_keys"):
        if isinstance(settings.get(listed), str):
            settings[listed] = _listed(listed, settings[listed])
    if "secret_key" not in settings:
        settings["secret_key"] = _kept_secret(instance)
    if demo:
        settings |= {"database_url": f"sqlite:///{instance / 'demo.sqlite'}", "redis_url": "", "waker": "auto", "processes": 1}
    settings.setdefault("database_url", f"sqlite:///{instance / 'elearn.sqlite'}")
    settings.setdefault("exports_dir", instance / "exports")
    settings.setdefault("erasures_file", instance / "erasures.jsonl")
    try:
        return Config.model_validate(settings)
    except ValidationError as error:
        said = "\n".join(f"  {'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors(include_url=False))
        raise ConfigError(f"The configuration cannot be used:\n{said}") from error


def _listed(name: str, text: str) -> tuple[Any, ...]:
    parts = tuple(part.strip() for part in text.split(";" if name == "support" else ",") if part.strip())
    return tuple({"name": part} for part in parts) if name == "support" else parts


def _kept_secret(instance: Path) -> str:
    kept = instance / "secret_key"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return kept.read_text(encoding="utf-8").strip()
