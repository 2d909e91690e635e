#!/usr/bin/env python3
"""Turns the published vectors (JSON) of a folder into the compact files beside this script: convert.py FOLDER

One case a line, fields apart by a space, bytes in hex, "-" for none. SOURCES.md says where the JSON comes from.
"""
import json
import pathlib
import sys

source, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent


def load(name):
    return json.loads((source / name).read_text())


def cases(name, wanted):
    for group in load(name)["testGroups"]:
        for case in group["tests"]:
            if wanted(group):
                yield group, case


def write(name, fields, lines):
    lines = [" ".join(str(field) or "-" for field in line) for line in lines]
    (here / name).write_text("\n".join([f"# {fields}"] + lines) + "\n")
    print(name, len(lines))


write("aes_256_gcm.txt", "id key nonce aad plain ciphertext tag valid|invalid",
      ([c["tcId"], c["key"], c["iv"], c["aad"], c["msg"], c["ct"], c["tag"], c["result"]]
       for _, c in cases("wycheproof_aes_gcm_test.json",
                         lambda g: (g["keySize"], g["ivSize"], g["tagSize"]) == (256, 96, 128))))
write("hkdf_sha512.txt", "id input salt info size output valid|invalid",
      ([c["tcId"], c["ikm"], c["salt"], c["info"], c["size"], c["okm"], c["result"]]
       for _, c in cases("wycheproof_hkdf_sha512_test.json", lambda g: True)))
write("hmac_sha512.txt", "id key message tag (may be cut) valid|invalid",
      ([c["tcId"], c["key"], c["msg"], c["tag"], c["result"]]
       for _, c in cases("wycheproof_hmac_sha512_test.json", lambda g: True)))
sframe = load("sframe_test_vectors.json")
write("sframe_header.txt", "kid counter encoded", ([h["kid"], h["ctr"], h["encoded"]] for h in sframe["header"]))
write("sframe_suite_5.txt", "kid counter base_key key salt metadata nonce aad plain frame",
      ([v["kid"], v["ctr"], v["base_key"], v["sframe_key"], v["sframe_salt"], v["metadata"], v["nonce"], v["aad"],
        v["pt"], v["ct"]] for v in sframe["sframe"] if v["cipher_suite"] == 5))
