#!/usr/bin/env bash
# What a session at rest costs on the customer's cable, by the way that it takes: bytes a second of IPv4 packets, both directions
# together, TCP's own included, in the lab of tests/support/lab.sh. (What the kernel says there by itself, ARP and the search
# for IPv6 routers on a cable that is new, is some 8 bytes a second of nobody's.)
#
#   tests/bench/rest.sh [SECONDS [WAY...]]     180; raw wss ws http (http: through squid that passes plain HTTP alone)
#   SHOWN=1: the customer shows a screen on which nothing happens, and the operator sees it
. "$(dirname "$0")/../system/lib.sh"
. "$root/tests/support/lab.sh"
. "$root/tests/support/lab_proxies.sh"
seconds=${1:-180}
shift || true

counted() { # bytes and packets
	on customer nft list counter ip rest cable | awk '/packets/ { print $4, $2 }'
}
rest() { # way [VARIABLE=value...]
	local way=$1 rung bytes packets bytes2 packets2
	shift
	LAB_AT=operator robot "anna_$way" master admit
	expect "anna_$way" '^number' 15
	# shellcheck disable=SC2086 # words are meant
	LAB_AT=customer ROBOT_ENV="$*" robot "$way" client accept ${SHOWN:+share view display="$screen"} number="$(number_of "anna_$way")"
	await "$way" '^phase in' 30 || fail "$way: no session"
	[ -z "${SHOWN:-}" ] || expect "anna_$way" 'i_see=1' 20
	sleep $((${SHOWN:+22 +} 8)) # better ways are looked for, and the speed
	rung=$(grep -aoE 'rung=[a-z]+' "${log[$way]}" | tail -1)
	[ "$rung" = "rung=$way" ] || fail "$way: it went over $rung"
	read -r bytes packets < <(counted)
	sleep "$seconds"
	read -r bytes2 packets2 < <(counted)
	echo "$way: $(((bytes2 - bytes) / seconds)) bytes/s, $((packets2 - packets)) packets in $seconds s"
	end "$way"
	end "anna_$way"
}

lab_up
[ -z "${SHOWN:-}" ] || display screen 800x600x24
on customer nft -f - <<-'RULES'
table ip rest {
	counter cable { }
	chain in { type filter hook input priority 0; iif != lo counter name cable; }
	chain out { type filter hook output priority 0; oif != lo counter name cable; }
}
RULES
LAB_AT=relay1 start_relay relay "$work/state" --raw-port 5000 --http-port 80 --https-port 443 --host relay1.test
url=http://relay1.test
key=$work/state/root.pub
[ $# != 0 ] || set -- raw wss ws http
for way; do
	lab_unlock
	lab_unblock
	case $way in
	wss) lab_block customer 5000 reject ;;
	ws) lab_block customer 5000,443 reject ;;
	http) lab_lock reject && lab_proxy noconnect ;;
	esac
	# shellcheck disable=SC2046 # words are meant
	rest "$way" $([ "$way" != http ] || echo "http_proxy=http://$proxy" "https_proxy=http://$proxy")
done
