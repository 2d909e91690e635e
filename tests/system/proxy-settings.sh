#!/usr/bin/env bash
# Promise: the proxy that the person's desktop names is found, whether GNOME's settings name it or KDE's, by its address or by a
# file with a script (PAC), with nothing in the environment and nothing typed; and the way out leads through it, also where the
# script names dead ones before it or comes late.
#
# Control: nothing but the proxy gets out, so without the settings there is no way.
. "$(dirname "$0")/lib.sh"
. "$root/tests/support/lab.sh"
. "$root/tests/support/lab_proxies.sh"
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY

lab_up
LAB_AT=relay1 start_relay relay "$work/state" --raw-port 5000 --http-port 80 --https-port 443 --host relay1.test
key=$work/state/root.pub
lab_lock reject
lab_proxy open
# Two swallow all packets, nobody listens at the third.
for dead in 98 99; do ip -n "$lab-customer" neigh add 10.2.0.$dead lladdr 02:00:00:00:00:$dead dev eth0; done
echo "function FindProxyForURL(url, host) { return 'PROXY 10.2.0.98:8080; PROXY 10.2.0.99:8080; PROXY 10.2.0.3:9; PROXY $proxy'; }" >"$work/way.pac"

check() { # [VARIABLE=value...]: what it says is in $work/said
	on customer env HOME="$work/home" XDG_CONFIG_HOME="$work/home/config" GSETTINGS_BACKEND=keyfile "$@" timeout 30 \
		"$bin/lotse-client" --directory http://relay1.test --list-key "$key" --check >"$work/said" 2>&1
}
found() { # name [VARIABLE=value...]
	local name=$1
	shift
	check "$@" || fail "$name: no way: $(cat "$work/said")"
	grep -qE "through $proxy: connected" "$work/said" || fail "$name: not through the proxy: $(cat "$work/said")"
	say "$name: $(grep -m1 -oE "[a-z]+ [^ ]* through $proxy: connected" "$work/said")"
	rm -rf "$work/home"
	mkdir -p "$work/home/config"
}
gnome() { HOME=$work/home XDG_CONFIG_HOME=$work/home/config GSETTINGS_BACKEND=keyfile gsettings set "org.gnome.system.proxy$1" "$2" "$3"; }
kde() { printf '%s\n' '[Proxy Settings]' "$@" >"$work/home/config/kioslaverc"; }

mkdir -p "$work/home/config"
check DESKTOP_SESSION=gnome && fail "the control: without settings there is a way: $(cat "$work/said")"
say "control: without settings there is no way"

gnome "" mode manual
for scheme in http https; do
	gnome .$scheme host 10.2.0.3
	gnome .$scheme port "$proxy_port"
done
found "GNOME, by address" DESKTOP_SESSION=gnome
gnome "" mode auto
gnome "" autoconfig-url "file://$work/way.pac"
found "GNOME, by a script" DESKTOP_SESSION=gnome
# The script's server takes its time, longer than a try with another way would wait for it.
spawn slow at proxy python3 -u -c "
import http.server, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(4.5)
        body = b'function FindProxyForURL(url, host) { return \"PROXY $proxy\"; }'
        self.send_response(200)
        self.send_header('Content-Type', 'application/x-ns-proxy-autoconfig')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer(('10.2.0.3', 8100), Slow)
print('ready')
server.serve_forever()"
expect slow ready
gnome "" mode auto
gnome "" autoconfig-url http://10.2.0.3:8100/way.pac
found "GNOME, by a script that comes late" DESKTOP_SESSION=gnome
kde ProxyType=1 "httpProxy=http://10.2.0.3 $proxy_port" "httpsProxy=http://10.2.0.3 $proxy_port"
found "KDE, by address" KDE_FULL_SESSION=true
kde ProxyType=2 "Proxy Config Script=file://$work/way.pac"
found "KDE, by a script" KDE_FULL_SESSION=true
done_well "what the desktop says of the proxy is found and used"
