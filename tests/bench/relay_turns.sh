#!/usr/bin/env bash
# The relay of this tree beside an older one over raw, and beside haproxy (TLS to TLS) over WSS, in turns, so that what the
# machine does meanwhile meets all alike. Payload per CPU second of the relay; at the end the medians, and whether they hold:
# raw no slower than before (0.9, which is what two runs of the same differ by), WSS at least 0.8 of haproxy.
#
#   tests/bench/relay_turns.sh HARNESS OLD [ROUNDS]   HARNESS: the measuring harness's folder; OLD: a build folder of the older
#                                                     tree (bin/lotse-relay, bench/relay_hook.so); ROUNDS: 4, some 4 min
#
# LOTSE_BIN: the folder of the programs; build/bin if unset; bench/relay_hook.so is beside it. The lines go to relay_turns.jsonl
# in the folder above it.
set -eu
[ $# -ge 2 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "${LOTSE_BIN:-$here/../../build/bin}" && pwd)
old=$(cd "$2" && pwd) rounds=${3:-4}
tree=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$old/CMakeCache.txt") # its relay-raw knows what it can do
work=$(mktemp -d "${TMPDIR:-/tmp}/relay-turns.XXXXXX")
trap 'rm -rf "$work"' EXIT
cp "$1"/* "$work" 2>/dev/null || true # it builds itself where it is
out=$(dirname "$bin")/relay_turns.jsonl
: >"$out"
frames="bulk -n 1 -t 3 -z 16384;bulk -n 200 -t 3 -z 16384"
small="bulk -n 1 -t 3 -z 1024"

turn() { # name bin hook tests [VARIABLE=value...]
	local name=$1 programs=$2 hook=$3 tests=$4
	shift 4
	env RELAYS=own REPS=1 LOTSE_BIN="$programs" HOOK="$hook" RELAY_PORT=9755 TESTS="$tests" "$@" \
		"$work/relaycompare.sh" "$work/lines" >/dev/null
	sed "s/\"relay\":\"[^\"]*\"/\"relay\":\"$name\"/" "$work/lines" >>"$out"
	rm -f "$work/lines"
}
raw="RELAY_CMD=$here/relay-raw 9755"
wss="RELAY_CMD=$here/relay-wss 9755"
for round in $(seq "$rounds"); do
	echo "round $round, load $(cut -d' ' -f1 /proc/loadavg)" >&2
	turn raw-before "$old/bin" "$old/bench/relay_hook.so" "$frames;$small" "RELAY_CMD=$tree/tests/bench/relay-raw 9755"
	turn raw "$bin" "$bin/../bench/relay_hook.so" "$frames;$small" "$raw"
	turn haproxy-tls "$bin" none "$frames" RELAYS=haproxy-tls
	turn wss "$bin" "$bin/../bench/relay_hook.so" "$frames" "$wss" RELAY_OPTIONS="-T -K ws"
done
python3 - "$out" <<'P'
import json, statistics, sys
rows = {}
for line in open(sys.argv[1]):
    row = json.loads(line)
    if "error" in row:
        sys.exit(f"{row['relay']}, {row['test']}: {row['error']}")
    rows.setdefault((row["test"], row["relay"]), []).append(row["MB_per_cpu_s"])
holds = True
for test in dict.fromkeys(test for test, _ in rows):
    value = {relay: statistics.median(found) for (name, relay), found in rows.items() if name == test}
    print(test + ": " + ", ".join(f"{relay} {mb:.0f}" for relay, mb in value.items()) + " MB per CPU second", end="")
    for one, other, share in (("raw", "raw-before", 0.9), ("wss", "haproxy-tls", 0.8)):
        if one in value and other in value:
            is_good = value[one] >= share * value[other]
            holds = holds and is_good
            print(f"; {one} {value[one] / value[other]:.2f} of {other}" + ("" if is_good else " (TOO SLOW)"), end="")
    print()
sys.exit(0 if holds else 1)
P
