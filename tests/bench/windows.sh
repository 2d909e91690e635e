#!/usr/bin/env bash
# The Windows client under Wine and Xvfb, with a Linux operator: from its start to its window, from a key at the operator's to
# its picture there, and what it costs while nothing moves. Wine is not Windows; its GDI is what is measured most.
#
#   tests/bench/windows.sh [KEYS [SECONDS]]    40 keys; 20 s at rest; about 2 minutes. Needs packaging/windows/build and
#                                              the Linux build. 44 letters fit into the place that is looked at
#
# Prints a table with what is wanted: start to window 1 s warm, key to picture 60 ms in the median, 3 % of a core at rest.
. "$(dirname "$0")/../windows/system.sh"
unset LOTSE_LOG
keys=${1:-40} seconds=${2:-20}
start_client() { # prints the milliseconds until its window is there
	local started
	started=$(now_us)
	spawn client wine "$windows/LotseClient.exe" --directory "$url" --list-key "$(cat "$work/key")"
	d find "$customer" =Lotse 30 >/dev/null || fail "the customer's window"
	start_ms=$((($(now_us) - started) / 1000))
}
ticks() { # of all processes of the client and of Wine's server, in 100ths of a second
	local sum=0 one rest
	for one in "${pid[client]}" $(pgrep -f wineserver); do
		[ "$one" = "${pid[client]}" ] || grep -qz "^WINEPREFIX=$WINEPREFIX\$" "/proc/$one/environ" 2>/dev/null || continue
		read -r _ _ rest < <(sed 's/.*) /x x /' "/proc/$one/stat" 2>/dev/null) || continue
		sum=$((sum + $(cut -d' ' -f 12,13 <<<"$rest" | tr ' ' '+')))
	done
	echo "$sum"
}
row() { echo "| $1 | $2 | ${3:-} |"; }

display customer 1280x720x24
display operator 1400x860x24
export DISPLAY=$customer
relay
winepath -w "$key" >"$work/key"
wine reg add 'HKCU\Control Panel\Desktop' /v CursorBlinkRate /d -1 /f >/dev/null 2>&1 # a blinking caret is a change too
notepad_start
robot_load=$(cut -d' ' -f1 /proc/loadavg)
spawn master env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --admit-all
expect master '^number' 10
number=$(sed -n 's/^number //p' "${log[master]}")
start_client # the first one of a prefix: Wine loads and notes much
first_ms=$start_ms
kill "${pid[client]}"
d gone "$customer" =Lotse 10 || fail "the client does not end"
LOTSE_LOG=1 start_client
client_joins "$number"
drive_accept "$customer" && drive_share "$customer" && drive_control "$customer" || fail "the customer's window"
read -r _ x y _ < <(d find "$operator" "Screen of" 10) || fail "no picture"
into_notepad 60 300
d focus "$operator" "Screen of"

echo "$(date -u +%F), load $robot_load before; notepad in Wine $(wine --version | tr -d '\r'), 1280 x 720"
row "what" "measured" "wanted"
row "---" "---" "---"
row "start to window, first time (Wine loads) and warm" "$first_ms ms, $start_ms ms" "1000 ms warm"
row "key to picture" "$(d latency "$operator" "$operator" "$keys" "$((x + 4)),$((y + 48 + 43)),700,60" 2>&1 | tail -n 1)" "60 ms in the median"
sleep 5
before=$(ticks)
sleep "$seconds"
after=$(ticks)
row "CPU while nothing moves, with Wine's server" "$(awk -v t="$((after - before))" -v s="$seconds" 'BEGIN { printf "%.1f %%", t / s }') of one core" "3 %"
row "resident (of it its own)" "$(awk '/^Rss/ { r = $2 } /^Private/ { p += $2 } END { printf "%.0f MB (%.0f MB)", r / 1024, p / 1024 }' "/proc/${pid[client]}/smaps_rollup")"
wine reg delete 'HKCU\Control Panel\Desktop' /v CursorBlinkRate /f >/dev/null 2>&1 || true
