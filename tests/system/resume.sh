#!/usr/bin/env bash
# Promise: a session outlives its lines. Cut at one end, at both, at one end alone while the relay believes in it, a cable
# out and in, another address, a router that forgets its connections, a relay that is killed and started again (the same
# number), a relay that stays dead (everybody is at the backup, and the operator has a new number): each time the session is
# back by itself within 2 s of the network being usable again, or within few more where said below, the picture is right,
# control works, and not one line of chat is lost or comes twice. Either of the two sees what is wrong meanwhile; that a still
# picture is of a computer whose cable is cut is said within ten seconds. At the end the ledgers of both hold: over all of
# that no record was taken that was not sealed, or twice.
#
# Real: two relays of one fleet, a master and a client with a screen, each in a network namespace of its own (lab.sh); they
# write down all that they seal and open (ledger.c). Over raw alone: resume-long.sh has the other ways. Control: the picture of
# one screen is not that of another.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
type ss >/dev/null || skip "ss is not installed"

said=0
# A line from each end; both must have come once, in order, before the next is said.
chat() {
	said=$((said + 1))
	tell anna chat "from anna $said"
	tell ben chat "from ben $said"
}
is_heard() { grep -q "^chat [0-9]* from ben $said$" "${log[anna]}" && grep -q "^chat [0-9]* from anna $said$" "${log[ben]}"; }
are_exact() { # each end has heard exactly what was said: the last one, and as many as were said
	is_heard && [ "$(grep -a '^chats ' "${log[anna]}" | tail -n 1)" = "chats $said" ] &&
		[ "$(grep -a '^chats ' "${log[ben]}" | tail -n 1)" = "chats $said" ]
}
alike() {
	mark anna
	tell anna save "$work/anna.ppm"
	await anna '^saved' 5 && d compare "$screen" "$work/anna.ppm" >"$work/compare.log"
}
typed() { # word: the master types it at the customer's screen
	tell anna text "$1"
	tell anna key 40
	within 5 grep -q "$1" "$work/typed"
}
# What must hold after each loss; $usable is when the network could be used again.
is_up() { [ "$(grep -aoE '^line [a-z-]+' "${log[anna]}" | tail -n 1)" = "line up" ] && [ "$(grep -aoE '^line [a-z-]+' "${log[ben]}" | tail -n 1)" = "line up" ]; }
is_back() { is_up && are_exact; }
back() { # what it was [most ms]
	local took
	within 15 is_back || fail "$1: not back: $(grep -a '^line\|^chats' "${log[anna]}" "${log[ben]}" | tail -n 8)"
	took=$((($(now_us) - usable) / 1000))
	chat
	within 5 are_exact || fail "$1: a line was lost or came twice: $(grep -a '^chats' "${log[anna]}" "${log[ben]}" | tail -n 2), $said"
	typed "after-$said" || fail "$1: what Anna typed has not arrived"
	within 10 alike || fail "$1: the picture is not right: $(cat "$work/compare.log")"
	say "$1: back after $took ms"
	[ $took -le $((slow * ${2:-2000})) ] || fail "$1: it took $took ms"
}
snip() { on "$1" ss -K -t dst "$relay_address" >/dev/null; } # host: resets its connection
lost() { # robot [what]: it has said so
	expect "$1" "^line ${2:-(lost|master-lost)}" 8
}

lab_up
display screen 800x600x24
display other 800x600x24
spawn typed env DISPLAY="$screen" xterm -geometry 80x24+0+0 -e sh -c "stty -echo; cat >'$work/typed'"
within 10 d focus "$screen" || fail "no window to type into"

begin_relay() { # n [name]
	LAB_AT=relay$1 start_relay "${2:-relay$1}" "$work/relay$1" --host "relay$1.test" --raw-port 5000 --http-port 80 \
		--https-port none --prefix "$1"0-"$1"9
}
begin_relay 1
begin_relay 2
mkdir -p "$work/www"
"$bin/lotse-relay" list root "$work/fleet.key" >/dev/null || fail "no root key"
for i in 1 2; do on relay$i curl -s http://127.0.0.1/list; done >"$work/fleet"
"$bin/lotse-relay" list sign --key "$work/fleet.key" "$work/fleet" "$work/www/list" >/dev/null || fail "no list"
spawn web at router python3 -m http.server --bind 10.9.0.1 --directory "$work/www" 8000
url=http://10.9.0.1:8000/list
key=$work/fleet.key.pub
within 10 on operator curl -sfo /dev/null "$url" || fail "the web server does not answer"

LAB_AT=operator robot anna master admit
expect anna '^number' 15
number=$(number_of anna)
LAB_AT=customer robot ben client accept share view control display="$screen" number="$number"
expect anna 'i_see=1 i_control=1' 20
relay_of() { grep -aoE '^me .* relay=relay[12]' "${log[$1]}" | tail -n 1 | grep -oE '[12]$'; }
at=$(relay_of anna)
relay_address=$(lab_address relay$at)
counts() { # how often each has come back
	local who
	for who in anna ben; do grep -aoE 'resumes=[0-9]+' "${log[$who]}" | tail -n 1; done | tr '\n' ' '
}
usable=$(now_us)
chat
back "the control: nothing was lost" 20000
counts >"$work/before"
must_fail "another screen's picture" d compare "$other" "$work/anna.ppm"

loss() { # what [most ms]
	chat
	back "$@"
	[ "$(counts)" != "$(cat "$work/before")" ] || fail "$1: nothing was lost at all"
	counts >"$work/before"
}
snip customer; usable=$(now_us); loss "the customer's end cut"
snip operator; usable=$(now_us); loss "the operator's end cut"
snip customer; snip operator; usable=$(now_us); loss "both cut"
on "relay$at" ss -K -t dst 10.0.0.0/8 >/dev/null; usable=$(now_us); loss "both cut by the relay"

for end in customer operator; do # the relay hears nothing of it
	lab_block $end all drop
	snip $end
	lab_unblock
	usable=$(now_us)
	loss "the $end's end alone"
done
for end in customer operator; do # only the relay knows: the line is silent
	lab_block $end all drop
	on "relay$at" ss -K -t dst 10.0.0.0/8 >/dev/null
	lab_unblock
	usable=$(now_us)
	loss "the relay's ends alone, the $end's hears of it when it sends"
done

sleep 4 # the screen rests
mark anna
mark ben
said anna '^silent' && fail "a still screen is taken for a dead one"
cut=$(now_us)
lab_cut customer
expect anna '^silent .*ben.* [0-9]+ s' 12 # neither the relay nor she was told anything
say "the customer's cable is cut: the operator reads after $((($(now_us) - cut) / 1000)) ms: ${line#silent }"
lost ben lost
chat
lab_mend customer
usable=$(now_us)
back "the customer's cable out for some seconds"
within 10 grep -aq '^silent no more' "${log[anna]}" || fail "she is still told that nothing is heard"
counts >"$work/before"
lab_cut customer
lab_cut operator
sleep 6
lab_mend customer
lab_mend operator
usable=$(now_us)
loss "both cables out for 6 s"
lab_move customer 10.2.0.77
usable=$(now_us)
loss "another address (another Wi-Fi)" 5000 # the old address is doubted for half a second and more first: 1.6 s seen
lab_rebind
usable=$(now_us)
loss "the router has forgotten all"
# No reset comes back either: all that tells is silence, and a line is dead only after a second without an answer and three of
# silence behind a PING; less, and we would cut slow lines ourselves. 4.5 s seen.
on "relay$at" nft 'add table ip mute; add chain ip mute out { type filter hook output priority 0; };
	add rule ip mute out tcp flags & rst == rst drop'
lab_rebind
usable=$(now_us)
loss "the router has forgotten all and is silent about it" 8000
on "relay$at" nft delete table ip mute

mark anna
mark ben
kill -KILL "${pid[relay$at]}"
begin_relay "$at" again
usable=$(now_us)
chat
lost anna lost
lost ben lost
back "the relay was killed and started again"
[ "$(number_of anna)" = "$number" ] || fail "it is another number"
grep -aq "^number $number .*replaced=1" "${log[anna]}" && fail "the number was replaced"

kill -KILL "${pid[again]}"
usable=$(now_us)
chat
back "the relay is dead: everybody is at the backup" 5000 # it is tried half a second later, then all meet anew: 1.8 s seen
[ "$(relay_of anna)" != "$at" ] && [ "$(relay_of ben)" != "$at" ] || fail "they are still at the dead relay"
within 5 grep -aq "^number .*replaced=1" "${log[anna]}" || fail "the operator has no new number"
[ "$(number_of anna)" != "$number" ] || fail "the number is still that of the dead relay"
grep -aq '^line up .*moved=1' "${log[ben]}" || fail "the customer is not told that the session has moved"
tell anna leave
expect ben '^phase ended RESULT_CLOSED' 5
end ben
end anna
ledgers ben anna || fail "the ledgers of Ben and Anna don't hold"
done_well "the session outlives its lines"
