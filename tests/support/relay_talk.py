"""relay_talk.py - how the relay's system tests speak to it, written from PROTOCOL.md and independent of the project's code.

Raw frames, control messages by hand, and libsodium through ctypes for what is sealed or signed.
"""
import base64
import ctypes
import ctypes.util
import hashlib
import os
import socket
import ssl
import struct
import time
import urllib.error
import urllib.request

HELLO, OPEN, OPENED, JOIN, JOINED, REFUSED, KNOCK, WAITING, PEER_JOINED, KNOCKING, PEER_LEFT, SEATS, LEAVE, SUBSCRIBE, \
    BLOCKED, PING, CLOSE, RESUME, GO_AWAY, RESUMED, PEER_RETURNED, MEASURE, TICKET = range(1, 24)
CONTROL, HANDSHAKE, INTERACTIVE, BULK, PICTURE = range(1, 6)
ALL = 0xFFFF
CLOSE_ENDED, CLOSE_MALFORMED, CLOSE_VERSION, CLOSE_TOO_LATE, CLOSE_TOO_MUCH, CLOSE_SHUTDOWN = range(1, 7)

sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
sodium.sodium_init()


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(data):
    """Field number -> value (the last one; numbers and bytes alone)."""
    out, at = {}, 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    while at < len(data):
        tag = number()
        if tag & 7 == 0:
            out[tag >> 3] = number()
        elif tag & 7 == 2:
            size = number()
            out[tag >> 3] = data[at:at + size]
            at += size
        else:
            raise ValueError("a field of another type")
    return out


def ids_of(body):
    """The rendezvous ids of a PeerReturned, in order."""
    out, rest = [], body
    while rest:
        tag, size = rest[0], rest[1]
        if tag == 2 << 3 | 2:
            out.append(rest[2:2 + size])
            rest = rest[2 + size:]
        else: # its peer, a varint of at most three bytes
            end = 1
            while rest[end] & 0x80:
                end += 1
            rest = rest[end + 1:]
    return out


def frame(kind, peer, payload, lane=0, flags=0):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BHBB", kind, peer, lane, flags) + payload


def control(what, body=b""):
    return frame(CONTROL, 0, field(what, body))


def seal(plain, public_key):
    out = ctypes.create_string_buffer(len(plain) + 48)
    if sodium.crypto_box_seal(out, plain, ctypes.c_ulonglong(len(plain)), public_key) != 0:
        raise ValueError("not sealed")
    return out.raw


def list_is_signed(text, public_key_hex):
    """Whether the list's last line is this key's signature over all before it (PROTOCOL.md 7)."""
    body, _, line = text.rstrip(b"\n").rpartition(b"\n")
    word, key, signature = line.split(b" ")
    message = b"lotse-list-1\n" + hashlib.sha512(body + b"\n").digest()
    return word == b"signature" and key.decode() == public_key_hex and sodium.crypto_sign_verify_detached(
        bytes.fromhex(signature.decode()), message, ctypes.c_ulonglong(len(message)), bytes.fromhex(key.decode())) == 0


class End:
    """One connection."""

    def __init__(self, port, host="127.0.0.1", source=None, timeout=10):
        self.socket = socket.socket()
        if source:
            self.socket.bind((source, 0))
        self.socket.settimeout(timeout)
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.held = b""

    def say(self, data):
        self.socket.sendall(data)

    def exactly(self, size):
        while len(self.held) < size:
            got = self.socket.recv(1 << 16)
            if not got:
                raise EOFError
            self.held += got
        out, self.held = self.held[:size], self.held[size:]
        return out

    def frame(self):
        """kind, peer, payload of the next frame."""
        head = self.exactly(8)
        size = int.from_bytes(head[:3], "big")
        return head[3], int.from_bytes(head[4:6], "big"), self.exactly(size)

    def content(self, peer):
        """The next frame of that participant."""
        while True:
            got = self.frame()
            if got[0] != CONTROL and got[1] == peer:
                return got

    def control(self):
        """what, fields of the next control message; other frames are passed over."""
        while True:
            kind, _, payload = self.frame()
            if kind == CONTROL:
                (what, body), = fields(payload).items()
                return what, fields(body)

    def returned(self):
        """peer and ids of the next PeerReturned; nothing else may come before it."""
        while True:
            kind, _, payload = self.frame()
            if kind == CONTROL:
                (what, body), = fields(payload).items()
                assert what == PEER_RETURNED, f"{what} instead of a return"
                return fields(body)[1], ids_of(body)

    def await_control(self, what):
        while True:
            got, body = self.control()
            if got == what:
                return body
            if got == CLOSE:
                raise AssertionError(f"closed ({body.get(1)}) instead of {what}")

    def hello(self):
        self.say(control(HELLO, field(1, 1) + field(2, 1) + field(4, os.urandom(16))))
        return self.await_control(HELLO)

    def open(self, private=b""):
        self.hello()
        self.say(control(OPEN, field(1, private) if private else b""))
        return self.await_control(OPENED)[1]

    def join(self, route):
        self.hello()
        self.say(control(JOIN, field(1, route)))
        return self.await_control(JOINED)

    def show(self, ids=(), ticket=b""):
        self.say(control(RESUME, (field(1, ticket) if ticket else b"") + b"".join(field(2, one) for one in ids)))

    def resume(self, ticket, ids=()):
        """Comes back with a ticket; its new one is in the answer."""
        self.hello()
        self.show(ids, ticket)
        return self.await_control(RESUMED)

    def must_wait(self, ids=(), ticket=b""):
        self.hello()
        self.show(ids, ticket)
        self.await_control(WAITING)

    def must_be_refused(self, ids=(), ticket=b""):
        self.hello()
        self.show(ids, ticket)
        what, _ = self.control()
        assert what == REFUSED, f"{what} instead of a refusal"

    def seats(self, route, free):
        self.say(control(SEATS, field(1, route) + field(2, free)))

    def ping(self):
        self.say(control(PING, field(1, 7)))
        assert self.await_control(PING).get(2) == 1

    def reason(self):
        """Why the relay closes: reads on until it does. None: without a word."""
        why = None
        try:
            while True:
                what, body = self.control()
                why = body.get(1, 0) if what == CLOSE else why
        except (EOFError, ConnectionError):
            return why

    def close(self):
        self.socket.close()


def with_tls(plain):
    """The socket with TLS on it; whose certificate it is does not matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain)


BINARY, CLOSE_FRAME, PING_FRAME, PONG_FRAME = 2, 8, 9, 10


class WebEnd(End):
    """One connection through a WebSocket (RFC 6455), over TLS or not. `first` goes before all else (a PROXY header);
    `lines` into the request."""

    def __init__(self, port, tls=False, first=b"", lines=(), **rest):
        super().__init__(port, **rest)
        if first:
            self.socket.sendall(first)
        if tls:
            self.socket = with_tls(self.socket)
        key = base64.b64encode(os.urandom(16))
        expected = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        self.socket.sendall(b"\r\n".join((b"GET /ws HTTP/1.1", b"Host: relay.example", b"Connection: Upgrade",
                                          b"Upgrade: websocket", b"Sec-WebSocket-Version: 13",
                                          b"Sec-WebSocket-Key: " + key, *lines, b"", b"")))
        self.wire, self.code, self.pongs = b"", None, []
        while b"\r\n\r\n" not in self.wire:
            self.more()
        head, _, self.wire = self.wire.partition(b"\r\n\r\n")
        self.status = int(head.split(b" ")[1])
        assert self.status != 101 or expected in head

    def more(self):
        got = self.socket.recv(1 << 16)
        if not got:
            raise EOFError
        self.wire += got

    def say_frame(self, opcode, data, final=True, mask=None):
        mask = os.urandom(4) if mask is None else mask
        size = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack(">BH", 0xFE, len(data)) \
            if len(data) < 1 << 16 else struct.pack(">BQ", 0xFF, len(data))
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.socket.sendall(bytes([opcode | (0x80 if final else 0)]) + size + mask + masked)

    def say(self, data):
        self.say_frame(BINARY, data)

    def take_frame(self):
        """opcode, content of the next frame of the relay."""
        def need(size):
            while len(self.wire) < size:
                self.more()
        need(2)
        size, at = self.wire[1] & 0x7F, 2
        assert not self.wire[1] & 0x80, "the relay has masked"
        if size >= 126:
            at = 4 if size == 126 else 10
            need(at)
            size = int.from_bytes(self.wire[2:at], "big")
        need(at + size)
        opcode, content = self.wire[0] & 15, self.wire[at:at + size]
        self.wire = self.wire[at + size:]
        return opcode, content

    def exactly(self, size):
        while len(self.held) < size:
            opcode, content = self.take_frame()
            if opcode == CLOSE_FRAME:
                self.code = int.from_bytes(content, "big")
                raise EOFError
            if opcode == PONG_FRAME:
                self.pongs.append(content)
            else:
                self.held += content
        out, self.held = self.held[:size], self.held[size:]
        return out


def pair(port, source=None, make=End):
    """A master, a client in its session, and the route."""
    master = make(port, source=source)
    route = master.open()
    client = make(port, source=source)
    client.join(route)
    master.await_control(PEER_JOINED)
    return master, client, route


def carries(master, client):
    """The two can still speak, both ways."""
    payload = os.urandom(3000)
    master.say(frame(BULK, 2, payload))
    assert client.content(1) == (BULK, 1, payload), "a frame to the client"
    client.say(frame(INTERACTIVE, 1, payload[:100]))
    assert master.content(2) == (INTERACTIVE, 2, payload[:100]), "a frame to the master"


def http(port, path, method="GET", language=""):
    """status, headers, body"""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method,
                                     headers={"Accept-Language": language} if language else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()


def resident_kb(pid):
    """Of a process and its children."""
    total = 0
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
        family = [pid] + [int(child) for child in children.read().split()]
    for member in family:
        with open(f"/proc/{member}/status", encoding="ascii") as status:
            total += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
    return total


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
