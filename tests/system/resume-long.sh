#!/usr/bin/env bash
# Promise: two hundred losses in a row, cut at random ends at random moments, while both talk and the operator types: the
# session is there at the end, each line of chat has come once and in order, what was typed has come once, in order and
# never late (input is never sent again), and the ledgers of both ends hold: no record was taken that was not sealed, or
# twice.
#
# Real: a relay, a master and a client with a screen, in network namespaces. The ends write down all that they seal and open
# (ledger.c). LOTSE_SEED chooses the cuts.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
type ss >/dev/null || skip "ss is not installed"
RANDOM=${LOTSE_SEED:-4711}
losses=${LOTSE_LOSSES:-200}

lab_up
display screen 800x600x24
spawn typed env DISPLAY="$screen" xterm -geometry 80x24+0+0 -e sh -c "stty -echo; cat >'$work/typed'"
within 10 d focus "$screen" || fail "no window to type into"
LAB_AT=relay1 start_relay relay "$work/state" --raw-port 5000 --http-port 80 --https-port none
url=http://relay1.test
key=$work/state/root.pub
LAB_AT=operator robot anna master admit
expect anna '^number' 15
LAB_AT=customer robot ben client accept share view control display="$screen" number="$(number_of anna)"
expect anna 'i_see=1 i_control=1' 20

snip() { on "$1" ss -K -t dst "$(lab_address relay1)" >/dev/null; }
silently() { # host: the other end does not hear of it
	lab_block "$1" all drop
	snip "$1"
	lab_unblock
}
nap() { sleep "0.$(printf %03d $((RANDOM % 400)))"; }
talk() {
	said=$((said + 1))
	tell anna chat "line $said of anna"
	tell ben chat "line $said of ben"
	tell anna text "$said."
}
said=0
for ((i = 1; i <= losses; i++)); do
	talk
	nap
	case $((RANDOM % 7)) in
	0) snip customer ;;
	1) snip operator ;;
	2) snip customer; snip operator ;;
	3) on relay1 ss -K -t dst 10.0.0.0/8 >/dev/null ;;
	4) silently customer ;;
	5) silently operator ;;
	6) snip customer; talk; snip operator ;;
	esac
	talk
	nap
	is_alive anna && is_alive ben || fail "somebody has given up at loss $i"
	[ $((i % 50)) = 0 ] && say "$i losses"
done

all_came() { [ "$(grep -ac '^chat ' "${log[$1]}")" -ge 0 ] && grep -aq "^chat [0-9]* line $said of $2$" "${log[$1]}"; }
within 20 all_came anna ben || fail "Ben's last line has not come"
within 20 all_came ben anna || fail "Anna's last line has not come"
for who in anna ben; do
	[ "$(grep -a '^chats ' "${log[$who]}" | tail -n 1)" = "chats $said" ] || fail "$who: $(grep -a '^chats ' "${log[$who]}" | tail -n 1), $said were said"
	grep -a '^chat [0-9]* line' "${log[$who]}" | awk '{ if ($4 + 0 <= last) bad = 1; last = $4 + 0 } END { exit bad }' ||
		fail "$who: lines of chat out of order"
done
say "chat: $said lines each way, each once and in order"

# What was typed: numbers that grow, none twice; those that were typed while the line was lost are missing.
tell anna key 40
sleep 1
came=$(tr -d '\n' <"$work/typed" | tr '.' '\n' | grep -c .)
tr -d '\n' <"$work/typed" | tr '.' '\n' | grep . | awk '{ if ($1 + 0 <= last) bad = 1; last = $1 + 0 } END { exit bad }' ||
	fail "what was typed came twice or out of order: $(tr -d '\n' <"$work/typed" | tail -c 200)"
say "typed: $came of $said came, none twice, none late"

losses_seen=$(grep -aoE 'resumes=[0-9]+' "${log[ben]}" | tail -n 1 | cut -d= -f2)
[ "$losses_seen" -ge $((losses / 2)) ] || fail "only $losses_seen resumes at Ben: the lines were not cut"
mark anna
tell anna save "$work/anna.ppm"
await anna '^saved' 5 && within 5 d compare "$screen" "$work/anna.ppm" >"$work/compare.log" || fail "the picture is not right at the end"
tell anna leave
expect ben '^phase ended RESULT_CLOSED' 5
end ben
end anna
for way in "ben anna" "anna ben"; do
	read -r a b <<<"$way"
	"$tools/ledger" "$work/$a.record" "$work/$b.record" || fail "the ledgers of $a and $b don't hold"
done
done_well "$losses losses ($losses_seen resumes at the customer's end), nothing lost, nothing twice"
