#!/usr/bin/env bash
# Prints the instructions and system calls that each shortcut of the published executable saves for each unit of work of
# shortcuts.txt: first with all shortcuts, then without each of them (MOONWIRE_DISABLE).
#
#   shortcuts.sh EXECUTABLE [SHORTCUT...]
set -euo pipefail

executable=$(realpath "$1")
shift
cd "$(dirname "$0")"
shortcuts=("$@")
if ((${#shortcuts[@]} == 0)); then
    shortcuts=(
        layout deferred_exit unmanaged_entries index_receiver slab_allocator nested_runs speculative_reads
        segment_batches native_calls all)
fi
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

clean() {
    env -i PATH="$PATH" MOONWIRE_DISABLE="$disabled" "$@" </dev/null >/dev/null 2>"$temporary/errors"
}

instructions() {
    clean valgrind --tool=callgrind --callgrind-out-file=/dev/null "$executable" --recorder 0 "$1" "$2" &&
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$temporary/errors"
}

system_calls() {
    clean strace -f -c -o "$temporary/calls" "$executable" --recorder 0 "$1" "$2" &&
        awk '$NF == "total" { print $4 }' "$temporary/calls"
}

cost() {
    local few many
    few=$("$1" "$2" "$3") && many=$("$1" "$2" "$4")
    awk -v few="$few" -v many="$many" -v n=$((($4 - $3) * $5)) 'BEGIN { printf "%.2f", (many - few) / n }'
}

printf '%-18s %-13s %13s %13s\n' without work instructions system-calls
for disabled in '' "${shortcuts[@]}"; do
    while read -r work script few many units; do
        [[ -z $work || $work == \#* ]] && continue
        printf '%-18s %-13s %13s %13s\n' "${disabled:--}" "$work" \
            "$(cost instructions "$script" "$few" "$many" "$units")" \
            "$(cost system_calls "$script" "$few" "$many" "$units")"
    done <shortcuts.txt
done
