#!/usr/bin/env bash
# Promise: relays of a fleet know each other by etcd. Each is a directory for all: its list is signed for the fleet's root and
# names whoever is alive. One that is killed is gone from every list within seconds; one that ends as it should, at once.
# Each has numbers of its own, and has the same ones after a restart; nobody gets a dead relay's numbers. While no etcd
# answers, lists and numbers go on with what was known last, and the log says so.
#
# Real: etcd on the loopback, four relays, robots that open sessions and join through another relay's directory.
. "$(dirname "$0")/lib.sh"
command -v etcd >/dev/null || skip "etcd is not installed"

read -r client peer dead <<<"$(free_ports 3)"
etcd_up() {
	spawn etcd etcd --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$client" \
		--advertise-client-urls "http://127.0.0.1:$client" --listen-peer-urls "http://127.0.0.1:$peer" \
		--initial-advertise-peer-urls "http://127.0.0.1:$peer" --initial-cluster "default=http://127.0.0.1:$peer"
	within 20 curl -sfo /dev/null "http://127.0.0.1:$client/health" || fail "etcd does not start"
}
etcd_up

list() { "$bin/lotse-relay" list "$@" >>"$work/tool.log" 2>&1; }
list root "$work/fleet.key" || fail "no root key"
key=$work/fleet.key.pub
declare -A http raw
member() { # name [option..]: its keys are made by a first start alone, then the root delegates to them
	local name=$1 folder=$work/$1
	shift
	if [ ! -e "$folder/root.pub" ]; then
		start_relay "$name" "$folder"
		end "$name"
		list delegate --root "$work/fleet.key" --key "$folder/root.pub" "$work/$name.delegation" || fail "no delegation"
	fi
	start_relay "$name" "$folder" --host 127.0.0.1 --list-delegation "$work/$name.delegation" \
		--fleet-etcd "http://127.0.0.1:$dead,http://127.0.0.1:$client" "$@"
	http[$name]=$http_port raw[$name]=$raw_port
}
has() { # name count: its list is good and names so many relays
	"$bin/lotse-relay" list show --key "$key" "http://127.0.0.1:${http[$1]}/list" >"$work/shown" 2>/dev/null || return 1
	[ "$(grep -c '^Relay' "$work/shown")" = "$2" ]
}
all_have() { # count name..
	local count=$1 name
	shift
	for name in "$@"; do within 12 has "$name" "$count" || fail "$name's list has not $count: $(cat "$work/shown")"; done
}
numbers() { sed -n '/ports: raw '"${raw[$1]}"',/,/numbers/s/.*numbers: //p' "$work/shown"; } # of one relay, as shown last

member one
all_have 1 one
member two
member three
all_have 3 one two three
[ "$(grep numbers "$work/shown" | sort -u | wc -l)" = 3 ] || fail "two have the same numbers: $(cat "$work/shown")"
for name in one two three; do curl -s "http://127.0.0.1:${http[$name]}/list" | grep -v -e ^issued -e ^expires -e ^signature \
	-e ^delegate >"$work/$name.body"; done
cmp "$work/one.body" "$work/two.body" && cmp "$work/one.body" "$work/three.body" || fail "their lists differ"
curl -s "http://127.0.0.1:${http[two]}/list.key" | cmp - "$key" || fail "/list.key is not the fleet's root"
say "three relays, each a directory for all"

# A session through one directory, joined through another.
url=http://127.0.0.1:${http[one]}/list
robot boss master admit
tell boss open
expect boss '^number ' 15
number=$(number_of boss)
[[ $number =~ ^9[0-9]{13}$ ]] || fail "not a number of 14 digits: $number"
url=http://127.0.0.1:${http[three]}/list
robot guest client accept
tell guest join "$number"
expect guest '^phase in ' 20
say "a number of one relay is found by the list of another"
tell boss leave
end boss
end guest

# Killed: gone within seconds; its numbers are nobody's, until it comes back.
has one 3
lost=$(numbers two)
kill -9 "$(pgrep -P "${pid[two]}")" 2>/dev/null # its keeper, which holds the lease; the other half ends with it
kill -9 "${pid[two]}" 2>/dev/null
start=$SECONDS
all_have 2 one three
[ $((SECONDS - start)) -le 10 ] || fail "it was still there after $((SECONDS - start)) s"
say "killed: gone after $((SECONDS - start)) s"
member four
all_have 3 one three four
! grep -q "numbers: $lost$" "$work/shown" || fail "the numbers of the dead relay were given away"
member two
all_have 4 one two three four
[ "$(numbers two)" = "$lost" ] || fail "it came back with other numbers: $(numbers two), not $lost"
say "it comes back with the same numbers, $lost"

# Ended as it should: at once.
start=$SECONDS
end four
within 4 has one 3 || fail "ended as it should, but not gone at once"
say "ended: gone after $((SECONDS - start)) s"

# No etcd: all goes on.
end etcd
expect one 'fleet: etcd at .*what was known last is used' 15
sleep 8
all_have 3 one two three
url=http://127.0.0.1:${http[two]}/list
rm -f "$work"/*.in
robot late master admit
tell late open
expect late '^number 9' 15
say "without etcd lists and numbers go on"
mark one
etcd_up
expect one 'answers again' 20
all_have 3 one two three
kill -9 "${pid[three]}" $(pgrep -P "${pid[three]}") 2>/dev/null
all_have 2 one two
say "and are in step again when it is back"

# An etcd that wants a login: a relay without one is not let in, and says so; one with it is.
ask() { curl -sf "http://127.0.0.1:$client/v3/auth/$1" -d "$2" >/dev/null || fail "etcd: $1"; }
ask user/add '{"name":"root","password":"the secret"}'
ask role/add '{"name":"root"}'
ask user/grant '{"user":"root","role":"root"}'
mark one
ask enable '{}'
expect one 'it says 4[0-9]*; what was known last is used' 15
printf 'user root\npassword the secret\n' >"$work/credentials"
end two
member two --fleet-credentials "$work/credentials"
all_have 2 two # the other keeps its lease
end one
member one --fleet-credentials "$work/credentials"
all_have 2 one two
! grep -q 'the secret' "$work"/*.log || fail "the password is in a log"
say "with a login too"

# What makes no sense is said at the start.
end one
refused() { # words option..
	local words=$1
	shift
	"$bin/lotse-relay" --raw-port 0 --http-port 0 --https-port none --state "$work/one" "$@" >"$work/refused.log" 2>&1 &&
		fail "it started with $*"
	grep -q "$words" "$work/refused.log" || fail "not said: $words: $(cat "$work/refused.log")"
}
refused "needs --list-delegation and --host" --fleet-etcd "http://127.0.0.1:$client"
refused "\"fleet-etcd\" can't be" --fleet-etcd nonsense --host a --list-delegation "$work/one.delegation"
refused "no right to sign" --fleet-etcd "http://127.0.0.1:$client" --host a --list-delegation "$work/two.delegation"
done_well "a fleet that etcd knows"
