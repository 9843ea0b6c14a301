#!/usr/bin/env bash
# Writes Interpreter/Start/order.txt: the names of the compiled methods that a start runs, and then of the methods that a
# round trip of datagrams runs. The compiler puts these methods side by side, so that a start touches fewer pages.
# Run it again when docs/performance.md's figure of resident memory has grown; a name that is gone does no harm.
#
#   start-order.sh EXECUTABLE SYMBOLS      SYMBOLS is the file moonwire.dbg next to the executable in bin/Interpreter/*/native
set -euo pipefail

folder=$(cd "$(dirname "$0")/.." && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

cp "$1" "$temporary/moonwire"
objcopy --strip-debug "$2" "$temporary/moonwire.dbg" # valgrind does not read .NET's line numbers
objcopy --remove-section=.gnu_debuglink "$temporary/moonwire"
(cd "$temporary" && objcopy --add-gnu-debuglink=moonwire.dbg moonwire)

# methods ARGUMENT...: prints the managed methods that a run enters.
methods() {
    valgrind --tool=callgrind --callgrind-out-file="$temporary/calls" "$temporary/moonwire" "$@" </dev/null >/dev/null 2>&1
    callgrind_annotate --threshold=100 "$temporary/calls" 2>/dev/null | sed -nE 's/.*\?\?\?:([A-Za-z_][A-Za-z0-9_<>]*)( .*)?$/\1/p' | LC_ALL=C sort -u
}

nm "$2" | awk '$2 == "t" || $2 == "T" { print $3 }' | LC_ALL=C sort -u >"$temporary/compiled"
{
    methods -e ''
    methods "$folder/tests/Benchmarks/SideBySide/peers/pingpong_moonwire.lua" 100
} | grep -Fxf "$temporary/compiled" | grep -E '__' | awk '!seen[$0]++' >"$folder/Interpreter/Start/order.txt"
wc -l "$folder/Interpreter/Start/order.txt"
