#!/bin/sh
# Makes docs/report.png from a run file: the top of its report, as Chromium shows it.
#   sh docs/report-png.sh run.jsonl
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python -m specrc_cli report "$1" -o "$folder/report.html"
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --user-data-dir="$folder/profile" --window-size=1100,1330 --screenshot="$(dirname "$0")/report.png" \
    "file://$folder/report.html" 2>/dev/null
