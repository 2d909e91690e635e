#!/usr/bin/env bash
# Promise: programs reach the relay through a WebSocket, with TLS and without, on the ports that browsers use, and all
# ways lead into the same sessions. A page of another address can't make its reader's browser dial in; a request that two
# servers on the way could read in two ways is refused; who dawdles is cut off. Control: the same, well formed, is welcome.
. "$(dirname "$0")/lib.sh"

printf 'hello-ms 4000\nfailures 1000\n' >"$work/config"
relay --config "$work/config" --https-port 0
[ "$(curl -sk --http1.1 -o /dev/null -m 1 -w '%{http_code}' -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
	-H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
	"https://127.0.0.1:$https_port/ws")" = 101 ] || fail "curl is not welcome"
PYTHONPATH=$root/tests/support python3 - "$raw_port" "$http_port" "$https_port" <<'PY' || fail "see above"
import sys
from functools import partial
from relay_talk import *

raw_port, http_port, https_port = map(int, sys.argv[1:])
ports = {False: http_port, True: https_port}
ways = {"raw": partial(End, raw_port), "ws": partial(WebEnd, http_port), "wss": partial(WebEnd, https_port, tls=True)}

# Each way as master with each way as client; much, cut over several messages.
for one, make_master in ways.items():
    for other, make_client in ways.items():
        master, client = make_master(), make_client()
        client.join(master.open())
        master.await_control(PEER_JOINED)
        carries(master, client)
        big = [os.urandom(65000) for _ in range(20)]
        master.say(b"".join(frame(BULK, 2, part) for part in big))
        assert all(client.content(1) == (BULK, 1, part) for part in big), (one, other)
        for end in master, client:
            end.close()
print("all ways lead into the same sessions")

for tls, port in ports.items():
    # A message in pieces of every kind, a ping in between, and Close.
    end = WebEnd(port, tls)
    hello = control(HELLO, field(1, 1) + field(2, 1))
    end.say_frame(BINARY, hello[:3], final=False)
    end.say_frame(PING_FRAME, b"there?")
    end.say_frame(0, b"", final=False)
    end.say_frame(0, hello[3:], final=True, mask=b"\0\0\0\0")
    end.await_control(HELLO)
    end.ping()
    assert end.pongs == [b"there?"]
    end.say_frame(CLOSE_FRAME, b"\x03\xe9bye")
    assert end.reason() is None and end.code == 1001, end.code
    # What the RFC forbids ends it with a reason.
    for opcode, data, mask, code in ((1, b"text", None, 1003), (0, b"goes on", None, 1002), (3, b"", None, 1002)):
        end = WebEnd(port, tls)
        end.say_frame(opcode, data, mask=mask)
        assert end.reason() is None and end.code == code, (opcode, end.code)
    end = WebEnd(port, tls)
    end.socket.sendall(b"\x82\x01x") # not masked
    assert end.reason() is None and end.code == 1002
    # Who says nothing is told so and cut off.
    end = WebEnd(port, tls)
    assert end.reason() == CLOSE_TOO_LATE and end.code == 1000

    # Who is welcome.
    for lines, status in (((b"Origin: http://relay.example",), 101), ((b"Origin: https://RELAY.example",), 101),
                          ((b"Origin: http://elsewhere.example",), 403), ((b"Origin: null",), 403),
                          ((b"Origin: http://relay.example.elsewhere",), 403), ((b"Content-Length: 2",), 400)):
        assert WebEnd(port, tls, lines=lines).status == status, lines


def ask(port, tls, request):
    end = End(port)
    if tls:
        end.socket = with_tls(end.socket)
    end.socket.sendall(request)
    answer = b""
    try:
        while got := end.socket.recv(1 << 16):
            answer += got
    except (ConnectionError, ssl.SSLError):
        pass
    return answer


whole = b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" \
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
for tls, port in ports.items():
    for old, new, status in ((b"-Version: 13", b"-Version: 8", 426), (b"Sec-WebSocket-Key: ", b"Other: ", 400),
                             (b"GET", b"POST", 400), (b"HTTP/1.1", b"HTTP/1.0", 400), (b"Upgrade: w", b"Other: w", 426)):
        answer = ask(port, tls, whole.replace(old, new))
        assert answer.startswith(b"HTTP/1.1 %d " % status), (new, answer[:100])
        assert status != 426 or b"\r\nSec-WebSocket-Version: 13\r\n" in answer
        assert b"</html>" in answer # and says so in words
    # Heads that can be read in two ways.
    for lines in (b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 0\r\nContent-Length: 0\r\n",
                  b"A: b\n", b"A: b\r\n c\r\n", b"A : b\r\n", b"A: b\0\r\n", b"Host: b\r\n", b"A: b\rc\r\n"):
        answer = ask(port, tls, whole[:-2] + lines + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 400 "), (lines, answer[:100])
    assert ask(port, tls, whole.replace(b"GET /ws", b"GET http://a/ws")).startswith(b"HTTP/1.1 400 ")
print("who is not welcome is told why")

# Half of a request, half of a TLS handshake, nothing: all are cut off.
dawdlers = [End(port, timeout=30) for port in (http_port, https_port, https_port)] + [WebEnd(http_port, timeout=30)]
dawdlers[0].say(whole[:40])
dawdlers[1].say(b"\x16\x03\x01\x02\x00\x01")
dawdlers[3].socket.sendall(b"\x82")
for end in dawdlers:
    try:
        while end.socket.recv(1 << 16):
            pass
    except ConnectionError:
        pass
end = WebEnd(https_port, tls=True)
end.hello()
print("dawdlers are cut off; control: a hello is answered")
PY
done_well "WebSocket, with TLS and without"
