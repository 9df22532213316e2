#!/usr/bin/env bash
# Regenerates requirements.txt and requirements-dev.txt from pyproject.toml, and requirements-qt69.txt: hashes of every
# platform, no registry named.
# usage: installer/lock.sh [extra options of uv pip compile, e.g. --upgrade-package jinja2]
set -euo pipefail
cd "$(dirname "$0")/.."

uv_version=0.13.9
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet "uv==$uv_version"

compile() { # output, then what to compile
  local output=$1
  shift
  "$scratch/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --output-file "$output" "$@"
}

compile requirements.txt pyproject.toml "$@"
# Everything of requirements.txt at the same versions, and the tools on top.
compile requirements-dev.txt --constraint requirements.txt --group dev pyproject.toml "$@"
# The last Qt that runs on glibc 2.28; only there QtPdf lies in the add-ons.
echo "PySide6_Addons==6.9.3" | compile requirements-qt69.txt - "$@"

if grep -nE 'https?://|--(extra-)?index-url|--find-links' requirements*.txt; then
  echo "lock.sh: a requirements file names a registry" >&2
  exit 1
fi
