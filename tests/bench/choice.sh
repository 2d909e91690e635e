#!/usr/bin/env bash
# From the customer's choice "everything" to the picture at the operator's, on the line profiles of an outside network lab
# (lab.sh): a desktop of 1920x1080 with three windows of small text, the customer behind the line.
#
#   tests/bench/choice.sh LAB [PROFILE...]     LAB: the lab's folder; profiles: office adsl
#
# Prints for each profile the milliseconds from the key to the window with a picture, to half of the pixels, to 97 of 100
# ("readable": text comes first and exact) and to all of them. Needs root, and a machine that does nothing else.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
lab=$(cd "$1" && pwd)/lab.sh
shift
[ $# -gt 0 ] || set -- office adsl
# shellcheck source=lab_stage.sh
. "$root/tests/bench/lab_stage.sh"
ms_since() { echo $(((${EPOCHREALTIME/./} - $1) / 1000)); }

display shared
display viewer
for at in +20+20 +20+560 +1000+560; do
	xterm -display "$shared" -geometry 150x38$at -e sh -c "head -c 5000 '$root/README.md' | fold -s -w 148; cat" &
	pids+=($!)
done
"$lab" up >/dev/null
"$lab" spawn relay1 lotse-relay "$bin/lotse-relay" --raw-port 5000 --http-port 80 --https-port none --state "$work/state" \
	--host relay1.lab
for _ in $(seq 100); do [ ! -s "$work/state/root.pub" ] || break; sleep 0.1; done
sleep 1
where=(--directory http://relay1.lab --list-key "$work/state/root.pub")

until_share() { # share of pixels that are the same
	# shellcheck disable=SC2086 # words
	"$displays" wait "$shared" "$viewer" 40 least="$1" $own >"$work/wait.log" || fail "$1: $(cat "$work/wait.log")"
	ms_since "$since"
}
measure() { # profile
	local master client seen half readable own
	"$lab" shape customer "$1"
	"$lab" exec operator env DISPLAY="$viewer" "$bin/lotse-master" "${where[@]}" --admit-all --fullscreen --print-number \
		>"$work/master.log" 2>&1 &
	master=$! && pids+=($!)
	wait_for "$work/master.log" '^number' 15
	"$lab" exec customer env DISPLAY="$shared" "$bin/lotse-client" "${where[@]}" - >"$work/client.log" 2>&1 \
		<<<"$(sed -n 's/^number //p' "$work/master.log")" &
	client=$! && pids+=($!)
	wait_for "$work/client.log" 'sealed with' 20
	drive_accept "$shared" && drive_keys "$shared" shift+Tab || fail "the customer's window"
	since=${EPOCHREALTIME/./}
	"$displays" key "$shared" Return
	"$displays" find "$viewer" "Screen of" 10 >/dev/null || fail "the master shows no picture"
	seen=$(ms_since "$since")
	own=$(drive_own "$shared") # left out: our own windows are never shown
	half=$(until_share 0.5)
	readable=$(until_share 0.97)
	echo "$1: window $seen ms, half $half ms, readable $readable ms, complete $(until_share 1) ms"
	kill "$master" "$client" 2>/dev/null || true
	wait "$master" "$client" 2>/dev/null || true
}
for profile in "$@"; do measure "$profile"; done
