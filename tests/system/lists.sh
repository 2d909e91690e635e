#!/usr/bin/env bash
# Promise: where the relay or its list can't be used, master and client say which it is and what to do, end with code 1 and
# send nothing: not reachable, not signed, signed with another key, expired, damaged.
#
# The shipped programs' --check says it without a window. Control: a good list is taken, in the same way.
. "$(dirname "$0")/lib.sh"

check() { # program pattern: what its --check says
	local out code
	out=$("$bin/$1" --check --directory "$url" --list-key "$key" 2>&1)
	code=$?
	grep -qE "$2" <<<"$out" || fail "$1 does not say /$2/: $out"
	[ $code = "${3:-1}" ] || fail "$1 ends with $code"
}
refused() { # kind words next-step
	local program
	hostile list="$1"
	for program in lotse-client lotse-master; do
		check $program "$2"
		check $program "$3"
	done
	! grep -qE '^(opened|joined)' "$work/hostile.log" || fail "something was sent to a relay of a list that is $1"
	end hostile
	say "$1: said, with the next step"
}

refused unsigned "not signed" "ask whoever runs the relay"
refused foreign "signed with another key" "Check that the key"
refused expired "out of date" "Check date and time"
refused bad "damaged" "Try again"

# The list is right, but the relay that answers at its address is another one.
hostile list=stranger
robot stranger master
expect stranger "^phase ended RESULT_LIST_FOREIGN" 10
! grep -q '^opened' "$work/hostile.log" || fail "a number was asked for from another relay than the list names"
end stranger
exec 8>&-
end hostile
rm -f "$work"/*.in
say "another relay at the address: said"

# Nothing listens there.
read -r port < <(free_ports 1)
url=http://127.0.0.1:$port
check lotse-client "list of relays can't be fetched"
check lotse-client "Check the internet connection"

# Control.
hostile
check lotse-client "raw.*127.0.0.1:$raw_port.*connected" 0
check lotse-master "raw.*127.0.0.1:$raw_port.*connected" 0
say "control: a good list is taken"
done_well "each failure has its words and its next step"
