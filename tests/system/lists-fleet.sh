#!/usr/bin/env bash
# Promise: the list of a fleet can lie on any plain web server. `lotse-relay list` makes the root key, delegations and the
# list; a program takes it from any of several directories, whichever works, and no list that is not good: of another fleet,
# by a key whose time is over, older than one that it has seen. While no directory works, the last good list serves on. A
# program without a key takes it over checked HTTPS alone. A sign-in page and a wrong clock have words of their own.
#
# Real: two relays of one fleet, nginx with and without TLS, the shipped programs' --check, and robots that join.
. "$(dirname "$0")/lib.sh"
for needed in nginx faketime openssl; do command -v $needed >/dev/null || skip "$needed is not installed"; done

unset CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR # whom this computer trusts is a part of the test
www=$work/www
mkdir -p "$www" "$work/nginx"
read -r http https portal <<<"$(free_ports 3)"

# An authority of the test's own, and a certificate of localhost by it.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority -keyout "$work/ca.key" -out "$work/ca.crt" \
	-addext basicConstraints=critical,CA:true 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 2 -out "$work/tls.crt" \
	-extfile <(echo subjectAltName=DNS:localhost) 2>/dev/null || fail "no certificate"
cat >"$work/nginx.conf" <<-CONF
	daemon off; master_process off; pid $work/nginx/pid; error_log stderr;
	events {}
	http {
		access_log off; default_type text/plain;
		client_body_temp_path $work/nginx/b; proxy_temp_path $work/nginx/p; fastcgi_temp_path $work/nginx/f;
		uwsgi_temp_path $work/nginx/u; scgi_temp_path $work/nginx/s;
		server {
			listen 127.0.0.1:$http; listen 127.0.0.1:$https ssl;
			ssl_certificate $work/tls.crt; ssl_certificate_key $work/tls.key; root $www;
		}
		server {
			listen 127.0.0.1:$portal; default_type text/html; location / { return 200 "<html>Welcome! Please sign in.</html>"; }
		}
	}
CONF
web() { spawn nginx nginx -c "$work/nginx.conf" -p "$work/nginx" && within 10 curl -sfo /dev/null "http://127.0.0.1:$http/list.key"; }

# Two relays, each with half of the numbers; they know nothing of each other.
start_relay north "$work/north" --host 127.0.0.1 --region north --prefix 0-49
north=$http_port
start_relay south "$work/south" --host localhost --region south --prefix 50-99
south=$http_port

list() { "$bin/lotse-relay" list "$@" >>"$work/tool.log" 2>&1; }
list root "$work/fleet.key" || fail "no root key"
list delegate --root "$work/fleet.key" "$work/signer" || fail "no delegation"
for port in $north $south; do curl -sf "http://127.0.0.1:$port/list"; done >"$work/fleet"
key=$work/fleet.key.pub
cp "$key" "$www/list.key"
sign() { list sign --key "$work/signer.key" --delegation "$work/signer" "$@" "$work/fleet" "$www/list"; }
sign || fail "the list can't be signed: $(cat "$work/tool.log")"
web || fail "nginx does not answer"
url=http://127.0.0.1:$http
"$bin/lotse-relay" list show --key "$key" "$url/list" | grep -q '9 50 to 9 99' || fail "the list does not show its numbers"

check() { "$bin/lotse-client" --check "$@" >"$work/check.log" 2>&1; } # its words are in check.log
says() { grep -qE "$1" "$work/check.log" || fail "/$1/ is not said: $(cat "$work/check.log")"; }
refuses() { # words, then what follows --check
	local words=$1
	shift
	! check "$@" || fail "it was taken: $words"
	says "$words"
}
good() { check "$@" || fail "not taken: $(cat "$work/check.log")"; }

good --directory "$url/list" --list-key "$key"
must_fail "a list that is not there" check --directory "$url/nothing" --list-key "$key"
say "a list from a plain web server is taken"

# First use: a key over HTTPS with a certificate that this computer trusts, and not otherwise.
SSL_CERT_FILE=$work/ca.crt good --directory "https://localhost:$https/list"
refuses "not known with which key" --directory "https://localhost:$https/list"
refuses "not known with which key" --directory "$url/list"
SSL_CERT_FILE=$work/ca.crt refuses "not known with which key" --directory "https://127.0.0.1:$https/list" # another name
good --directory "https://localhost:$https/list" --list-key "$key" # with a key the list's signature is enough
say "a key is taken over checked HTTPS alone"

# What is not good.
list root "$work/other.key"
refuses "signed with another key" --directory "$url/list" --list-key "$work/other.key.pub"
faketime '36 hours ago' "$bin/lotse-relay" list delegate --root "$work/fleet.key" --expires 1 "$work/over" >>"$work/tool.log"
must_fail "signing by a key whose time is over" list sign --key "$work/over.key" --delegation "$work/over" "$work/fleet" "$work/x"
faketime '18 hours ago' "$bin/lotse-relay" list sign --key "$work/over.key" --delegation "$work/over" "$work/fleet" \
	"$www/over" >>"$work/tool.log" || fail "no list of 18 hours ago"
refuses "out of date" --directory "$url/over" --list-key "$key"
sed 's/^weight 1/weight 2/' "$www/list" >"$www/changed"
refuses "damaged" --directory "$url/changed" --list-key "$key"
refuses "page of its own" --directory "http://127.0.0.1:$portal/list" --list-key "$key"
good --directory "$url/over" --directory "$url/changed" --directory "http://127.0.0.1:$portal/list" --directory "$url/list" \
	--list-key "$key"
say "bad lists are refused, each in its words, and do not matter beside a good one"

# Two may sign while keys change.
list delegate --root "$work/fleet.key" "$work/next"
list sign --key "$work/signer.key" --key "$work/next.key" --delegation "$work/signer" --delegation "$work/next" "$work/fleet" \
	"$www/both" || fail "two can't sign"
good --directory "$url/both" --list-key "$key"
list sign --key "$work/next.key" --delegation "$work/next" "$work/fleet" "$www/next" || fail "the next can't sign"
good --directory "$url/next" --list-key "$key"
say "keys change without a break"

# A clock that is off, by three days.
for shift in +3d -3d; do
	FAKETIME_DONT_FAKE_MONOTONIC=1 faketime -f "$shift" "$bin/lotse-client" --check --directory "$url/list" --list-key "$key" \
		>"$work/check.log" 2>&1 && fail "a list of another time was taken"
	says "clock of this computer is (3 days|[67][0-9] hours) (ahead|behind)"
	# The certificate's dates fail first, so there is not even a key.
	SSL_CERT_FILE=$work/ca.crt FAKETIME_DONT_FAKE_MONOTONIC=1 faketime -f "$shift" "$bin/lotse-client" --check \
		--directory "https://localhost:$https/list" >"$work/check.log" 2>&1 && fail "a certificate of another time was taken"
	says "clock of this computer is (3 days|[67][0-9] hours) (ahead|behind)"
done
say "a wrong clock is called so"

further() { # one more number of boss's session
	mark boss
	tell boss open
	expect boss '^number ' 10
}

# Sessions: numbers lead to the relay that has given them; directories die; an old list comes back.
dead=$(free_ports 1)
robot_at() { url=$1 robot "${@:2}"; }
robot_at "http://127.0.0.1:$dead/list" master master admit || true
expect master "^phase ended RESULT_LIST_UNREACHABLE" 20
say "control: a directory that is down is not enough"
robot_at "$url/list" boss master admit
tell boss open
expect boss '^number ' 10
number=$(number_of boss)
[[ $number =~ ^9[0-9]{13}$ ]] || fail "not a number of 14 digits: $number"
cp "$www/list" "$work/older"
sed 's/^raw .*/raw 9/; s/^http .*/http 9/' "$work/fleet" >"$work/dead-fleet"
list sign --key "$work/signer.key" --delegation "$work/signer" "$work/dead-fleet" "$work/older" # a list that leads nowhere
sleep 1.1 # lists are dated in seconds
sign
robot_at "$url/list" guest client accept
tell guest join "$number"
expect guest '^phase in ' 20
say "a number of 14 digits leads to its relay"
tell guest leave
expect guest '^phase ended' 10
cp "$work/older" "$www/list"
further
mark guest
tell guest join "$(number_of boss)"
expect guest '^phase in ' 20
say "a list that is older than one that was seen is not taken: the newer one serves on"
tell guest leave
expect guest '^phase ended' 10
end nginx
further
mark guest
tell guest join "$(number_of boss)"
expect guest '^phase in ' 20
say "while the directory is down, the last list serves on"
done_well "a fleet's list on a plain web server"
