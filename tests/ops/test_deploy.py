"""What ships for operators: compose, Dockerfile, nginx, systemd. There is no container engine here, so files are read and asked what they
say, and the topology runs as plain processes behind a real nginx."""

import configparser
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
import yaml
from sqlalchemy import select

from elearn import cli
from elearn.config import ENVIRONMENT
from elearn.store import log
from elearn.store.db import db
from elearn.store.people import SignInAttempt
from elearn.web.headers import KEYS
from tests.ops.nodes import Browser, nodes
from tests.services import AbsentError, free_port, program, wanted
from tests.site import ROOT, a_site

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def unit(path) -> configparser.ConfigParser:
    read = configparser.RawConfigParser(strict=False, allow_no_value=True)
    read.optionxform = str
    read.read_string(path.read_text())
    return read


# --- compose.yaml and Dockerfile


def test_two_nodes_of_one_kind_stand_behind_nginx_which_alone_is_open(compose):
    services = compose["services"]
    assert services["one"] == services["two"]
    assert [name for name, each in services.items() if "ports" in each] == ["nginx"]
    assert set(re.findall(r"server (\w+):5000", (DEPLOY / "nginx/elearn.conf").read_text())) == {"one", "two"}


def test_the_database_is_brought_up_once_and_before_any_node_starts(compose):
    services = compose["services"]
    assert services["upgrade"]["command"][-1] == "elearn upgrade && elearn publish"
    assert services["upgrade"]["restart"] == "no"
    assert all(services[node]["depends_on"]["upgrade"] == {"condition": "service_completed_successfully"} for node in ("one", "two"))
    assert int(services["postgres"]["image"].partition(":")[2]) >= 15


def test_every_setting_of_a_node_is_one_that_the_configuration_knows(compose):
    settings = compose["services"]["one"]["environment"]
    assert settings.keys() <= ENVIRONMENT.keys()
    assert settings.keys() >= {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TRUSTED_HOSTS", "HTTPS", "BEHIND_PROXIES", "WEB_CONCURRENCY"}


def test_no_secret_has_a_value_of_its_own_and_none_may_be_left_out(compose):
    text = (ROOT / "compose.yaml").read_text()
    assert {"SECRET_KEY", "POSTGRES_PASSWORD", "SITE_HOST", "CERTS"} == set(re.findall(r"\$\{(\w+):\?", text))
    assert not re.search(r"\$\{\w+:?-", text)


def test_a_node_runs_as_nobody_in_particular_and_keeps_nothing(compose):
    node, image = compose["services"]["one"], (ROOT / "Dockerfile").read_text()
    assert node["read_only"] and node["cap_drop"] == ["ALL"] and "volumes" not in node
    assert re.search(r"^USER elearn$", image, re.M)
    assert "--require-hashes -r requirements/server.txt" in image


def test_the_image_has_all_that_the_application_reads_and_nothing_of_this_installation():
    ignored, image = (ROOT / ".dockerignore").read_text().split(), (ROOT / "Dockerfile").read_text()
    assert ignored[0] == "*"
    assert not {"!instance/", "!tests/", "!.git/"} & set(ignored)
    copied = set(re.findall(r"^COPY (.+) \S+$", image, re.M))
    assert all(f"!{part}" in ignored for line in copied for part in line.split())
    assert {"templates/", "static/", "content/", "elearn/"} <= copied


def test_a_node_is_sent_requests_when_it_is_ready_for_them(compose):
    assert "http://localhost:5000/readyz" in compose["services"]["one"]["healthcheck"]["test"][-1]


# --- systemd


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is_and_never_as_root(path):
    read = unit(path)
    words = [line.split()[1] for line in re.findall(r"^ExecStart=(.+)$", path.read_text(), re.M)]
    assert words and all(cli.main.get_command(None, word) for word in words)
    assert (read["Service"]["User"], read["Service"]["NoNewPrivileges"], read["Service"]["ProtectSystem"]) == ("elearn", "yes", "strict")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="NOT TESTED: there is no systemd-analyze here")
def test_systemd_finds_nothing_to_complain_of(tmp_path):
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace("/opt/elearn/.venv/bin/elearn", "/bin/true").replace("=elearn\n", "=root\n")
        name = path.name.replace("@", "@5001") if "@" in path.name else path.name
        (tmp_path / name).write_text(text)
    said = subprocess.run(["systemd-analyze", "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False)
    assert [line for line in said.stderr.splitlines() if "elearn" in line] == []


# --- nginx


def nginx_program() -> str:
    found = program("nginx")
    if not found:
        raise AbsentError("there is no nginx here: `apt install nginx-light`")
    return found


@contextmanager
def nginx(folder, ports: list[int]):
    """The shipped configuration, with this machine's ports and a certificate of its own: where it listens, and that certificate."""
    server, (plain, secure) = wanted(nginx_program), (free_port(), free_port())
    key, certificate = folder / "site.key", folder / "site.pem"
    made_for = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", certificate, *made_for],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx/elearn.conf").read_text()
    here = {
        "server one:5000": f"server 127.0.0.1:{ports[0]}", "server two:5000": f"server 127.0.0.1:{ports[1]}",
        "/var/log/nginx": str(folder),
        "listen 80;": f"listen 127.0.0.1:{plain};", "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl", "/etc/nginx/certs": str(folder),
    }  # fmt: skip
    for shipped, ours in here.items():
        assert shipped in text
        text = text.replace(shipped, ours)
    (folder / "elearn.conf").write_text(text)
    temporary = "".join(f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"{'' if os.geteuid() else 'user root;'} daemon off; pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; {temporary} include {folder}/elearn.conf; }}"
    )
    command = [server, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True, text=True)
    running = subprocess.Popen(command)
    try:
        _until_open(secure)
        yield plain, secure, certificate
    finally:
        running.terminate()
        running.wait(timeout=10)


def _until_open(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx did not start")


@contextmanager
def topology(tmp_path, postgres_url, redis_url):
    """What compose.yaml says, as plain processes: two nodes, PostgreSQL, Redis, nginx."""
    site = a_site(tmp_path, csrf=True, database=postgres_url, https=True)
    settings = {
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "HTTPS": "true",
        "BEHIND_PROXIES": "1",
        "TRUSTED_HOSTS": "localhost,127.0.0.1",
    }
    with nodes(2, **settings) as (one, two), nginx(tmp_path, [one.port, two.port]) as (plain, secure, certificate):
        yield site, (one, two), plain, f"https://localhost:{secure}", ssl.create_default_context(cafile=certificate)


def browser(site, name, url, tls) -> Browser:
    return Browser(site, name, url, cookie_name="__Host-elearn", tls=tls)


def test_the_topology_carries_moves_and_streams_and_survives_a_node_killed(tmp_path, postgres_url, redis_url):
    with topology(tmp_path, postgres_url, redis_url) as (site, (one, _), _, url, tls):
        mira, lew = browser(site, "mira", url, tls), browser(site, "lew", url, tls)
        streams = [lew.stream() for _ in range(4)]  # least_conn puts them on both nodes
        for stream in streams:
            stream.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        assert mira.moves("I look") == 4
        for stream in streams:
            stream.waits_for(lambda stream: 4 in stream.numbers(), 1)
        one.kill()
        assert [mira.moves(f"After the kill {number}", op=f"afterkill{number}") for number in range(5)] == [5, 6, 7, 8, 9]
        assert sum(stream.numbers() == list(range(1, 10)) for stream in streams if stream.waits_for(_ends_or_has_nine, 5) >= 0) >= 1
        for stream in streams:
            stream.close()
    with site.app.app_context():
        assert [entry.seq for entry in log.entries(site.cohort, site.sitting)] == list(range(1, 10))


def _ends_or_has_nine(stream) -> bool:
    return 9 in stream.numbers() or not stream.thread.is_alive()


def test_a_stream_comes_at_once_unpacked_and_a_page_comes_packed(tmp_path, postgres_url, redis_url):
    with topology(tmp_path, postgres_url, redis_url) as (site, _, _, url, tls):
        mira = browser(site, "mira", url, tls)
        asked = mira.ask(f"/live{site.path}?since=0&mine=0")
        asked.add_header("Accept-Encoding", "gzip")
        with urllib.request.urlopen(asked, timeout=5, context=tls) as stream:
            assert (stream.headers["Content-Type"], stream.headers["Content-Encoding"]) == ("text/event-stream; charset=utf-8", None)
            assert stream.readline().startswith(b"id: 3.")
        page = mira.ask(f"{site.path}/meet")
        page.add_header("Accept-Encoding", "gzip")
        page.add_header("Accept", "text/html")
        with urllib.request.urlopen(page, timeout=5, context=tls) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"


def test_scheme_host_and_address_are_right_behind_the_proxy_whatever_a_browser_claims(tmp_path, postgres_url, redis_url):
    with topology(tmp_path, postgres_url, redis_url) as (site, _, plain, url, tls):
        stranger = Browser(site, "mira", url, cookie_name="nobody", tls=tls)
        page = stranger.ask("/sign-in")
        page.add_header("X-Forwarded-For", "203.0.113.7")
        page.add_header("Accept", "text/html")
        with urllib.request.urlopen(page, timeout=5, context=tls) as answer:
            cookie, token = (
                answer.headers["Set-Cookie"],
                answer.read().decode().split('name="csrf_token"')[1].split('value="')[1].split('"')[0],
            )
            assert answer.headers["Strict-Transport-Security"]
        assert cookie.startswith("__Host-elearn=") and "Secure" in cookie and "HttpOnly" in cookie
        form = f"csrf_token={token}&email=mira@x.test&password=not-the-password".encode()
        said = {"Cookie": cookie.split(";")[0], "Referer": f"{url}/sign-in", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "http"}
        with pytest.raises(urllib.error.HTTPError, match="422"):
            urllib.request.urlopen(urllib.request.Request(f"{url}/sign-in", data=form, headers=said), timeout=5, context=tls)
        with site.app.app_context():
            assert db.session.scalars(select(SignInAttempt.address)).all() == ["127.0.0.1"]
        with socket.create_connection(("127.0.0.1", plain)) as unencrypted:
            unencrypted.sendall(b"GET /home HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"Location: https://localhost/home" in unencrypted.recv(1000)


def test_no_log_of_the_proxy_holds_an_address_that_is_a_key(tmp_path):
    with nginx(tmp_path, [free_port(), free_port()]) as (_, secure, certificate):  # no server answers: nginx complains, as it would
        trusted = ssl.create_default_context(cafile=certificate)
        for path in ("/welcome/s3cr3t", "/join/s3cr3t", "/letters/off/s3cr3t", "/%77elcome/s3cr3t", "/home?of=mira"):
            with pytest.raises(urllib.error.HTTPError, match="502"):
                urllib.request.urlopen(f"https://localhost:{secure}{path}", timeout=5, context=trusted)
    told = [line.split('"')[1] for line in (tmp_path / "access.log").read_text().splitlines()]
    assert told == ["GET /welcome/-", "GET /join/-", "GET /letters/-", "GET /welcome/-", "GET /home"]
    assert "s3cr3t" not in (tmp_path / "error.log").read_text()


def test_every_rule_with_a_key_in_it_is_one_that_the_proxy_keeps_quiet_about(tmp_path):
    keys = {str(rule) for rule in a_site(tmp_path).app.url_map.iter_rules() if rule.arguments & KEYS}
    assert {rule.split("/")[1] for rule in keys} == {"welcome", "join", "letters"}


def test_a_page_whose_address_is_a_key_names_it_to_no_other(tmp_path):
    client = a_site(tmp_path).client()
    found = {
        path: client.get(path).headers["Referrer-Policy"] for path in ("/welcome/s3cr3t", "/join/s3cr3t", "/letters/off/s3cr3t", "/sign-in")
    }
    assert [path for path, policy in found.items() if policy == "same-origin"] == ["/sign-in"]


def test_browsers_are_offered_http2(tmp_path):
    with nginx(tmp_path, [free_port(), free_port()]) as (_, secure, certificate):
        offer = ssl.create_default_context(cafile=certificate)
        offer.set_alpn_protocols(["h2", "http/1.1"])
        with socket.create_connection(("127.0.0.1", secure)) as raw, offer.wrap_socket(raw, server_hostname="localhost") as spoken:
            assert spoken.selected_alpn_protocol() == "h2"
