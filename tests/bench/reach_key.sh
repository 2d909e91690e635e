#!/usr/bin/env bash
# From a key at the operator's to its picture there, when the customer sits in an office of an outside network lab (lab.sh,
# proxy.sh) on its line profile "office" (50/20 Mbit/s, 20 ms): directly, and through the tunnel of plain HTTP requests, where
# only a proxy leads out that strips Upgrade and lets no CONNECT to other ports than 443 through, and 443 is closed.
#
#   tests/bench/reach_key.sh LAB LATENCY [KEYS]     LAB: the lab's folder; LATENCY: the measuring harness's program; KEYS: 40
#
# Prints the harness's line for each way. Needs root, and a machine that does nothing else.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -ge 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
lab=$(cd "$1" && pwd)/lab.sh
proxies=$(dirname "$lab")/proxy.sh
latency=$2 keys=${3:-40}
# shellcheck source=lab_stage.sh
. "$root/tests/bench/lab_stage.sh"

display shared
display viewer
"$lab" up >/dev/null
"$lab" spawn relay1 lotse-relay "$bin/lotse-relay" --raw-port 5000 --http-port 80 --https-port 443 --state "$work/state" \
	--host relay1.lab
for _ in $(seq 100); do [ ! -s "$work/state/root.pub" ] || break; sleep 0.1; done
sleep 0.5
"$lab" shape customer office
where=(--directory http://relay1.lab --list-key "$work/state/root.pub")

measure() { # way [VARIABLE=value...]
	local way=$1 master client
	shift
	"$lab" exec operator env DISPLAY="$viewer" "$bin/lotse-master" "${where[@]}" --admit-all --fullscreen --print-number \
		>"$work/master.log" 2>&1 &
	master=$! && pids+=($!)
	wait_for "$work/master.log" '^number' 15
	"$lab" exec customer env DISPLAY="$shared" "$@" "$bin/lotse-client" "${where[@]}" - >"$work/client.log" 2>&1 \
		<<<"$(sed -n 's/^number //p' "$work/master.log")" &
	client=$! && pids+=($!)
	wait_for "$work/client.log" 'sealed with' 20
	grep -aoE "carrier: $way .*: up" "$work/client.log" | tail -n 1 | grep -q . || fail "it did not go over $way"
	drive_accept "$shared" && drive_share "$shared" && drive_control "$shared" || fail "the customer's window"
	"$displays" hide "$shared" =Lotse
	"$displays" find "$viewer" "Screen of" 10 >/dev/null || fail "the master shows no picture"
	sleep 6 # better ways are looked for
	echo "$way: $("$latency" -a "$shared" -b "$viewer" -m key -n "$keys")"
	kill "$master" "$client" 2>/dev/null || true
	wait "$master" "$client" 2>/dev/null || true
}

measure raw
"$lab" lock
"$lab" block proxy 443,5000 reject
"$proxies" start connect443 >/dev/null
measure http http_proxy=http://proxy.lab:3129 https_proxy=http://proxy.lab:3129
