#!/usr/bin/env bash
# Promise: a master that does what no window of ours lets him do gets nothing by it: a thousand questions are one question,
# input without a grant or of an older one reaches nothing, nobody's name changes once he is in, nobody is called the relay or
# the customer, floods of chat cost bounded memory; and whatever he does, the customer's F12 and stop work at once.
#
# robot-rude (tests/support/programs/rude.c) sends three thousand of each. The witness (watcher) hears every event of the
# customer's display. Control: the same witness hears what a master with control presses.
. "$(dirname "$0")/lib.sh"

counted() { grep -cE ' (key|button|motion) ' "$work/witness"; }
memory_kb() { awk '/VmRSS/ { print $2 }' "/proc/${pid[client]}/status"; }
start() { # what the master does, once $work/now is there; the customer's words
	local what=$1
	shift
	rm -f "$work/now"
	display screen 800x600x24
	spawn watcher "$tools/watcher" "$screen" "$work/witness"
	ROBOT=robot-rude ROBOT_ENV="LOTSE_RUDE=$what LOTSE_RUDE_AFTER=$work/now" robot master master admit
	expect master '^number' 10
	robot client client accept share display="$screen" number="$(number_of master)" "$@"
	expect client '^me sharing=1' 15
	within 5 grep -q ready "$work/witness" || fail "the witness does not listen"
	before_kb=$(memory_kb)
}
rage() {
	mark client
	mark master
	touch "$work/now"
	expect master '^rude done' $((60 * slow))
}
# The customer is there, answers, and has not grown; then ends it, and is out at once.
calm() { # what
	mark master
	tell client chat still in command
	expect master '^chat .*still in command' $((20 * slow))
	local grown=$(($(memory_kb) - before_kb))
	[ "$grown" -lt $((40000 * slow)) ] || fail "$1: the customer's memory has grown by $grown kB"
	mark client
	tell client leave
	expect client '^phase ended' $((2 * slow))
	say "$1: the customer answers, has grown by $grown kB, and ends it"
	for name in client master watcher screen; do end "$name"; done
	rm -rf "$work"/*.in "$work/witness"
}
relay

start asks view
expect master 'i_see=1' 10
rage
tell client look
expect client '^looked' 10
asked=$(grep -cE '^person 1 .*asks_control=1' "${log[client]}")
[ "$asked" -ge 1 ] && [ "$asked" -le 20 ] || fail "three thousand questions were $asked"
calm "asks ($asked lines)"

start input view control
expect master 'i_control=1' 15
tell master key 27
within 5 test "$(counted)" -gt 0 || { sleep 1; [ "$(counted)" -gt 0 ] || fail "the control: a key under a grant is not heard"; }
mark master
d key "$screen" F12
expect client 'f12=1' 5
expect master 'i_control=0' 5
sleep 0.5
heard=$(counted)
rage
sleep 0.5
[ "$(counted)" = "$heard" ] || fail "$(($(counted) - heard)) events without a grant"
calm "input after F12"

# Who calls himself the relay from the start is nobody in particular.
robot poser master admit name="Lotse relay"
expect poser '^number' 10
robot asked client accept number="$(number_of poser)"
expect asked '^master ' 10
[ "$line" = "master Somebody without a name" ] || fail "a master called \"Lotse relay\" is shown: $line"
for name in asked poser; do end "$name"; done
rm -rf "$work"/*.in

start names view
rage
sleep 0.5
while read -r name; do
	case $name in
	master | "master (2)" | "Somebody without a name" | "Somebody without a name ("*")") ;;
	*) fail "the customer reads the name \"$name\"" ;;
	esac
done < <(grep -aoE '^person [0-9]+ .*name=.*' "${log[client]}" | sed 's/.* name=//' | sort -u)
tell client look
expect client '^looked' 10
people=$(grep -aE '^person ' "${log[client]}" | awk '{ print $2 }' | sort -u | wc -l)
[ "$people" -gt 1 ] || fail "nobody new was seen, so this test can't see how they are called"
say "strangers come and go under misleading names: $((people - 1)) of them were seen, each under a neutral name"
calm names

# More than may be on its way: that one is out, and the customer reads an ending, not a mystery.
start talk view
mark client
touch "$work/now"
expect client '^phase ended RESULT_' $((30 * slow))
grown=$(($(memory_kb) - before_kb))
[ "$grown" -lt $((40000 * slow)) ] || fail "talk: the customer's memory has grown by $grown kB"
tell client look
expect client '^looked' 5
say "talk: $line; the customer's memory has grown by $grown kB"
done_well "what a master sends against the rules counts for nothing"
