"""An office proxy that behaves badly in one way: odd_proxy.py ADDRESS PORT KIND. One line on standard output a request.

silent            answers CONNECT with 200, and then nothing ever comes
loop407           asks for a login, whatever it is given
login=HOW         wants user and secret; to another login it says nothing (hang), or closes (cut)
portal            answers everything, CONNECT too, with 200 and a page to sign in at
forbids           403 to everything
closing=SECONDS   passes CONNECT on, and ends each connection after so long
garbage           answers CONNECT with 200 and then noise
"""
import base64
import os
import select
import socket
import sys
import threading
import time

PAGE = b"<html><title>Welcome</title>Please accept the conditions of this Wi-Fi.</html>"


def head_of(connection):
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 65536:
        more = connection.recv(4096)
        if not more:
            return None
        data += more
    return data


def answer(connection, status, fields="", body=b""):
    connection.sendall(f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def carry(one, other, until):
    pair = [one, other]
    while time.monotonic() < until:
        for ready in select.select(pair, [], [], max(0, until - time.monotonic()))[0]:
            data = ready.recv(65536)
            if not data:
                return
            pair[ready is one].sendall(data)


def drain(connection):
    while connection.recv(65536):
        pass


def serve(connection, kind):
    name, _, value = kind.partition("=")
    while (head := head_of(connection)) is not None:
        first = head.split(b"\r\n")[0].decode("latin1")
        is_connect = first.startswith("CONNECT ")
        login = "with a login" if b"\nproxy-authorization:" in head.lower() else "without a login"
        print(first, login, flush=True)
        if name == "loop407":
            answer(connection, "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="loop"\r\n')
        elif name == "login" and login == "without a login":
            answer(connection, "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="odd"\r\n')
        elif name == "login" and base64.b64encode(b"user:secret") not in head:
            print("wrong login", flush=True)
            if value == "hang":
                drain(connection)
            return
        elif name == "portal":
            answer(connection, "200 OK", "Content-Type: text/html\r\n", PAGE)
        elif name == "forbids":
            answer(connection, "403 Forbidden", "", b"not from here")
        elif name == "silent" and is_connect:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            drain(connection)
        elif name == "garbage" and is_connect:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n" + os.urandom(4096))
            drain(connection)
        elif name == "login" or name == "closing" and is_connect:
            host, _, port = first.split()[1].removeprefix("http://").partition("/")[0].rpartition(":")
            with socket.create_connection((host, int(port)), 5) as far:
                if is_connect:
                    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    far.sendall(head.replace(f"http://{host}:{port}".encode(), b"", 1)
                                .replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
                carry(connection, far, time.monotonic() + (float(value) if name == "closing" else 3600))
            return
        else:
            answer(connection, "502 Bad Gateway", "", b"this proxy is odd")


def guarded(connection, kind):
    with connection:
        try:
            serve(connection, kind)
        except OSError:
            pass


def main():
    address, port, kind = sys.argv[1:]
    with socket.create_server((address, int(port)), backlog=64) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=guarded, args=(connection, kind), daemon=True).start()


if __name__ == "__main__":
    main()
