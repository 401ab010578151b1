#!/bin/sh
# Opening, merging and de-duplicating a list on the keyholder's machine. Aim: 100,000 rows within 30 s on two cores, and 200 MB.
#   bench/open.sh [ROWS]
set -eu
cd "$(dirname "$0")/.."
exec cargo run --release --quiet --example opening -- "${1:-100000}"
