#!/usr/bin/env bash
# Compiles the lock files: universal (all platforms, Python 3.11 to 3.13), with hashes, without index addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
compile() { "$uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"; }
compile requirements/bootstrap.in -o requirements/bootstrap.txt
compile pyproject.toml requirements/build.in --override requirements/without-servers.txt --override requirements/without-onnx.txt -o requirements/runtime.txt
compile pyproject.toml requirements/build.in --extra minilm --override requirements/without-servers.txt -o requirements/minilm.txt
compile pyproject.toml requirements/build.in --extra postgres --extra openai --extra tracing --override requirements/without-servers.txt --override requirements/without-onnx.txt -o requirements/server.txt
compile pyproject.toml requirements/build.in --extra minilm --extra openai --extra postgres --group dev --override requirements/without-servers.txt -o requirements/dev.txt
if grep -nE 'https?://|file://' requirements/*.txt; then echo "a lock file holds an address" >&2; exit 1; fi
