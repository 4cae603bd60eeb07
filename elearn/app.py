"""The application, as a table of contents: each concern is a named function, and this is the only place that knows every part."""

import hmac

from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from elearn.config import Config
from elearn.store.db import db, prepare
from elearn.web import doors, errors, filters, gate, headers, logbook, login, looks, postman, speaking, timekeeper, uploads
from elearn.web.account import notices as notices_wanted
from elearn.web.account.data import own_pages
from elearn.web.account.own import own
from elearn.web.account.views import account
from elearn.web.addresses import Addressed
from elearn.web.admin.erasing import erasing
from elearn.web.admin.views import admin
from elearn.web.author.views import author
from elearn.web.demo.views import register as open_demo
from elearn.web.health import health
from elearn.web.jinja import ModelsFirst
from elearn.web.learn.availability import availability
from elearn.web.learn.earlier import earlier
from elearn.web.learn.feedback import feedback
from elearn.web.learn.from_tutor import from_tutor
from elearn.web.learn.modules import modules
from elearn.web.learn.questionnaire import questionnaire
from elearn.web.learn.reference import reference
from elearn.web.learn.views import learn
from elearn.web.live.across import Across, Bus
from elearn.web.live.presence import Presence
from elearn.web.live.views import live
from elearn.web.live.waker import InProcess
from elearn.web.tutor.cohorts import cohorts
from elearn.web.tutor.debrief import class_debrief
from elearn.web.tutor.evidence import evidence
from elearn.web.tutor.export import exports
from elearn.web.tutor.insights import insights
from elearn.web.tutor.live import class_live
from elearn.web.tutor.marking import marking
from elearn.web.tutor.modules import class_modules
from elearn.web.tutor.pairing import pairing
from elearn.web.tutor.pairing_repair import repair
from elearn.web.tutor.redacting import redacting
from elearn.web.tutor.roster import roster
from elearn.web.tutor.views import tutor


def create_app(config: Config) -> Flask:
    """The Flask application for one configuration."""
    app = Addressed(
        "elearn", template_folder=str(config.templates_dir), static_folder=str(config.static_dir), instance_relative_config=False
    )
    app.jinja_environment = ModelsFirst
    app.config.from_mapping(config.flask())
    app.extensions["elearn"] = config
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    uploads.register(app)
    logbook.register(app, config)
    gate.register(app)
    _database(app)
    _live(app, config)
    gate.OwnPosts(app)
    Babel(app)
    speaking.register(app)
    login.register(app)
    doors.guard(app)
    headers.register(app, https=config.https)
    errors.register(app)
    filters.register(app, config)
    postman.register(app, config)
    timekeeper.register(app)
    looks.register(app)
    if config.metrics_port:
        _figures(app, config)
    for blueprint in (account, own, own_pages, health, admin, erasing):
        app.register_blueprint(blueprint)
    notices_wanted.register(app)
    for blueprint in (learn, modules, reference, live, tutor, cohorts, class_modules, roster, author, marking, feedback):
        app.register_blueprint(blueprint)
    for blueprint in (class_live, class_debrief, from_tutor):
        app.register_blueprint(blueprint)
    for blueprint in (questionnaire, evidence, exports, insights):
        app.register_blueprint(blueprint)
    for blueprint in (pairing, repair, availability, earlier, redacting):
        app.register_blueprint(blueprint)
    if config.demo:
        open_demo(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
    return app


def _figures(app: Flask, config: Config) -> None:
    from elearn.web import figures  # who keeps none need not load Prometheus's library

    figures.register(app, config)


def _database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def _live(app: Flask, config: Config) -> None:
    bus = bus_of(config)
    across = Across(bus) if bus else None
    app.extensions["waker"] = across or InProcess()
    app.extensions["presence"] = across.presence if across else Presence()


def bus_of(config: Config) -> Bus | None:
    """What this process and the others tell one another by; their libraries are loaded by those who use them."""
    if config.wakes_by == "redis":
        from elearn.web.live.redis_bus import RedisBus

        # Two sites may share a Redis: those with one secret are one site.
        return RedisBus(config.redis_url, f"elearn:{hmac.new(config.secret_key.encode(), b'bus', 'sha256').hexdigest()[:16]}")
    if config.wakes_by == "postgresql":
        from elearn.web.live.postgres_bus import PostgresBus

        return PostgresBus(config.database_url.replace("postgresql+psycopg://", "postgresql://", 1))
    return None
