# shellcheck shell=bash
# lab_proxies.sh - the office's proxies, real ones and odd ones. Sourced after lab.sh.
#
#   lab_proxy KIND: starts it in the office; $proxy is its address then. User "user", password "secret".
#     open connect443 noconnect strip basic slow digest ntlm negotiate mitm   squid: all passes; CONNECT to 443 alone and no Upgrade;
#                                                    neither CONNECT nor Upgrade; no Upgrade; a login (slow: Basic, a wrong one is answered after 1.5 s; ntlm: by Samba,
#                                                    as a computer with accounts of its own, PROXY; negotiate: a ticket of the realm OFFICE.TEST, which is set up with it: lab_ticket, and by the name proxy.test); opens TLS with an authority of its own ($office_ca)
#                                                    (LAB_CONNECT=PORT: basic, slow, digest, ntlm and negotiate let CONNECT to that port alone pass; none: to none)
#     tinyproxy privoxy socks                        small ones: no Upgrade; no CONNECT, and it holds bodies back until they are whole; SOCKS 5 with the login
#     silent loop407 portal forbids closing=SECONDS garbage login=HOW   see odd_proxy.py
#   lab_proxy_again KIND: a squid is ended and started anew at its address, with what is in its folder by now
#   lab_proxy_password KIND PASSWORD: the one of basic or slow, from its next start on
#   lab_proxy_log KIND: what it wrote down; lab_refused: each login by NTLM that the accounts did not take
proxy_port=3200
declare -A proxy_folder

lab_proxy() {
	local kind=$1 folder=$work/proxy-$1
	mkdir -p "$folder"
	chmod 755 "$work"
	proxy_folder[$kind]=$folder
	proxy_port=$((proxy_port + 1))
	proxy=10.2.0.3:$proxy_port
	case $kind in
	tinyproxy)
		chown proxy: "$folder"
		printf '%s\n' 'User proxy' 'Group proxy' "Port $proxy_port" 'Listen 10.2.0.3' 'Timeout 600' \
			"LogFile \"$folder/access.log\"" 'LogLevel Connect' 'MaxClients 100' 'Allow 10.2.0.0/24' >"$folder/conf"
		spawn "proxy-$kind" at proxy tinyproxy -d -c "$folder/conf"
		;;
	privoxy)
		printf '%s\n' 'confdir /etc/privoxy' "logdir $folder" 'logfile access.log' "listen-address $proxy" \
			'toggle 1' 'debug 1' 'socket-timeout 600' "actionsfile $folder/actions" "filterfile $folder/filters" >"$folder/conf"
		printf '%s\n' '{ +limit-connect{,} +force-text-mode +prevent-compression +filter{hold} }' / >"$folder/actions"
		printf '%s\n' 'FILTER: hold looks for what is in no answer' 's/nothing of the kind is in it/ /' >"$folder/filters"
		spawn "proxy-$kind" at proxy privoxy --no-daemon "$folder/conf"
		;;
	socks) spawn "proxy-$kind" at proxy microsocks -i 10.2.0.3 -p "$proxy_port" -u user -P secret ;;
	open | connect443 | noconnect | strip | basic | slow | digest | ntlm | negotiate | mitm)
		[ "$kind" != negotiate ] || [ -f "$folder/principal" ] || lab_realm "$folder"
		[ "$kind" != ntlm ] || lab_accounts "$folder-samba"
		lab_squid "$kind" "$folder" >"$folder/conf"
		chown -R proxy: "$folder"
		lab_spawn_squid "$kind"
		;;
	*) spawn "proxy-$kind" at proxy python3 -u "$root/tests/support/odd_proxy.py" 10.2.0.3 "$proxy_port" "$kind" ;;
	esac
	within 15 on customer python3 -c "import socket; socket.create_connection(('10.2.0.3', $proxy_port), 1)" 2>/dev/null ||
		fail "the proxy $kind does not listen"
}
lab_spawn_squid() { # kind: ntlm_auth looks for winbindd in one place alone, which is this namespace's own here
	local samba=${proxy_folder[$1]}-samba/socket there=/run/samba/winbindd
	[ "$1" != ntlm ] || mkdir -p $there
	spawn "proxy-$1" at proxy sh -c "[ ! -d $samba ] || mount --bind $samba $there; exec squid -N -n lotse$$x$proxy_port \
		-f ${proxy_folder[$1]}/conf"
}
lab_proxy_again() {
	end "proxy-$1"
	lab_spawn_squid "$1"
	within 15 on customer python3 -c "import socket; socket.create_connection(('10.2.0.3', $proxy_port), 1)" 2>/dev/null ||
		fail "the proxy $1 does not listen again"
}
lab_proxy_password() { printf 'user:%s\n' "$(openssl passwd -apr1 "$2")" >"${proxy_folder[$1]}/users"; }
lab_proxy_log() { cat "${proxy_folder[$1]}/access.log" 2>/dev/null || cat "${log[proxy-$1]}"; }

lab_refused() { grep -ahE 'Auth: .winbind,NTLM_AUTH.*NT_STATUS_WRONG_PASSWORD' "${proxy_folder[ntlm]}-samba"/log*; }

# A Kerberos realm of the office: its key server, "user" with "secret", and the proxy's key.
lab_realm() { # folder
	export KRB5_CONFIG=$1/krb5.conf KRB5_KDC_PROFILE=$1/kdc.conf
	cat >"$KRB5_CONFIG" <<-CONF
		[libdefaults]
		default_realm = OFFICE.TEST
		dns_lookup_kdc = false
		dns_lookup_realm = false
		dns_canonicalize_hostname = false
		rdns = false
		[realms]
		OFFICE.TEST = {
		kdc = 10.2.0.3:8888
		}
		[domain_realm]
		.test = OFFICE.TEST
	CONF
	cat >"$KRB5_KDC_PROFILE" <<-CONF
		[kdcdefaults]
		kdc_listen = 10.2.0.3:8888
		kdc_tcp_listen = 10.2.0.3:8888
		[realms]
		OFFICE.TEST = {
		database_name = $1/principal
		key_stash_file = $1/stash
		}
	CONF
	{
		kdb5_util create -s -r OFFICE.TEST -P "$RANDOM$RANDOM" && kadmin.local -q 'addprinc -pw secret user' &&
			kadmin.local -q 'addprinc -randkey HTTP/proxy.test' && kadmin.local -q "ktadd -k $1/keytab HTTP/proxy.test"
	} >"$1/realm.log" 2>&1 || fail "no realm: $(cat "$1/realm.log")"
	spawn kdc at proxy krb5kdc -n
}
lab_ticket() { # file: where the customer's ticket goes
	within 10 eval "echo secret | ip netns exec '$lab-customer' kinit -c '$1' user >'$work/kinit.log' 2>&1" || fail "no ticket"
}

# Accounts of a Windows computer that is in no domain, asked for by NTLM: "user" with "secret". Each needs a Unix account,
# which is in the namespace's own list.
lab_accounts() { # folder
	local kind
	[ ! -d "$1" ] || return 0
	mkdir -p "$1"/{socket,private,state,cache,run}
	cp /etc/passwd "/etc/netns/$lab-proxy/passwd"
	echo 'user:x:61000:65534::/nonexistent:/usr/sbin/nologin' >>"/etc/netns/$lab-proxy/passwd"
	{
		printf '%s\n' '[global]' 'workgroup = OFFICE' 'netbios name = PROXY' 'server role = standalone server' \
			"passdb backend = tdbsam:$1/private/passdb.tdb" "private dir = $1/private" "winbindd socket directory = $1/socket" \
			"ncalrpc dir = $1/run/rpc" "pid directory = $1/run" "log file = $1/log" 'log level = 0 auth_audit:3' 'interfaces = lo' 'bind interfaces only = yes'
		for kind in state lock cache; do echo "$kind directory = $1/${kind/lock/state}"; done
	} >"$1/smb.conf"
	printf 'secret\nsecret\n' | on proxy smbpasswd -c "$1/smb.conf" -s -a user >"$1/smbpasswd.log" 2>&1 ||
		fail "no account: $(cat "$1/smbpasswd.log")"
	spawn winbindd at proxy winbindd -F --no-process-group -s "$1/smb.conf"
	within 10 test -S "$1/state/winbindd_privileged/pipe" || fail "winbindd does not listen: $(cat "$1"/log*)"
	chgrp proxy "$1/state/winbindd_privileged" # it answers to whoever may enter this folder
}

lab_squid() { # kind folder: its configuration
	local bump='' tools=/usr/lib/squid
	if [ "$1" = mitm ]; then
		office_ca=$2/office.crt
		openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/O=Office/CN=Office inspection" \
			-addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign \
			-keyout "$2/office.key" -out "$office_ca" 2>/dev/null
		$tools/security_file_certgen -c -s "$2/certs" -M 4MB >/dev/null
		bump=" ssl-bump tls-cert=$office_ca tls-key=$2/office.key generate-host-certificates=on dynamic_cert_mem_cache_size=4MB"
	fi
	cat <<-CONF
		http_port $proxy$bump
		visible_hostname proxy.test
		pid_filename $2/squid.$proxy_port.pid
		cache_log $2/cache.log
		access_log stdio:$2/access.log
		coredump_dir $2
		cache deny all
		cache_mem 8 MB
		max_filedescriptors 4096
		shutdown_lifetime 0 seconds
		pinger_enable off
		dns_nameservers 127.0.0.1
	CONF
	case $1 in
	mitm)
		printf '%s\n' "sslcrtd_program $tools/security_file_certgen -s $2/certs -M 4MB" 'sslcrtd_children 2 startup=1 idle=1' \
			'sslproxy_cert_error allow all' 'tls_outgoing_options flags=DONT_VERIFY_PEER' \
			'acl hello at_step SslBump1' 'ssl_bump peek hello' 'ssl_bump bump all' \
			'http_upgrade_request_protocols OTHER allow all'
		;;
	basic | slow | digest | ntlm | negotiate)
		case ${LAB_CONNECT:-any} in
		any) ;;
		none) echo 'http_access deny CONNECT' ;;
		*) printf '%s\n' "acl let_through port $LAB_CONNECT" 'http_access deny CONNECT !let_through' ;;
		esac
		;;
	esac
	case $1 in
	connect443) printf '%s\n' 'acl tls port 443' 'http_access deny CONNECT !tls' ;;
	noconnect) printf '%s\n' 'http_access deny CONNECT' ;;
	strip) ;;
	*) echo 'http_upgrade_request_protocols OTHER allow all' ;; # squid drops Upgrade without it
	esac
	case $1 in
	basic)
		printf 'user:%s\n' "$(openssl passwd -apr1 secret)" >"$2/users"
		printf '%s\n' "auth_param basic program $tools/basic_ncsa_auth $2/users" 'auth_param basic realm office'
		;;
	slow)
		printf 'user:%s\n' "$(openssl passwd -apr1 secret)" >"$2/users"
		printf '%s\n' '#!/bin/sh' 'while read -r line; do' "answer=\$(echo \"\$line\" | $tools/basic_ncsa_auth $2/users)" \
			'case $answer in OK*) ;; *) sleep 1.5 ;; esac' 'echo "$answer"' 'done' >"$2/ask"
		chmod +x "$2/ask"
		printf '%s\n' "auth_param basic program $2/ask" 'auth_param basic children 8 startup=8' 'auth_param basic realm office'
		;;
	digest)
		printf 'user:office:%s\n' "$(printf 'user:office:secret' | md5sum | cut -d' ' -f1)" >"$2/users"
		printf '%s\n' "auth_param digest program $tools/digest_file_auth -c $2/users" 'auth_param digest realm office'
		;;
	negotiate) printf '%s\n' "auth_param negotiate program $tools/negotiate_kerberos_auth -k $2/keytab -s HTTP/proxy.test@OFFICE.TEST" \
		'auth_param negotiate children 4 startup=1 idle=1' ;;
	ntlm) printf '%s\n' "auth_param ntlm program $(command -v ntlm_auth) --configfile=$2-samba/smb.conf --helper-protocol=squid-2.5-ntlmssp" 'auth_param ntlm children 4 startup=1 idle=1' ;;
	esac
	case $1 in
	basic | slow | digest | ntlm | negotiate) printf '%s\n' 'acl known proxy_auth REQUIRED' 'http_access allow known' 'http_access deny all' ;;
	*) echo 'http_access allow all' ;;
	esac
}
