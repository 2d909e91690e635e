#!/usr/bin/env bash
# Promise: twenty people can be in one session: each sees each by name; two of them share, to whom they allow it; when one
# of the two leaves, what he showed is over and nothing else; who leaves has no key of what is shown from then on; a used
# number still lets in by knocking and one click, however many numbers there have been.
#
# Control: whom nothing was allowed sees nothing.
. "$(dirname "$0")/lib.sh"

people=20
display first_screen 320x240x24
display second_screen 320x240x24
relay
robot anna master admit
expect anna '^number' 10
numbers=("$(number_of anna)")
for i in $(seq 2 $((people - 1))); do
	mark anna
	[ "$i" = 2 ] || { tell anna open; expect anna '^number .*used=0' 10; numbers+=("$(number_of anna)"); }
	words=()
	[ "$i" != 3 ] || words=(share display="$first_screen")
	[ "$i" != 4 ] || words=(share display="$second_screen")
	robot "p$i" client accept number="${numbers[-1]}" "${words[@]}"
	expect "p$i" '^phase in' 20
done
[ "$(printf '%s\n' "${numbers[@]}" | sort -u | wc -l)" = $((people - 2)) ] || fail "a number was given twice"
# The last one, by the first number, forwarded: it was used before there were twice as many as are shown.
robot last client accept number="${numbers[0]}"
expect last '^phase refused' 10
tell last knock
expect anna 'knocked=1' 5
tell anna seat "$(grep -aoE 'route=[0-9]+ .*knocked=1' "${log[anna]}" | tail -n 1 | grep -oE 'route=[0-9]+' | tr -dc 0-9)"
expect last '^phase in' 10
say "$people are in, the last one by a forwarded number and a click"

everybody=(anna last)
for i in $(seq 2 $((people - 1))); do everybody+=("p$i"); done
sees_all() { # name: everybody else, in, by name
	[ "$(grep -aE '^person .*in=1 .*name=' "${log[$1]}" | sed 's/.*name=//' | sort -u | grep -vcx "$1")" = $((people - 1)) ]
}
for name in "${everybody[@]}"; do within 10 sees_all "$name" || fail "$name does not see everybody"; done
say "each sees each by name"

for sharer in p3 p4; do
	expect $sharer '^me sharing=1' 10
	within 10 peer_of $sharer p5 >/dev/null || fail "$sharer does not know p5"
	within 10 grep -aqE '^person .*connected=1.*name=p5$' "${log[$sharer]}" || fail "$sharer is not introduced to p5"
	tell $sharer grant "$(peer_of $sharer p5)" view
	expect p5 "i_see=1.*name=$sharer\$" 10
done
! grep -aqE 'i_see=1' "${log[p6]}" || fail "the control: p6 sees what nobody allowed"

mark p5
mark p6
mark anna
tell p3 leave
expect p6 '^gone' 10
sleep 1
! said p5 'i_see=0.*name=p4$' || fail "what p4 allowed ended with p3"
! said anna 'i_see=0.*name=p4$' || fail "what p4 shows ended with p3"
! said p6 '^phase ended' || fail "one who leaves ended it for others"
tell p5 save "$work/p5.ppm"
mark p6
tell p4 grant "$(peer_of p4 p6)" view
expect p6 'i_see=1.*name=p4$' 10

# Who leaves has no key of what is shown from then on; who stays has it.
keys() { python3 "$root/tests/support/record_keys.py" "$@"; }
show() { # a new picture by p4: the keys of it are in $used
	local from i
	from=$(keys count "$work/p4.record" 5) # 5: pictures
	for i in 1 2 3; do xsetroot -display "$second_screen" -solid "#$((100000 + RANDOM))" && sleep 0.1; done
	used=$(keys sealed "$work/p4.record" 5 "$from")
}
has() { # name: it was given one of the keys
	# shellcheck disable=SC2086 # words
	show && keys has "$work/$1.record" $used
}
tell p4 grant "$(peer_of p4 p7)" view
expect p7 'i_see=1.*name=p4$' 10
within 5 has p6 || fail "p6 has no key of what it sees"
within 5 has p7 || fail "the control: p7 has no key of what it sees, so this test can't see one that it lacks"
tell p7 leave
expect p7 '^phase ended' 5
sleep 0.5
show
[ -n "$used" ] || fail "nothing is shown any more"
# shellcheck disable=SC2086
! keys has "$work/p7.record" $used || fail "p7 has left, and has the key of what p4 shows"
within 5 has p6 || fail "p6 did not get the new key"
say "when one leaves, those who stay have a new key"

tell anna leave
for name in p2 p6 p19 last; do expect "$name" '^phase ended RESULT_CLOSED' 10; done
done_well "$people people, each with what was given to him"
