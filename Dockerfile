# Coderly in a container: one image for every process of docs/scaling.md.
FROM python:3.12-slim AS build
COPY requirements/server.txt /build/requirements/server.txt
RUN python -m venv /opt/coderly \
 && /opt/coderly/bin/pip install --no-cache-dir --no-deps --require-hashes -r /build/requirements/server.txt
COPY pyproject.toml README.md LICENSE NOTICE /build/
COPY bot /build/bot
COPY adapters /build/adapters
COPY knowledge /build/knowledge
COPY prompts /build/prompts
RUN /opt/coderly/bin/pip install --no-cache-dir --no-deps --no-build-isolation /build \
 && /opt/coderly/bin/python -m compileall -q /opt/coderly/lib

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --no-create-home coderly \
 && install -d -o coderly -g coderly /data
COPY --from=build /opt/coderly /opt/coderly
USER 10001
WORKDIR /data
VOLUME /data
# Nothing is written outside /data and /tmp, so that the root filesystem may be read-only.
ENV PATH=/opt/coderly/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data \
    CODERLY_HOME=/data \
    CODERLY_OPS__PORT=8081
STOPSIGNAL SIGTERM
# The page answers on its own port, every other process on that of CODERLY_OPS__PORT.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-m", "adapters.ops.probe"]
ENTRYPOINT ["coderly"]
CMD ["run", "all"]
