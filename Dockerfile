# One node of the site. It keeps nothing: the database is PostgreSQL, so a container can be thrown away at any time.
FROM python:3.13-slim-trixie

# pg_dump and pg_restore, for `elearn backup` and `elearn restore`; as new as the server in compose.yaml, since older ones refuse.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app elearn

WORKDIR /app
COPY requirements/ requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements/server.txt

COPY pyproject.toml README.md LICENSE LICENSE-content NOTICE ./
COPY elearn/ elearn/
COPY templates/ templates/
COPY static/ static/
COPY content/ content/
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable . \
    && python -m compileall -q elearn \
    && install --directory --owner elearn --mode 0700 instance

USER elearn
ENV HOST=0.0.0.0 PORT=5000 PYTHONUNBUFFERED=1
EXPOSE 5000
STOPSIGNAL SIGTERM
CMD ["elearn", "serve"]
