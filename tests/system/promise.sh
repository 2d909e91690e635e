#!/usr/bin/env bash
# Promise: the relay can't read. No run of 16 bytes of any plaintext (keys pressed, typed text, chat, pictures) and no key is
# in the relay's memory or on its sockets, while the same search does find them in the memory of the one who shares.
#
# All that the participants sealed, and all their keys, is written down by the linker's hand in the test's own robots
# (recorder.c). The relay's sockets are listened to on the loopback interface (tap.c). What a relay without any session also
# has in its memory is no evidence, nor is what the handshake carries openly by design: the random ids of the participants,
# which their sealed profiles repeat. Controls: a text that was sent to the relay in clear is found on its sockets, and with
# robots whose sealing was taken out the same search finds plaintext there.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || skip "looking into other processes needs root"

search() { # what place...: memory-search over both records, without what a relay at rest has
	local what=$1
	shift
	"$tools/memory-search" "$work/master.record" "$work/client.record" -- "$@" -- "pid:${pid[resting]}" "$work/open"
}
# What came in handshake frames (kind 2): the rest of what was tapped must be frames too, or this test has lost its way.
handshakes() {
	python3 - "$work/tapped" "$work/open" <<'PY'
import sys
data, at, found = open(sys.argv[1], "rb").read(), 0, b""
while at + 8 <= len(data):
    size, kind = int.from_bytes(data[at:at + 3], "big"), data[at + 3]
    if not 1 <= kind <= 5 or at + 8 + size > len(data):
        sys.exit(f"no frame at {at} of {len(data)}")
    if kind == 2:
        found += data[at + 8:at + 8 + size]
    at += 8 + size
open(sys.argv[2], "wb").write(found)
PY
}

# Two relays: one for the session, one that carries nothing.
start_relay resting "$work/other"

run_session() { # which robot
	display screen 800x600x24
	spawn terminal xterm -display "$screen" -geometry 60x20+20+20
	relay
	: >"$work/open"
	spawn storm "$tools/storm" "$screen" 4 450,300,160,120 10
	spawn tap "$tools/tap" "$raw_port" "$work/tapped"
	spawn tap_pages "$tools/tap" "$http_port" "$work/tapped-pages"
	expect tap listening
	expect tap_pages listening
	curl -s -o /dev/null "$url/$clear"
	ROBOT=$1 robot master master admit
	expect master "^number" 10
	ROBOT=$1 robot client client accept share view control display="$screen" number="$(number_of master)"
	expect master "i_control=1" 15
	expect master "^me .*size=800x600" 10
	d focus "$screen"
	tell master text "typed $nonce by the master"
	tell master chat "said $nonce by the master"
	expect client "^chat .*said" 5
	tell client chat "said $nonce by the customer"
	tell master flood 300
	sleep 1
}
relay_pids() { # the keeper too
	local p
	for p in "${pid[relay]}" $(pgrep -P "${pid[relay]}"); do echo "pid:$p"; done
}

random() { od -An -N12 -tx1 /dev/urandom | tr -d ' \n'; }
nonce=$(random) clear=$(random)
run_session robot
mapfile -t relays < <(relay_pids)
say "the relay is ${#relays[@]} processes"
search "nothing" "${relays[@]}" >"$work/found" || fail "the relay has plaintext or keys in its memory: $(cat "$work/found")"
say "$(tr '\n' ';' <"$work/found")"
must_fail "the same in the sharer's memory" search "it" "pid:${pid[client]}" >"$work/found"
grep -q 'keys [1-9].*interactive [1-9].*bulk [1-9].*pictures [1-9]' "$work/found" || fail "not all kinds: $(cat "$work/found")"
cat "$work/found"
sleep 2.5 # the picture rests: all frames are whole
end tap
end tap_pages
say "$(tail -n 1 "${log[tap]}")"
grep -q ' 0 missing' "${log[tap]}" || fail "the tap missed something: $(cat "${log[tap]}")"
handshakes || fail "what went over the sockets is not frames"
search "nothing" "$work/tapped" "$work/tapped-pages" >"$work/found" ||
	fail "plaintext or keys went over the relay's sockets: $(cat "$work/found")"
say "$(tr '\n' ';' <"$work/found")"
grep -aq "$clear" "$work/tapped-pages" || fail "control: what was sent in clear was not found on the sockets"
say "control: what was sent in clear is found on the sockets"
for name in client master storm terminal relay screen; do end $name; done
rm -rf "$work"/*.in "$work/state" "$work"/*.record

# Without sealing, all of it is there.
run_session robot-clear
end tap
must_fail "plaintext on the sockets, without sealing" search "it" "$work/tapped"
done_well "the relay can't read"
