#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt (with the vendors' SDKs, which tests compare with, and the Postgres
# storage) from pyproject.toml: every file by hash, no index named.
set -euo pipefail
cd "$(dirname "$0")/.."
common=(--generate-hashes --universal --python-version 3.11 --no-strip-extras --allow-unsafe
  --no-emit-index-url --no-header --no-annotate --quiet)
uv pip compile pyproject.toml "${common[@]}" -o requirements.txt
uv pip compile pyproject.toml "${common[@]}" --extra dev --extra sdk --extra postgres -c requirements.txt \
  -o requirements-dev.txt
