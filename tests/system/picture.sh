#!/usr/bin/env bash
# Promise: what the viewer sees becomes exactly what is there, whatever happened before: after a burst that follows a rest,
# after a video, and after the viewer itself hung for seconds; and one who hangs holds up nobody else.
#
# Anna (master) and Cem watch Ben's display; the pictures are compared pixel by pixel. Control: while the storm goes on, and
# for the one who hangs, they differ.
. "$(dirname "$0")/lib.sh"

alike() { # robot
	mark "$1"
	tell "$1" save "$work/$1.ppm"
	await "$1" '^saved' 5 && d compare "$screen" "$work/$1.ppm" >"$work/compare.log"
}
becomes_alike() { # robot what
	within 6 alike "$1" || fail "$2: $1 does not see what is there: $(cat "$work/compare.log")"
	say "$2: $1 sees what is there"
}
storm() { # seconds [place]: then it stands still, and is to be seen
	spawn storm "$tools/storm" "$screen" 60 "${2:-0,0,1280,800}" 30
	sleep "$1"
	kill -STOP "${pid[storm]}"
}

display screen 1280x800x24
relay
robot anna master admit
expect anna "^number" 10
robot ben client accept share display="$screen" number="$(number_of anna)"
expect anna "i_see=1" 15
becomes_alike anna "at first"

for round in 1 2 3; do
	sleep 3.5 # the first frame after a rest is a large one, and nothing was heard of the viewer for long
	storm 1
	becomes_alike anna "a storm after a rest, $round"
	kill -CONT "${pid[storm]}"
	end storm
done
storm 2 300,200,640,360
becomes_alike anna "a video"
kill -CONT "${pid[storm]}"
mark anna
tell anna save "$work/anna.ppm"
expect anna '^saved'
must_fail "a difference while it moves" d compare "$screen" "$work/anna.ppm"

# Cem comes too, and hangs.
mark anna
tell anna open
expect anna "^number" 10
robot cem client accept number="$(number_of anna)"
expect cem "^person .*connected=1.*name=ben" 15
tell ben grant "$(peer_of ben cem)" view
expect cem "i_see=1.*name=ben" 5
sleep 1
kill -STOP "${pid[cem]}"
sleep 5
kill -STOP "${pid[storm]}"
becomes_alike anna "somebody else hangs"
kill -CONT "${pid[cem]}"
becomes_alike cem "he hung for 5 s"
done_well "the viewer sees what is there"
