#!/usr/bin/env bash
# Checks the cost of the published executable for each unit of work against budget.txt: system calls, counted by strace,
# and instructions, counted by valgrind. It compares two runs of different length, so that starting does not count.
# It also checks the size of the executable, and the instructions of a start.
#
#   check.sh EXECUTABLE
#
# Lua's hash seed and the addresses differ between runs, so a cost that is above the budget is measured again, twice at
# the most. Only the last result counts.
#
# Exit status: 0 within the budget, 1 above it, 77 if something could not be counted here (and nothing is above).
set -euo pipefail

# The cost of LUA_INIT or MOONWIRE_READINESS would be counted as well.
if [[ ${CLEAN-} != yes ]]; then
    exec env -i PATH="$PATH" CLEAN=yes "$BASH" "$0" "$@"
fi

executable=$(realpath "$1")
cd "$(dirname "$0")"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

system_calls() {
    strace -f -c -o "$temporary/calls" "$executable" "$1" "$2" </dev/null >/dev/null 2>"$temporary/errors" &&
        awk '$NF == "total" { print $4 }' "$temporary/calls"
}

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$executable" "$1" "$2" \
        </dev/null >/dev/null 2>"$temporary/errors" &&
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$temporary/errors"
}

status=0
not_run=0
max_tries=3

# check WORK WHAT COUNTER SCRIPT FEW MANY UNITS BUDGET
check() {
    local work=$1 what=$2 counter=$3 script=$4 few=$5 many=$6 units=$7 budget=$8 try=${9-1} first second
    if ! first=$("$counter" "$script" "$few") || ! second=$("$counter" "$script" "$many") ||
        [[ -z $first || -z $second ]]; then
        echo "NOT RUN: $what of one $work cannot be counted here: $(tail -n 1 "$temporary/errors")"
        not_run=1
        return
    fi
    if ! awk -v work="$work" -v what="$what" -v few="$first" -v many="$second" \
        -v n=$(((many - few) * units)) -v budget="$budget" 'BEGIN {
        cost = (many - few) / n
        printf "%-10s %-13s %9.2f  budget %9.2f  %s\n", work, what, cost, budget, (cost > budget) ? "ABOVE" : "ok"
        exit (cost > budget)
    }'; then
        if ((try < max_tries)); then
            check "${@:1:8}" $((try + 1))
        else
            status=1
        fi
    fi
}

check_start() {
    local count verdict=ok
    if ! count=$(instructions -e '') || [[ -z $count ]]; then
        echo "NOT RUN: instructions of a start cannot be counted here: $(tail -n 1 "$temporary/errors")"
        not_run=1
        return
    fi
    if ((count > $1)); then
        verdict=ABOVE
        status=1
    fi
    printf '%-10s %-13s %9d  budget %9d  %s\n' start instructions "$count" "$1" "$verdict"
}

check_size() {
    local size verdict=ok
    size=$(stat -c %s "$executable")
    if ((size > $1)); then
        verdict=ABOVE
        status=1
    fi
    printf '%-10s %-13s %9d  budget %9d  %s\n' executable bytes "$size" "$1" "$verdict"
}

while read -r work script few many units calls instructions; do
    [[ -z $work || $work == \#* ]] && continue
    if [[ $work == executable ]]; then
        check_size "$script"
        continue
    fi
    if [[ $work == start ]]; then
        check_start "$script"
        continue
    fi
    check "$work" system-calls system_calls "$script" "$few" "$many" "$units" "$calls"
    check "$work" instructions instructions "$script" "$few" "$many" "$units" "$instructions"
done <budget.txt

((status == 0 && not_run)) && exit 77
exit "$status"
