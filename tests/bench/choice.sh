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
bin=${LOTSE_BIN:-$root/build/bin}
displays=$bin/../bin-test/displays
# shellcheck source=../support/drive.sh
. "$root/tests/support/drive.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/lotse-choice.XXXXXX")
pids=()
finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	"$lab" down >/dev/null 2>&1 || true
	rm -rf "$work"
}
trap finish EXIT
fail() { echo "choice: $*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }
wait_for() { # file pattern seconds
	for _ in $(seq $(($3 * 20))); do
		! grep -aqE "$2" "$1" 2>/dev/null || return 0
		sleep 0.05
	done
	fail "no /$2/ in $1"
}
display() { # variable
	: >"$work/number"
	Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp -noreset 3>"$work/number" 2>/dev/null &
	pids+=($!)
	for _ in $(seq 100); do [ ! -s "$work/number" ] || break; sleep 0.1; done
	printf -v "$1" ':%s' "$(cat "$work/number")"
}
ms_since() { echo $(((${EPOCHREALTIME/./} - $1) / 1000)); }

mkdir "$work/state"
export XDG_RUNTIME_DIR=$work LC_ALL=C.UTF-8 LOTSE_LOG=1 SDL_AUDIODRIVER=dummy
unset WAYLAND_DISPLAY
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
