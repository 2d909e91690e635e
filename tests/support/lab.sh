# shellcheck shell=bash
# lab.sh - an office, its router and two relays as network namespaces, for system tests that need firewalls, proxies and
# lines that break. Sourced after lib.sh by tests that call `lab_up`; everything is gone when the test ends.
#
#     customer 10.2.0.10 --+                                   +-- relay1 10.9.0.11, relay2 10.9.0.12
#     proxy    10.2.0.3  --+-- lan -- router (NAT, firewall) --+
#     operator 10.1.0.10 ----- its own cable to the router ----+-- wan
#
# The names of the namespaces carry the test's process id, so that tests may run beside each other. HOST.test is each one's
# name in its own hosts file. No name server answers unless a test says so.
#
#   on HOST command...            runs it there
#   spawn NAME at HOST command... in the background, ended with the test (as do robot and the relay with LAB_AT=HOST)
#   lab_block HOST PORTS [drop|reject|stall] [PEER]   HOST: customer or operator; ports as 5000 or 80,443 or all
#   lab_unblock
#   lab_lock [reject]             only the proxy gets out of the office; lab_unlock
#   lab_cut HOST, lab_mend HOST   the cable out, in again
#   lab_move HOST ADDRESS         the host gets another address (another Wi-Fi)
#   lab_rebind                    the router forgets all its connections and takes other ports from now on
#   lab_names hang|fail|ok        how names outside the hosts file are answered for the customer; hang, fail: no hosts file either
#   lab_nowhere6                  relay1 has an IPv6 address for the customer, and no packet arrives there
#   lab_proxy KIND [option...]    starts a proxy in the office; its address is then in $proxy (see lab_proxies.sh)
lab=lt$$
lab_hosts="customer proxy operator relay1 relay2"

lab_address() {
	case $1 in
	customer) echo 10.2.0.10 ;; proxy) echo 10.2.0.3 ;; operator) echo 10.1.0.10 ;;
	relay1) echo 10.9.0.11 ;; relay2) echo 10.9.0.12 ;;
	esac
}
on() { ip netns exec "$lab-$1" "${@:2}"; }
at() { exec ip netns exec "$lab-$1" "${@:2}"; } # in the background alone: it does not return

lab_cable() { # host address gateway: from its eth0 to a port of the router or of the internet
	ip link add "$lab-p" type veth peer name eth0 netns "$lab-$1"
	ip link set "$lab-p" netns "$lab-$4" name "p-$1"
	ip -n "$lab-$1" addr add "$2/24" dev eth0
	ip -n "$lab-$1" link set eth0 up
	[ -z "$3" ] || ip -n "$lab-$1" route add default via "$3"
	ip -n "$lab-$4" link set "p-$1" master "$5" up
}
lab_hosts_file() { # host [name...]: the names that it knows
	local host=$1 name
	shift
	{
		echo "127.0.0.1 localhost"
		for name in "$@"; do echo "$(lab_address "$name") $name.test"; done
	} >"/etc/netns/$lab-$host/hosts"
}
lab_up() {
	local host
	[ "$(id -u)" = 0 ] || skip "namespaces need root"
	for host in router $lab_hosts; do
		mkdir -p "/etc/netns/$lab-$host"
		echo "nameserver 127.0.0.1" >"/etc/netns/$lab-$host/resolv.conf"
		# shellcheck disable=SC2086
		lab_hosts_file "$host" $lab_hosts
		ip netns add "$lab-$host"
		ip -n "$lab-$host" link set lo up
	done
	for host in lan out wan; do
		ip -n "$lab-router" link add $host type bridge forward_delay 0 stp_state 0 mcast_snooping 0
		ip -n "$lab-router" link set $host up
	done
	ip -n "$lab-router" addr add 10.2.0.1/24 dev lan
	ip -n "$lab-router" addr add 10.1.0.1/24 dev out
	ip -n "$lab-router" addr add 10.9.0.1/24 dev wan
	on router sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=0
	lab_cable customer 10.2.0.10 10.2.0.1 router lan
	lab_cable proxy 10.2.0.3 10.2.0.1 router lan
	lab_cable operator 10.1.0.10 10.1.0.1 router out
	lab_cable relay1 10.9.0.11 "" router wan
	lab_cable relay2 10.9.0.12 "" router wan
	on router nft -f - <<-'RULES'
	table inet lab {
		chain blocked { }
		chain locked { }
		chain forward { type filter hook forward priority 0; policy drop;
			jump blocked
			jump locked
			ct state established,related accept
			iifname { "lan", "out" } accept
		}
		chain leave { type nat hook postrouting priority srcnat; }
	}
	RULES
	lab_ports=20000-29999
	lab_nat
}
lab_nat() {
	on router nft "flush chain inet lab leave; add rule inet lab leave oifname wan meta l4proto tcp masquerade to :$lab_ports random;
		add rule inet lab leave oifname wan masquerade"
}
lab_down() {
	local host left
	for host in router $lab_hosts; do
		left=$(ip netns pids "$lab-$host" 2>/dev/null)
		# shellcheck disable=SC2086
		[ -z "$left" ] || kill -9 $left 2>/dev/null
		ip netns del "$lab-$host" 2>/dev/null
		rm -rf "/etc/netns/$lab-$host"
	done
	rmdir --ignore-fail-on-non-empty /etc/netns 2>/dev/null
}

lab_block() { # host ports [drop|reject|stall] [peer]
	local from to rule ports=
	from="ip saddr $(lab_address "$1")${4:+ ip daddr $(lab_address "$4")}"
	to="ip daddr $(lab_address "$1")${4:+ ip saddr $(lab_address "$4")}"
	[ "$2" = all ] || ports="tcp dport { $2 }"
	case ${3:-drop} in
	reject) rule="tcp flags & rst == 0 reject with tcp reset" ;;
	stall) rule="meta length > 72 drop" ;; # the handshake passes, nothing else does
	*) rule=drop ;;
	esac
	on router nft "add rule inet lab blocked $from $ports $rule; add rule inet lab blocked $to ${ports/dport/sport} $rule"
}
lab_unblock() { on router nft flush chain inet lab blocked; }
lab_lock() { # [reject]
	lab_unlock
	on router nft "add rule inet lab locked ip saddr != $(lab_address proxy) iifname lan ${1:-drop}"
}
lab_unlock() { on router nft flush chain inet lab locked; }
lab_cut() { ip -n "$lab-router" link set "p-$1" down; }
lab_mend() { ip -n "$lab-router" link set "p-$1" up; }
lab_move() { # host address, in the same net
	ip -n "$lab-$1" addr flush dev eth0
	ip -n "$lab-$1" addr add "$2/24" dev eth0
	ip -n "$lab-$1" route add default via "${2%.*}.1"
}
lab_rebind() {
	case $lab_ports in 2*) lab_ports=30000-39999 ;; *) lab_ports=20000-29999 ;; esac
	lab_nat
	on router conntrack -F >/dev/null 2>&1
}
lab_names() { # hang|fail|ok
	local server=127.0.0.1
	if [ "$1" = ok ]; then
		# shellcheck disable=SC2086
		lab_hosts_file customer $lab_hosts
	else
		lab_hosts_file customer
		[ "$1" = fail ] || server=10.2.0.250 # nobody has that address
	fi
	echo "nameserver $server" >"/etc/netns/$lab-customer/resolv.conf"
}
lab_nowhere6() {
	ip -n "$lab-customer" addr add fd02::10/64 dev eth0 nodad
	ip -n "$lab-customer" route add default via fd02::1
	ip -n "$lab-customer" neigh add fd02::1 lladdr 02:00:00:00:00:01 dev eth0
	echo "fd09::11 relay1.test" >>"/etc/netns/$lab-customer/hosts"
}
