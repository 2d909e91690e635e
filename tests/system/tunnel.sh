#!/usr/bin/env bash
# Promise: where a network lets nothing through but plain HTTP, strips Upgrade, and holds answers back, cuts connections or
# loses and doubles requests besides, a session works all the same: a picture goes one way exactly, keys the other.
#
# Ben (customer) is behind a router that lets port 80 alone through, and what he sends there passes a middlebox in front of
# the relay (support/posix/middlebox.h). Anna sits beside the relay. Control: with port 80 closed too, there is no way.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"

alike() { # robot
	mark "$1"
	tell "$1" save "$work/$1.ppm"
	await "$1" '^saved' 5 && d compare "$screen" "$work/$1.ppm" >"$work/compare.log"
}

# A session through a middlebox with these manners.
session() { # name word...
	local name=$1 number
	shift
	spawn "box_$name" at relay1 "$tools/middlebox" 8081 80 "$@"
	expect "box_$name" '^listening'
	LAB_AT=relay2 robot "anna_$name" master admit
	expect "anna_$name" '^number' 15
	number=$(number_of "anna_$name")
	mark "anna_$name"
	LAB_AT=customer robot "ben_$name" client accept share display="$screen" number="$number"
	expect "anna_$name" 'i_see=1' 40
	tell "ben_$name" grant "$(peer_of "ben_$name" "anna_$name")" both
	expect "anna_$name" 'i_see=1 i_control=1' 15
	tell "ben_$name" look
	expect "ben_$name" 'rung=http ' 5
	d focus "$screen"
	within 15 alike "anna_$name" || fail "$name: Anna does not see Ben's screen: $(cat "$work/compare.log")"
	tell "anna_$name" text "through-$name"
	tell "anna_$name" key 40
	within 10 grep -q "through-$name" "$work/typed" || fail "$name: what Anna typed has not arrived"
	within 15 alike "anna_$name" || fail "$name: Anna's picture stopped"
	say "$name: a picture and keys went through"
}
# The cable is out for some seconds: the session finds back by itself, through the tunnel again.
outlives_a_cut() { # name
	lab_cut customer
	sleep 5
	lab_mend customer
	within 10 types_again "$1" || fail "$1: nothing arrives after the cable was out"
	tell "ben_$1" look
	expect "ben_$1" 'rung=http ' 5
	say "$1: it goes on after the cable was out"
}
types_again() { # name
	tell "anna_$1" text "again-$1"
	tell "anna_$1" key 40
	within 1 grep -q "again-$1" "$work/typed"
}
leave() { # name
	tell "anna_$1" leave
	expect "ben_$1" '^phase ended' 25
	end "box_$1"
	end "ben_$1"
	end "anna_$1"
}

lab_up
display screen 800x600x24
spawn typed env DISPLAY="$screen" xterm -geometry 80x24+0+0 -e sh -c "stty -echo; cat >'$work/typed'"
within 10 d focus "$screen" || fail "no window to type into"
LAB_AT=relay1 start_relay relay "$work/state" --raw-port 5000 --http-port 80
url=http://relay1.test
key=$work/state/root.pub
on relay1 nft -f - <<-'RULES'
table ip box {
	chain in { type nat hook prerouting priority -100;
		ip saddr 10.9.0.1 tcp dport 80 redirect to :8081
	}
}
RULES

# The control: without port 80 there is nothing.
lab_block customer 5000,80 reject
LAB_AT=relay2 robot waiting master
expect waiting '^number' 15
LAB_AT=customer robot nobody client number="$(number_of waiting)"
expect nobody 'UNREACHABLE|NOT_REACHABLE' 30
end nobody
end waiting
lab_unblock
say "control: with port 80 closed too, the relay is not reached"

lab_block customer 5000 reject
for manners in "strip" "holds holds=1" "old old=1" "short life=3000" \
	"rude lost=30 unanswered=30 cut=60 doubled=30 delay=20" "worst holds=1 lost=20 unanswered=20 doubled=20 life=8000"; do
	# shellcheck disable=SC2086
	session $manners
	[[ $manners != strip && $manners != holds* ]] || outlives_a_cut "${manners%% *}"
	leave "${manners%% *}"
done
done_well "plain HTTP is enough"
