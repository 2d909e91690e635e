"""The far end of the carrier's tests: far_end.py FOLDER SERVICE... each on a port of 127.0.0.1 of its own.

One line `NAME PORT` for each, then `ready`, then a line for what happens. A SERVICE is NAME=KIND, KIND one of
  relay             frames as they are: HELLO is answered with HELLO of the relay "12345678", all else comes back
  other             the same for the relay "87654321"
  speaks            the same, but it answers PING and MEASURE as a relay does, and takes nothing else
  mute              takes the connection and what is sent, and says nothing
  slams             closes as soon as something has come
  page              a web server, whatever is asked: HTTP/1.1 200 and a page
  ws                HTTP: /ws with an Upgrade is a WebSocket to a relay; anything else gets 426
  ws-drip           the same, byte by byte
  ws-STATUS         the Upgrade is answered with that status and a page
  ws-wrong-key      101 with a wrong answer to the key
  ws-half           half an answer, then nothing
  ws-mute           101, then nothing
  ws-text           101, then a text frame
  tls-KIND          KIND inside TLS with a certificate that FOLDER keeps (tls.crt, tls.key)
  late-KIND         the same, with a certificate whose time is over (late.crt, late.key)
  offers-SCHEME...  a proxy that wants a login by one of these schemes, takes "user" with "secret" by Basic, and goes on
                    then; how it was asked is said as `asked SCHEME`
  stale             a proxy that wants Digest and finds each nonce too old, for ever; `asked` as above
  socks socks-login a SOCKS 5 proxy, open or for "user" with "secret"; `socks NAME` for each login that it was given
  socks-cut socks-hang likewise; to a wrong login it says nothing
  pac-PORT          HTTP: a PAC file that names a dead proxy, and then 127.0.0.1:PORT
  odd-KIND          a proxy that behaves badly; see odd_proxy.py
FOLDER gets the certificates, and ca.crt, the authority that signed them both.
"""
import base64
import hashlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time

import odd_proxy

PAGE = b"<html>Please sign in.</html>"
lock = threading.Lock()


def say(*words):
    with lock:
        print(*words, flush=True)


def exactly(stream, size):
    data = b""
    while len(data) < size:
        more = stream.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def hello(relay_id):
    body = b"\x08\x01\x10\x01" + b"\x22\x10" + bytes(range(16)) + b"\x2a\x08" + relay_id + b"\x30\x14"
    control = b"\x0a" + bytes([len(body)]) + body
    return len(control).to_bytes(3, "big") + b"\x01\x00\x00\x00\x00" + control


def relay(stream, relay_id=b"12345678"):
    head = exactly(stream, 8)
    exactly(stream, int.from_bytes(head[:3], "big"))
    say("hello")
    stream.sendall(hello(relay_id))
    while data := stream.recv(65536):
        stream.sendall(data)


def speaks(stream):
    """Tags of lotse.proto: 16 Ping {1 token, 2 is_answer}, 22 Measure {1 want, 2 filling}."""
    data = exactly(stream, 8)
    exactly(stream, int.from_bytes(data[:3], "big"))
    stream.sendall(hello(b"12345678"))

    def varint(body, at):
        value = shift = 0
        while True:
            value |= (body[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not body[at - 1] & 0x80:
                return value, at

    def frame(tag, body):
        control = tag + (bytes([len(body)]) if len(body) < 128 else bytes([len(body) & 0x7F | 0x80, len(body) >> 7])) + body
        return len(control).to_bytes(3, "big") + b"\x01\x00\x00\x00\x00" + control

    filling = frame(b"\xb2\x01", b"\x12\xc0\x03" + bytes(448))
    while True:
        head = exactly(stream, 8)
        body = exactly(stream, int.from_bytes(head[:3], "big"))
        tag, at = varint(body, 0)
        _, at = varint(body, at)
        if tag >> 3 == 16:
            stream.sendall(frame(b"\x82\x01", body[at:] + b"\x10\x01"))
        elif tag >> 3 == 22 and at < len(body) and body[at] == 8:
            want, _ = varint(body, at + 1)
            say("measure", want)
            while want > 0:
                size = min(want, 448)
                stream.sendall(filling if size == 448 else frame(b"\xb2\x01", b"\x12" + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + bytes(size)))
                want -= size


class WebSocket:
    """The server's half of RFC 6455 as a stream. Each send is split into two frames with a ping between them."""

    def __init__(self, stream):
        self.stream, self.left = stream, b""

    def frame(self):
        first, second = exactly(self.stream, 2)
        size = second & 0x7F
        if size == 126:
            size = int.from_bytes(exactly(self.stream, 2), "big")
        elif size == 127:
            size = int.from_bytes(exactly(self.stream, 8), "big")
        if not second & 0x80:
            raise ValueError("a frame without a mask")
        mask = exactly(self.stream, 4)
        data = exactly(self.stream, size)
        key = int.from_bytes(mask * (size // 4 + 1), "big") >> 8 * (4 - size % 4)
        return first, (int.from_bytes(data, "big") ^ key).to_bytes(size, "big") if size else b""

    def recv(self, room):
        while not self.left:
            first, data = self.frame()
            if first & 15 == 8:
                return b""
            if first & 15 == 10:
                say("pong", data.decode())
            elif first & 15 in (0, 2):
                self.left = data
        data, self.left = self.left[:room], self.left[room:]
        return data

    def put(self, opcode, data, is_final=True):
        size = len(data)
        head = bytes([(0x80 if is_final else 0) | opcode])
        head += bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big") if size < 65536 else b"\x7f" + size.to_bytes(8, "big")
        self.stream.sendall(head + data)

    def sendall(self, data):
        middle = len(data) // 2
        self.put(2, data[:middle], False)
        self.put(9, b"are you there")
        self.put(0, data[middle:])


class Drip:
    def __init__(self, stream):
        self.recv, self.stream = stream.recv, stream

    def sendall(self, data):
        for i in range(len(data)):
            self.stream.sendall(data[i:i + 1])
            time.sleep(0.001)


def websocket(stream, how):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += exactly(stream, 1)
    fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head.decode().split("\r\n")[1:])}
    say("request", head.decode().split("\r\n")[0], "host", fields.get("host", ""))
    if how.isdigit():
        stream.sendall(f"HTTP/1.1 {how} Word\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE)
        return
    if fields.get("upgrade", "").lower() != "websocket":
        stream.sendall(b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")
        return
    accept = base64.b64encode(hashlib.sha1((fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    if how == "wrong-key":
        accept = ("y" if accept[0] == "x" else "x") + accept[1:]
    out = Drip(stream) if how == "drip" else stream
    answer = f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode()
    out.sendall(answer[:40] if how == "half" else answer)
    if how in ("half", "mute"):
        while stream.recv(4096):
            pass
    elif how == "text":
        WebSocket(out).put(1, b"hello")
    else:
        relay(WebSocket(out))


def offers(stream, schemes):
    while (head := odd_proxy.head_of(stream)) is not None:
        fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head.decode().split("\r\n")[1:])}
        given = fields.get("proxy-authorization", "")
        say("asked", given.split(" ")[0] or "without")
        if given == "Basic " + base64.b64encode(b"user:secret").decode():
            host, _, port = head.decode().split(" ")[1].rpartition(":")
            with socket.create_connection((host, int(port)), 5) as far:
                stream.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                odd_proxy.carry(stream, far, time.monotonic() + 60)
            return
        wanted = "".join(f'Proxy-Authenticate: {s}{"" if s == "Negotiate" else chr(32) + "realm=" + chr(34) + "r" + chr(34)}\r\n' for s in schemes)
        odd_proxy.answer(stream, "407 Proxy Authentication Required", wanted)


def stale(stream):
    while (head := odd_proxy.head_of(stream)) is not None:
        say("asked", "Digest" if b"proxy-authorization: digest" in head.lower() else "without")
        odd_proxy.answer(stream, "407 Proxy Authentication Required",
                         f'Proxy-Authenticate: Digest realm="r", qop="auth", nonce="{os.urandom(8).hex()}", stale=true\r\n')


def socks(stream, how):
    """RFC 1928, RFC 1929."""
    _, count = exactly(stream, 2)
    methods = exactly(stream, count)
    wants_login = how != ""
    method = 2 if wants_login else 0
    if method not in methods:
        stream.sendall(b"\x05\xff")
        return
    stream.sendall(bytes([5, method]))
    if wants_login:
        _, size = exactly(stream, 2)
        name = exactly(stream, size)
        word = exactly(stream, exactly(stream, 1)[0])
        say("socks", name.decode())
        if (name, word) != (b"user", b"secret") and how in ("cut", "hang"):
            while how == "hang" and stream.recv(65536):
                pass
            return
        if (name, word) != (b"user", b"secret"):
            stream.sendall(b"\x01\x01")
            return
        stream.sendall(b"\x01\x00")
    _, _, _, kind = exactly(stream, 4)
    host = socket.inet_ntoa(exactly(stream, 4)) if kind == 1 else exactly(stream, exactly(stream, 1)[0]).decode()
    port = int.from_bytes(exactly(stream, 2), "big")
    with socket.create_connection((host, port), 5) as far:
        stream.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        odd_proxy.carry(stream, far, time.monotonic() + 60)


def serve(stream, kind, folder):
    name, _, rest = kind.partition("-")
    if name in ("tls", "late"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/{name}.crt", f"{folder}/{name}.key")
        say("tls")
        stream = context.wrap_socket(stream, server_side=True)
        serve(stream, rest, folder)
    elif name in ("relay", "other"):
        relay(stream, b"12345678" if name == "relay" else b"87654321")
    elif name == "speaks":
        speaks(stream)
    elif name == "mute":
        while stream.recv(65536):
            pass
    elif name == "slams":
        stream.recv(1)
    elif name == "page":
        stream.recv(65536)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n" + PAGE)
    elif name == "ws":
        websocket(stream, rest)
    elif name == "offers":
        offers(stream, rest.split("-"))
    elif name == "pac":
        stream.recv(65536)
        say("pac")
        body = f'function FindProxyForURL(url, host) {{ return "PROXY 127.0.0.1:9; PROXY 127.0.0.1:{rest}; DIRECT"; }}'.encode()
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig\r\nConnection: close\r\n"
                       b"Content-Length: %d\r\n\r\n" % len(body) + body)
    elif name == "socks":
        socks(stream, rest)
    elif name == "stale":
        stale(stream)
    elif name == "odd":
        odd_proxy.serve(stream, rest)
    else:
        raise SystemExit(f"unknown kind {kind}")


def guarded(stream, kind, folder):
    with stream:
        try:
            serve(stream, kind, folder)
        except (OSError, EOFError) as error:
            say("ended", kind, type(error).__name__)


def listen(name, kind, folder):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    say(name, listener.getsockname()[1])

    def accept():
        while True:
            stream, _ = listener.accept()
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            say("connection", name)
            threading.Thread(target=guarded, args=(stream, kind, folder), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def make_certificates(folder):
    def run(*words):
        subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("req", "-x509", *key, "-days", "2", "-subj", "/CN=Test authority", "-addext", "basicConstraints=critical,CA:true",
        "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.crt")
    with open(f"{folder}/san", "w") as file:
        file.write("subjectAltName=IP:127.0.0.1,DNS:localhost")
    with open(f"{folder}/late.cnf", "w") as file:
        file.write(f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index\nserial={folder}/serial\nnew_certs_dir={folder}\n"
                   f"certificate={folder}/ca.crt\nprivate_key={folder}/ca.key\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
    open(f"{folder}/index", "w").close()
    with open(f"{folder}/serial", "w") as file:
        file.write("0A\n")
    for name, dates in (("tls", ("20240101000000Z", "20480101000000Z")), ("late", ("20200101000000Z", "20210101000000Z"))):
        run("req", "-new", *key, "-subj", f"/CN={name}", "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.csr")
        run("ca", "-batch", "-config", f"{folder}/late.cnf", "-in", f"{folder}/{name}.csr", "-out", f"{folder}/{name}.crt",
            "-extfile", f"{folder}/san", "-startdate", dates[0], "-enddate", dates[1], "-notext")


def main():
    folder = sys.argv[1]
    if any("=tls" in word or "=late" in word for word in sys.argv[2:]):
        make_certificates(folder)
    for word in sys.argv[2:]:
        name, _, kind = word.partition("=")
        listen(name, kind, folder)
    say("ready")
    sys.stdin.read()  # until whoever started it is gone


if __name__ == "__main__":
    main()
