#!/usr/bin/env bash
# Promise: the relay can't read. No run of 16 bytes of any plaintext (keys pressed, typed text, chat, pictures) and no key is
# in the relay's memory or on its sockets, while the same search does find them in the memory of the one who shares.
#
# All that the participants sealed, and all their keys, is written down by the linker's hand in the test's own robots
# (recorder.c). The relay's sockets are listened to on the loopback interface (tap.c). What a relay without any session also
# has in its memory is no evidence. Controls: a text that was sent to the relay in clear is found there by the same search,
# and with robots whose sealing was taken out the search finds everything.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || skip "looking into other processes needs root"

search() { # what place...: memory-search over both records, without what a relay at rest has
	local what=$1
	shift
	"$tools/memory-search" "$work/master.record" "$work/client.record" -- "$@" -- "pid:${pid[resting]}"
}

# Two relays: one for the session, one that carries nothing.
read -r other_raw other_http < <(free_ports 2)
mkdir -p "$work/other"
spawn resting "$bin/lotse-relay" --raw-port "$other_raw" --http-port "$other_http" --state "$work/other"

run_session() { # which robot
	display screen 800x600x24
	spawn terminal xterm -display "$screen" -geometry 60x20+20+20
	relay
	spawn tap "$tools/tap" "$raw_port,$http_port" "$work/tapped"
	expect tap listening
	curl -fs -o /dev/null "$url/in-clear-$nonce"
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
	tell master flood 500
	sleep 1.5
}
relay_pids() { # the keeper too
	local p
	for p in "${pid[relay]}" $(pgrep -P "${pid[relay]}"); do echo "pid:$p"; done
}

nonce=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
run_session robot
mapfile -t relays < <(relay_pids)
say "the relay is ${#relays[@]} processes"
search "nothing" "${relays[@]}" || fail "the relay has plaintext or keys in its memory"
must_fail "the same in the sharer's memory" search "it" "pid:${pid[client]}"
end tap
cat "${log[tap]}"
grep -q ' 0 missing' "${log[tap]}" || say "the tap missed something: $(tail -n 1 "${log[tap]}")"
search "nothing" "$work/tapped" || fail "plaintext or keys went over the relay's sockets"
grep -aq "in-clear-$nonce" "$work/tapped" || fail "control: what was sent in clear was not found on the sockets"
say "control: what was sent in clear is found on the sockets"
for name in client master terminal relay screen; do end $name; done
rm -rf "$work"/*.in "$work/state" "$work"/*.record

# Without sealing, all of it is there.
run_session robot-clear
end tap
must_fail "plaintext on the sockets, without sealing" search "it" "$work/tapped"
done_well "the relay can't read"
