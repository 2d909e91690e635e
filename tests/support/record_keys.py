#!/usr/bin/env python3
"""record_keys.py sealed FILE KIND FROM: the keys under which a test program has sealed frames of that kind, from the FROM-th
on. record_keys.py count FILE KIND: how many it has sealed. record_keys.py has FILE KEY...: whether a test program was ever
given one of these keys (exit 0).

FILE is what a recording program leaves (tests/support/programs/record.h)."""
import struct
import sys

HEAD = struct.Struct(">cBBQ12sI")


def records(path):
    with open(path, "rb") as file:
        content = file.read()
    at = 0
    while at + HEAD.size <= len(content):
        what, kind, _, key, _, size = HEAD.unpack_from(content, at)
        at += HEAD.size + size
        if at <= len(content):
            yield what, kind, key


def main():
    what, path, *rest = sys.argv[1:]
    if what == "has":
        wanted = {int(key) for key in rest}
        sys.exit(0 if any(w == b"K" and key in wanted for w, _, key in records(path)) else 1)
    sealed = [key for w, kind, key in records(path) if w == b"S" and kind == int(rest[0])]
    if what == "count":
        print(len(sealed))
    else:
        print(*dict.fromkeys(sealed[int(rest[1]):]))


main()
