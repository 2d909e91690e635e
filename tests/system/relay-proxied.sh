#!/usr/bin/env bash
# Promise: behind the operator's own haproxy (PROXY v2) and nginx (X-Forwarded-For, WebSocket) the relay counts those who are
# behind them, each for itself: one source that guesses numbers is stopped, and others behind the same proxy are not. From
# anybody else a PROXY header is nonsense and X-Forwarded-For changes nothing. Control: without the setting the proxy itself
# is the one that is stopped.
. "$(dirname "$0")/lib.sh"

read -r raw_front tls_front http_front <<<"$(free_ports 3)"
printf 'failures 3\nfailures-per-minute 1\n' >"$work/config"
relay --config "$work/config" --https-port 0 --trusted-proxy 127.0.0.1

cat >"$work/haproxy.cfg" <<C
defaults
    mode tcp
    timeout connect 5s
    timeout client 1m
    timeout server 1m
listen raw
    bind 127.0.0.1:$raw_front
    server relay 127.0.0.1:$raw_port send-proxy-v2
listen tls
    bind 127.0.0.1:$tls_front
    server relay 127.0.0.1:$https_port send-proxy-v2
C
cat >"$work/nginx.conf" <<C
daemon off; master_process off; worker_processes 1;
pid $work/nginx.pid; error_log $work/nginx-error.log;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $work/body; proxy_temp_path $work/temp; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u;
    scgi_temp_path $work/s;
    server {
        listen 127.0.0.1:$http_front;
        location / {
            proxy_pass http://127.0.0.1:$http_port;
            proxy_http_version 1.1;
            proxy_set_header Host \$http_host;
            proxy_set_header Upgrade \$http_upgrade;
            proxy_set_header Connection "Upgrade";
            proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
        }
    }
}
C
spawn haproxy haproxy -db -f "$work/haproxy.cfg"
spawn nginx nginx -c "$work/nginx.conf"
for port in $raw_front $tls_front $http_front; do
	within 5 eval "(: >/dev/tcp/127.0.0.1/$port) 2>/dev/null" || fail "no proxy at port $port"
done

cat >"$work/guess.py" <<'PY'
import sys
from functools import partial
from relay_talk import *

unknown = 12345


def guess(dial, source, times=4):
    """Wrong numbers from that source."""
    for _ in range(times):
        end = dial(source=source)
        end.hello()
        end.say(control(JOIN, field(1, unknown)))
        try:
            assert end.control()[0] in (REFUSED, CLOSE)
        except (EOFError, ConnectionError):
            pass
        end.close()


def may_open(dial, source):
    try:
        end = dial(source=source)
        end.open()
    except (EOFError, ConnectionError, AssertionError, ssl.SSLError):
        return False
    return True
PY
PYTHONPATH=$root/tests/support:$work python3 - "$raw_front" "$tls_front" "$http_front" "$raw_port" "$http_port" <<'PY' || fail "see above"
from guess import *

raw_front, tls_front, http_front, raw_port, http_port = map(int, sys.argv[1:6])
ways = {"raw": partial(End, raw_front), "wss": partial(WebEnd, tls_front, tls=True), "ws": partial(WebEnd, http_front)}
for number, (name, dial) in enumerate(ways.items()):
    guesser, other = f"127.0.1.{number + 1}", f"127.0.2.{number + 1}"
    master, client = dial(source=guesser), dial(source=other)
    client.join(master.open())
    master.await_control(PEER_JOINED)
    carries(master, client)
    guess(dial, guesser)
    assert not may_open(dial, guesser), f"{name}: who guesses is not stopped"
    assert may_open(dial, other), f"{name}: another one behind the same proxy is"
    carries(master, client)
print("each for itself behind haproxy and nginx")

# What a client writes itself does not count: nginx appends who it really was.
forged = partial(WebEnd, http_front, lines=(b"X-Forwarded-For: 127.0.2.9",))
guess(forged, "127.0.1.9")
assert not may_open(partial(WebEnd, http_front), "127.0.1.9") and may_open(partial(WebEnd, http_front), "127.0.2.9")

# From anybody else: a PROXY header is nonsense, the field changes nothing.
header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + socket.inet_aton("203.0.113.5") + socket.inet_aton("127.0.0.1") + b"\0\1\0\2"
end = End(raw_port, source="127.0.3.1")
end.say(header)
assert end.reason() == CLOSE_MALFORMED
end = End(http_port, source="127.0.3.1")
end.say(header + b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
assert end.socket.recv(100).startswith(b"HTTP/1.1 400 ")
lying = [partial(WebEnd, http_port, lines=(b"X-Forwarded-For: 203.0.113.%d" % i,)) for i in range(5)]
for dial in lying:
    guess(dial, "127.0.3.2", times=1)
assert not may_open(lying[4], "127.0.3.2")
assert may_open(lying[4], "127.0.3.3"), "the one who was named is stopped instead"

# From the proxy: a health check without a source, a header in pieces, a damaged one, and none at all.
local = header[:12] + b"\x20\0\0\0"
end = End(raw_port)
end.say(local)
end.hello()
end = End(raw_port)
for i in range(len(header)):
    end.say(header[i:i + 1])
    time.sleep(0.005)
end.hello()
end = End(raw_port)
end.say(header[:12] + b"\x31" + header[13:])
assert end.reason() is None
End(raw_port).hello()
assert http(http_port, "/health")[0] == 200
print("nobody else is believed")
PY

# Control: a relay that has not been told.
start_relay untold "$work/untold" --config "$work/config"
sed -i "s/127.0.0.1:[0-9]* send-proxy-v2/127.0.0.1:$raw_port/" "$work/haproxy.cfg"
end haproxy
spawn haproxy haproxy -db -f "$work/haproxy.cfg"
within 5 eval "(: >/dev/tcp/127.0.0.1/$raw_front) 2>/dev/null" || fail "no proxy"
PYTHONPATH=$root/tests/support:$work python3 - "$raw_front" <<'PY' || fail "see above"
from guess import *

dial = partial(End, int(sys.argv[1]))
guess(dial, "127.0.1.1")
assert not may_open(dial, "127.0.2.1")
print("control: without the setting all behind the proxy are one")
PY
done_well "the operator's own proxies"
