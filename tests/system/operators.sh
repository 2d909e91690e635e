#!/usr/bin/env bash
# Promise: a relay with an operators' file gives numbers to those in it and to nobody else; the customer reads "X of Y, says
# HOST" of them, by the file and not by what they call themselves; who is taken out gets no number after the next SIGHUP and
# drops out of nothing; only who is certified by a key that no relay has is verified, and only in a company's program. A
# number by a link shows nobody before its end was typed, unless he is verified.
#
# The shipped master with its key file, the shipped relay, and participants without windows as customers.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/company.sh"
display operator 800x600x24
export DISPLAY=$operator

anna=$(make_key "$work/anna.key")
[ "${#anna}" = 64 ] || fail "no public key is shown: $(cat "$work/key.log")"
[ "$(stat -c %a "$work/anna.key")" = 600 ] || fail "the key is readable for others"
cp "$work/anna.key" "$work/before"
[ -z "$(make_key "$work/anna.key")" ] && cmp -s "$work/anna.key" "$work/before" || fail "the key was made twice"
printf 'nonsense\n' >"$work/bad.key"
"$bin/lotse-master" --operator-key "$work/bad.key" >"$work/bad.log" 2>&1
[ $? = 1 ] && grep -q "holds no operator's key" "$work/bad.log" || fail "a bad key file: $(cat "$work/bad.log")"
[ "$(cat "$work/bad.key")" = nonsense ] || fail "a bad key file was written over"

# What a relay says of a file that makes no sense, and of none.
printf '# ours\nAnna Vogt | Hafen-IT GmbH\n' >"$work/operators"
"$bin/lotse-relay" --state "$work/none" --raw-port 0 --http-port 0 --https-port none --operators "$work/operators" >"$work/wrong.log" 2>&1
[ $? = 1 ] && grep -q 'Line 2 of .*operators' "$work/wrong.log" || fail "a wrong line: $(cat "$work/wrong.log")"
printf 'Anna Vogt | Hafen-IT GmbH | %s\n' "$anna" >"$work/operators"
relay --operators "$work/operators"
master() { # name option...
	local name=$1
	shift
	spawn "$name" "$bin/lotse-master" --directory "$url/list" --list-key "$key" --print-number --admit-all "$@"
}

# In the file: a number, and the customer reads who it is by the file.
master known --operator-key "$work/anna.key" --name "The Relay Itself"
expect known '^number' 15
number=$(number_of known)
robot typist client accept
tell typist join "$number"
expect typist '^operator trust=1 must_type=0 name=Anna Vogt company=Hafen-IT GmbH' 10
expect typist '^master Anna Vogt$' 5
expect typist '^phase in' 10
say "an operator in the file gets a number, and is shown as the file has him"

# Not in it, or without a key: no number, and a sentence.
make_key "$work/ben.key" >/dev/null
robot stranger master admit
expect stranger '^phase ended RESULT_UNKNOWN_OPERATOR' 15
master unknown --operator-key "$work/ben.key"
sleep 2
! said unknown '^number' || fail "a number for one who is not in the file"
end unknown
say "who is not in the file gets none"

# A link: nobody is shown before its end is typed; a wrong end is the end.
master linked --operator-key "$work/anna.key"
expect linked '^number' 15
number=$(number_of linked)
robot link client
tell link link "$number"
expect link '^operator trust=0 must_type=1 name= company=$' 10
tell link accept
sleep 0.5
! said link '^master|^phase (accepted|in)' || fail "somebody was shown, or accepted, before the digits"
mark link
tell link digits "${number:5:3} ${number:8}"
expect link '^operator trust=1 must_type=0 name=Anna Vogt' 5
expect link '^master Anna Vogt$' 5
tell link accept
expect link '^phase in' 10
master linked2 --operator-key "$work/anna.key"
expect linked2 '^number' 15
number=$(number_of linked2)
robot deceived client
tell deceived link "$number"
expect deceived 'must_type=1' 10
tell deceived digits "$(printf '%07d' $(((10#${number:5} + 1) % 10000000)))"
expect deceived '^phase ended RESULT_LINK_DIGITS' 5
! said deceived '^master' || fail "a wrong end showed who asks"
say "a link's number is compared with what is typed before anybody is shown"

# "This is not for me", and then a report: the abuse log has operator, route and time. Without it, it has nothing.
reports() { sqlite3 "$work/state/connections.db" 'SELECT user_name, route FROM abuse'; }
has_report() { [ -n "$(reports)" ]; }
master asks --operator-key "$work/anna.key" --name "Somebody Else"
expect asks '^number' 15
number=$(number_of asks)
robot quiet client
tell quiet join "$number"
expect quiet '^master Anna Vogt$' 10
tell quiet decline
expect quiet '^report may=1 done=0' 5
expect quiet '^phase ended' 5
master asks2 --operator-key "$work/anna.key" --name "Somebody Else"
expect asks2 '^number' 15
number=$(number_of asks2)
robot upset client
tell upset join "$number"
expect upset '^master Anna Vogt$' 10
! has_report || fail "a report that nobody made: $(reports)"
tell upset decline
expect upset '^report may=1 done=0' 5
tell upset report
expect upset '^report may=0 done=1' 5
within 5 has_report || fail "the report is not in the abuse log"
[ "$(reports)" = "Anna Vogt|${number:0:5}" ] || fail "the abuse log says: $(reports)"
say "what was not for somebody is in the abuse log once he says so"

# Taken out: no further number from the next SIGHUP on, but the session that there is goes on.
printf '# nobody\n' >"$work/operators"
kill -HUP "${pid[relay]}"
within 5 grep -q 'operators were read again: 0 are known' "${log[relay]}" || fail "the operators were not read again"
master revoked --operator-key "$work/anna.key"
sleep 2
! said revoked '^number' || fail "a number for one who was taken out"
end revoked
tell typist chat still here
is_alive known && ! said typist '^phase ended' || fail "a session was dropped"
printf 'Anna | \n' >"$work/operators"
kill -HUP "${pid[relay]}"
within 5 grep -q 'operators stay as they were' "${log[relay]}" || fail "a wrong file was not refused"
say "who is taken out gets no further number, and is not dropped"
end relay

printf 'Anna Vogt | Hafen-IT GmbH | %s\n' "$anna" >"$work/operators"
company_start "$work/operators" "$work/anna.key"
master certified --operator-key "$work/anna.key"
expect certified '^number' 15
number=$(number_of certified)
robot branded client company
tell branded link "$number"
expect branded '^operator trust=2 must_type=0 name=Anna Vogt company=Hafen-IT GmbH' 10
tell branded decline
robot plain client
master certified2 --operator-key "$work/anna.key"
expect certified2 '^number' 15
tell plain link "$(number_of certified2)"
expect plain 'must_type=1' 10
tell plain digits "$(number_of certified2 | cut -c 6-)"
expect plain '^operator trust=1 must_type=0 name=Anna Vogt' 5
say "verified by the company's own key, in its program alone"
done_well "operators are who the relay's file, or their company, says"
