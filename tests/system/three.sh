#!/usr/bin/env bash
# Promise: with three people in a session each sees and does what the one who shares has given to him, and no more; who
# leaves sees nothing that is shown afterwards. Who comes later is told of as a newcomer; whom the customer refuses has no
# channel to him any more and can be given nothing. Master and customer have the same summary of it, line by line.
#
# Anna (master), Ben (customer, shares his display) and Cem, a third one by an invitation. Both pictures are compared with
# Ben's display pixel by pixel. Control: the picture of one who was not given view stays empty.
. "$(dirname "$0")/lib.sh"

alike() { # robot: its picture is Ben's display
	mark "$1"
	tell "$1" save "$work/$1.ppm"
	await "$1" '^saved' 5 && d compare "$ben_screen" "$work/$1.ppm" >"$work/compare.log"
}

display ben_screen 1024x768x24
spawn terminal xterm -display "$ben_screen" -geometry 70x24+10+10 -e sh -c "cat >$work/typed"
relay
robot anna master admit
expect anna "^number" 10
first=$(number_of anna)
robot ben client accept share display="$ben_screen" number="$first"
expect anna "^person .*in=1.*name=ben" 10
mark anna
tell anna open
expect anna "^number" 10
second=$(number_of anna)
[ "$first" != "$second" ] || fail "an invitation is another number"
robot cem client accept number="$second"
expect ben "^person .*connected=1.*new=1.*name=cem" 15
say "three people are in"

expect ben "^me sharing=1" 10
tell ben grant "$(peer_of ben anna)" both
expect anna "i_control=1.*name=ben" 10
within 10 alike anna || fail "Anna does not see Ben's screen: $(cat "$work/compare.log")"
say "Anna sees all of it: $(cat "$work/compare.log")"

# Cem has been given nothing.
tell cem save "$work/cem.ppm"
expect cem "^not saved" 5
d focus "$ben_screen"
tell cem text "from-cem"
tell cem ask "$(peer_of cem ben)" view
expect ben "asks_view=1.*name=cem" 5
tell ben grant "$(peer_of ben cem)" view
expect cem "i_see=1.*name=ben" 5
within 10 alike cem || fail "Cem does not see Ben's screen: $(cat "$work/compare.log")"
say "Cem sees all of it: $(cat "$work/compare.log")"
tell cem text "again-cem"

tell anna text "from-anna"
tell anna key 40
within 5 grep -q from-anna "$work/typed" || fail "what Anna typed has not arrived"
! grep -q cem "$work/typed" || fail "Cem may not type, but it arrived"
within 10 alike anna || fail "Anna's picture stopped"
within 10 alike cem || fail "Cem's picture stopped"

# Ben takes the view away from Cem: what is drawn from then on is for Anna alone.
tell ben grant "$(peer_of ben cem)" none
expect cem "i_see=0.*name=ben" 5
cp "$work/cem.ppm" "$work/before.ppm"
tell anna text "secret-text"
within 10 alike anna || fail "Anna's picture stopped"
tell cem save "$work/cem.ppm"
sleep 0.5
must_fail "what is new on Ben's screen" d compare "$ben_screen" "$work/cem.ppm"

# Ben does not want him at all: no channel, and nothing that he could be given, though he was just given it.
tell ben unwanted "$(peer_of ben cem)"
expect cem "connected=0.*name=ben" 5
expect ben "connected=0.*unwanted=1.*name=cem" 5
expect anna "refused_by=$(peer_of anna ben) name=cem" 5
mark cem
tell ben grant "$(peer_of ben cem)" both
sleep 1
said cem "i_see=1" && fail "who is not wanted was given something"
tell anna text "more-secret"
within 10 alike anna || fail "Anna's picture stopped"
tell cem save "$work/cem.ppm"
sleep 0.5
must_fail "what is new on Ben's screen" d compare "$ben_screen" "$work/cem.ppm"

summary() { # robot: to a file, without its own first word of the log
	mark "$1"
	tell "$1" summary
	expect "$1" "^summary of 3 people" 5
	tail -n +$((seen[$1] + 1)) "${log[$1]}" | grep -a "^sum" >"$work/$1.sum"
}
summary anna
summary ben
cmp "$work/anna.sum" "$work/ben.sum" || fail "two summaries: $(diff "$work/anna.sum" "$work/ben.sum")"
grep -q "^sum [0-9]* 4 0 ben cem" "$work/ben.sum" || fail "the refusal is not in it: $(cat "$work/ben.sum")"
say "the same summary at both: $(tail -n 1 "$work/ben.sum")"

# Cem leaves: it goes on for the others. Anna leaves: it is over for all.
tell cem leave
expect ben "^gone" 5
tell anna text "still here"
tell anna key 40
within 5 grep -q "still here" "$work/typed" || fail "after Cem left, Anna can't type"
tell anna leave
expect ben "^phase ended" 5
"$tools/ledger" "$work/cem.record" "$work/anna.record" "$work/ben.record" || fail "Cem opened what was not for him"
done_well "three people, each with what he was given"
