#!/usr/bin/env bash
# Promise: two hundred resumes in a row, after cuts at random ends at random moments, while both talk and the operator types,
# and then some more in the same session where the network lets nothing but TLS through, and where it lets nothing but plain
# HTTP through: the session is there at the end, each line of chat has come once and in order, what was typed has come once,
# in order and never late (input is never sent again), and the ledgers of both ends hold: no record was taken that was not
# sealed, or twice.
#
# Real: a relay, a master and a client with a screen, in network namespaces, and a middlebox in front of the relay that strips
# Upgrade. The ends write down all that they seal and open (ledger.c). LOTSE_SEED chooses the cuts.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
type ss >/dev/null || skip "ss is not installed"
RANDOM=${LOTSE_SEED:-4711}
resumes=${LOTSE_RESUMES:-200}

lab_up
display screen 800x600x24
spawn typed env DISPLAY="$screen" xterm -geometry 80x24+0+0 -e sh -c "stty -echo; cat >'$work/typed'"
within 10 d focus "$screen" || fail "no window to type into"
begin_relay() { LAB_AT=relay1 start_relay "$1" "$work/state" --raw-port 5000 --http-port 80 --https-port 443; }
begin_relay relay
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
nap() { sleep "0.$(printf %03d $((RANDOM % 200)))"; }
talk() {
	said=$((said + 1))
	tell anna chat "line $said of anna"
	tell ben chat "line $said of ben"
	tell anna text "$(printf 'n%04d.' "$said")"
}
said=0
count_of() { grep -aoE 'resumes=[0-9]+' "${log[$1]}" | tail -n 1 | cut -d= -f2; }
is_up() { [ "$(grep -aoE '^line [a-z-]+' "${log[$1]}" | tail -n 1)" = "line up" ]; }
all_came() { grep -aq "^chat [0-9]* line $said of $2$" "${log[$1]}"; }
is_well() { is_up ben && is_up anna && all_came anna ben && all_came ben anna; }
has_resumed() { [ "$(count_of ben)" -gt "$1" ] && is_well; }
cut_somewhere() {
	case $((RANDOM % 7)) in
	0) snip customer ;;
	1) snip operator ;;
	2) snip customer; snip operator ;;
	3) on relay1 ss -K -t dst 10.0.0.0/8 >/dev/null ;;
	4) silently customer ;;
	5) silently operator ;;
	6) snip customer; talk; snip operator ;;
	esac
}
losses=0
# Three of four cuts wait until all is well after the last one, the fourth comes in the middle of coming back.
lose() {
	talk
	nap
	cut_somewhere
	losses=$((losses + 1))
	talk
	nap
	is_alive anna && is_alive ben || fail "somebody has given up at loss $losses"
	[ $((losses % 4)) = 0 ] || within 20 is_well || fail "not well after loss $losses"
	[ $((losses % 50)) = 0 ] && say "$losses losses, $(count_of ben) resumes"
}
is_by() { # rung: both are connected by it
	local who
	for who in anna ben; do
		is_up $who && grep -aoE '^me .* rung=[a-z]*' "${log[$who]}" | tail -n 1 | grep -qE " rung=($1)\$" || return 1
	done
}
# What comes up first is kept: a cut in the middle of it may leave somebody by a lesser way, until the next one.
comes_by() { # rung
	local i
	for ((i = 0; i < 5; i++)); do
		snip customer
		snip operator
		within 6 is_by "$1" && return
	done
	fail "not by $1: $(grep -a rung= "${log[anna]}" "${log[ben]}" | tail -n 4)"
}
while [ "$(count_of ben)" -lt "$resumes" ]; do
	[ $losses -lt $((resumes * 2)) ] || fail "only $(count_of ben) resumes in $losses losses: the lines were not cut"
	lose
done
say "$losses losses, $(count_of ben) resumes"

# In the same session another way: what goes to 80 meets a middlebox, and 5000 is closed for both, then 443 too.
spawn box at relay1 "$tools/middlebox" 8081 80
expect box '^listening'
on relay1 nft 'add table ip box; add chain ip box in { type nat hook prerouting priority -100; };
	add rule ip box in ip saddr 10.9.0.1 tcp dport 80 redirect to :8081'
close_ports() { # ports
	on relay1 nft "add table ip closed; add chain ip closed in { type filter hook input priority 0; };
		flush chain ip closed in; add rule ip closed in ip saddr 10.9.0.1 tcp dport { $1 } reject with tcp reset"
}
within 20 is_well || fail "not well after the losses"
close_ports 5000
comes_by 'wss|https' # by TLS: on a busy machine a tunnel over it may be up first
before=$(count_of ben)
for ((i = 0; i < 15; i++)); do lose; done
within 20 is_well || fail "not well after the losses by wss"
within 10 is_by 'wss|https' || fail "not by TLS after the losses" # a tunnel over TLS may come up first, and outlive cuts without a resume
[ "$(count_of ben)" -ge $((before + 3)) ] || fail "by TLS: only $(($(count_of ben) - before)) resumes in 15 losses"
say "by wss: 15 losses, $(($(count_of ben) - before)) resumes"

close_ports 5000,443
comes_by http
before=$(count_of ben)
for ((i = 0; i < 5; i++)); do # it may outlive these without a resume
	talk
	cut_somewhere
	talk
	nap
	within 20 is_well || fail "not well after a cut of the tunnel"
done
say "by the tunnel: 5 cuts, $(($(count_of ben) - before)) resumes"
for end in customer operator relay; do # none outlives these
	before=$(count_of ben)
	if [ $end = relay ]; then
		kill -KILL "${pid[relay]}"
		talk
		begin_relay again
	else
		lab_cut $end
		talk
		sleep 5
		lab_mend $end
	fi
	talk
	within 20 has_resumed "$before" || fail "by the tunnel, $end: not back"
	within 20 is_by http || fail "not by the tunnel any more"
done
say "by the tunnel: the cable out at each end, the relay killed; $(count_of ben) resumes in all"

for who in anna ben; do
	[ "$(grep -a '^chats ' "${log[$who]}" | tail -n 1)" = "chats $said" ] || fail "$who: $(grep -a '^chats ' "${log[$who]}" | tail -n 1), $said were said"
	grep -a '^chat [0-9]* line' "${log[$who]}" | awk '{ if ($4 + 0 <= last) bad = 1; last = $4 + 0 } END { exit bad }' ||
		fail "$who: lines of chat out of order"
done
say "chat: $said lines each way, each once and in order"

# What was typed: numbers that grow, none twice. Those that were typed while the line was lost are missing, whole or in part:
# what is left of such a one is no number with all its digits.
tell anna key 40
sleep 1
whole() { tr -d '\n' <"$work/typed" | tr '.' '\n' | grep -xE 'n[0-9]{4}'; }
came=$(whole | wc -l)
[ "$came" -ge $((said / 10)) ] || fail "only $came of $said that were typed came"
whole | tr -d n | awk '{ if ($1 + 0 <= last) bad = 1; last = $1 + 0 } END { exit bad }' ||
	fail "what was typed came twice or out of order: $(tr -d '\n' <"$work/typed" | tail -c 400)"
say "typed: $came of $said came, none twice, none late"

[ "$(count_of ben)" -ge $((resumes + 6)) ] || fail "only $(count_of ben) resumes at Ben"
mark anna
tell anna save "$work/anna.ppm"
await anna '^saved' 5 && within 5 d compare "$screen" "$work/anna.ppm" >"$work/compare.log" || fail "the picture is not right at the end"
tell anna leave
expect ben '^phase ended RESULT_CLOSED' 5
end ben
end anna
ledgers ben anna || fail "the ledgers of Ben and Anna don't hold"
done_well "$losses losses and 8 more ($(count_of ben) resumes at the customer's end), nothing lost, nothing twice"
