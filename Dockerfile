# Command, workers and web with what PDF briefings need. Build: docker build -t article-digest .
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/digest
COPY requirements/build.txt requirements/image.txt requirements/
RUN /opt/digest/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt \
 && /opt/digest/bin/pip install --no-cache-dir --no-build-isolation --require-hashes \
      -r requirements/image.txt
COPY pyproject.toml README.md LICENSE ./
COPY templates templates
COPY workers workers
COPY digest digest
RUN /opt/digest/bin/pip install --no-cache-dir --no-build-isolation --no-deps .

FROM python:3.13-slim-bookworm
# Debian keeps one version of each in a release, and takes it away when it mends a fault.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 digest \
 && mkdir /articles /out /var/lib/digest && chown digest /out /var/lib/digest
COPY --from=build /opt/digest /opt/digest
ENV PATH=/opt/digest/bin:$PATH PYTHONUNBUFFERED=1
USER 1000
WORKDIR /articles
ENTRYPOINT ["tini", "--"]
CMD ["digest", "--help"]
