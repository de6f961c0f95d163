# Signet for agency mode: one image; compose.yaml runs it as web, worker and beat.
FROM python:3.11-slim-bookworm

RUN useradd --create-home --uid 1000 signet && mkdir -p /srv/signet /var/lib/signet && chown signet /var/lib/signet
WORKDIR /srv/signet

COPY requirements/core.txt requirements/postgres.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
    -r requirements/core.txt -r requirements/postgres.txt

COPY . .
ENV PYTHONUNBUFFERED=1 SIGNET_MODE=agency SIGNET_VAR=/var/lib/signet
# The folder stays root's, so what is made in it is made here; the rest is made by the service that migrates.
RUN cd config && python -c "from prepare import compile_catalogues; compile_catalogues()"
USER signet
VOLUME /var/lib/signet
EXPOSE 8000
