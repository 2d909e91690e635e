#!/usr/bin/env bash
# Measures Lotse beside another program with the black-box harness whose folder is the first argument (bench.sh, workload,
# latency, ...; README.md here says what is measured).
#
#   tests/bench/run.sh HARNESS [PEER [WORKLOADS [RATE_KBIT RTT_MS]]]     default: tigervnc key,typing,scroll,video,page
#
# The harness is copied and built in a folder of its own. The two take turns ROUNDS times (1), each with the same seed,
# drawn anew for each round. Then Lotse alone, at rest. Lines of JSON go to build/bench/results.jsonl, a table to standard
# output. Needs root (network namespaces), and a machine that does nothing else.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -ge 1 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
harness=$(cd "$1" && pwd)
peer=${2:-tigervnc}
workloads=${3:-key,typing,scroll,video,page}
shift $(($# > 3 ? 3 : $#))
copy=$(mktemp -d "${TMPDIR:-/tmp}/lotse-bench.XXXXXX")
trap 'rm -rf "$copy"' EXIT
cp -R "$harness" "$copy/bench"
chmod -R u+w "$copy"
[ ! -d "$harness/../lab" ] || cp -R "$harness/../lab" "$copy/lab"
make -s -C "$copy/bench" workload watch latency fidelity wire
mkdir -p "$root/build/bench"
out=$root/build/bench/results.jsonl
: >"$out"
export LOTSE=$root
for _ in $(seq "${ROUNDS:-1}"); do
	SEED=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
	export SEED
	"$copy/bench/bench.sh" "$peer" "$workloads" "$@" | tee -a "$out"
	"$copy/bench/bench.sh" lotse "$workloads" "$@" | tee -a "$out"
done
SECS=20 "$copy/bench/bench.sh" lotse none "$@" | tee -a "$out"
"$root/tests/bench/table" "$out"
