#!/usr/bin/env bash
# Promise: on Windows a number in the file's name connects without typing only if the operator is verified, which is what a
# company's own key certified, in that company's program; it is read "verified", and everything else is as ever: the customer
# reads who asks and accepts. An operator that only the relay vouches for, and the plain program, ask for the number's end.
#
# Control: where the end is asked for, the keys that accept a verified one do not let anybody in. (Typing it: session-client.)
. "$(dirname "$0")/system.sh"
. "$root/tests/support/company.sh"

master() { # name key
	spawn "$1" env DISPLAY="$operator" "$bin/lotse-master" --directory "$url" --list-key "$key" --print-number --admit-all --operator-key "$2"
	expect "$1" '^number' 15
}
starts() { # program option...
	client_start "$@"
	expect client 'sealed with' 20
}
ends() {
	end client
	d gone "$customer" =Lotse 10 || fail "the client does not end"
}
accepts_without_digits() { drive_accept "$customer" 2>/dev/null; }
shot() { [ -z "${LOTSE_SHOTS:-}" ] || d shot "$customer" "$LOTSE_SHOTS/operators-$1.png"; }

display customer 1024x768x24
display operator 800x600x24
export DISPLAY=$operator
anna=$(make_key "$work/anna.key")
ben=$(make_key "$work/ben.key")
[ "${#anna}" = 64 ] && [ "${#ben}" = 64 ] || fail "no keys: $(cat "$work/key.log")"
printf 'Anna Vogt | Hafen-IT GmbH | %s\n' "$anna" >"$work/operators"
printf 'Ben Roth | Hafen-IT GmbH | %s\n' "$ben" >"$work/more"
company_start "$work/operators" "$work/anna.key"
cat "$work/more" >>"$work/operators" # the relay knows him, but the company has certified nothing
kill -HUP "${pid[company]}"
within 5 grep -q 'operators were read again: 2 are known' "${log[company]}" || fail "the operators were not read again"
"$root/packaging/brand" --url "$url/list" --root-key "$key" --name "Hafen-IT" "$windows/LotseClient.exe" "$work/LotseClient.exe" || fail "not branded"

master anna "$work/anna.key"
number=$(number_of anna)
cp "$work/LotseClient.exe" "$work/LotseClient_$number (1).exe"
starts "$work/LotseClient_$number (1).exe"
shot verified
accepts_without_digits || fail "a verified operator's number wants to be typed"
say "a verified operator's number: connected without typing, and accepted"
ends

master ben "$work/ben.key"
number=$(number_of ben)
cp "$work/LotseClient.exe" "$work/LotseClient_$number.exe"
starts "$work/LotseClient_$number.exe"
must_fail "an end that is to be typed, in the company's program" accepts_without_digits
shot relays
ends

master other "$work/anna.key"
number=$(number_of other)
cp "$windows/LotseClient.exe" "$work/LotseClient_$number.exe"
starts "$work/LotseClient_$number.exe" --directory "$url"
must_fail "an end that is to be typed, in the plain program" accepts_without_digits
shot plain
done_well "only a verified operator's number connects without typing"
