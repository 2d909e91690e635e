#!/usr/bin/env bash
# A company's LotseClient.exe (packaging/brand) goes to the company's relay without an option, heeds no lotse.conf beside it,
# and still has the icon, version and manifest of before. The plain one knows no relay.
set -eu
. "$(dirname "$0")/lib.sh"
relay=${LOTSE_BIN:-$root/build/bin}/lotse-relay
scratch=$(mktemp -d "${TMPDIR:-/tmp}/lotse.XXXXXX")
pid=
finish() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || true
	rm -rf "$scratch"
}
trap finish EXIT

"$relay" --raw-port 0 --http-port 0 --https-port none --state "$scratch/state" >"$scratch/relay.log" 2>&1 &
pid=$!
for _ in $(seq 100); do
	grep -q '^listening' "$scratch/relay.log" && break
	sleep 0.1
done
port=$(sed -n 's/^listening.* http \([0-9]*\).*/\1/p' "$scratch/relay.log")
[ -n "$port" ] || fail "the relay did not start: $(cat "$scratch/relay.log")"

"$root/packaging/brand" --url "http://127.0.0.1:$port/list" --root-key "$scratch/state/root.pub" --name "Acmé" \
	"$windows/LotseClient.exe" "$scratch/AcmeClient.exe" || fail "not branded"
"$root/packaging/brand" --show "$scratch/AcmeClient.exe" | grep -q '^name Acmé$' || fail "--show"
python3 - "$windows/LotseClient.exe" "$scratch/AcmeClient.exe" "$root/packaging/brand" <<'PY' || fail "resources of before are gone"
import importlib.machinery, importlib.util, sys
loader = importlib.machinery.SourceFileLoader("brand", sys.argv[3])
brand = importlib.util.module_from_spec(importlib.util.spec_from_loader("brand", loader))
sys.dont_write_bytecode = True
loader.exec_module(brand)
before, after = (brand.Pe(open(path, "rb").read()).resources() for path in sys.argv[1:3])
assert before and after[brand.RCDATA].pop(brand.BRAND_NAME)
if brand.RCDATA not in before and not after[brand.RCDATA]:
    del after[brand.RCDATA]
assert before == after
PY
wine_use wine
check() { timeout 60 wine "$1" --check >"$scratch/check.log" 2>/dev/null; }
check "$scratch/AcmeClient.exe" || fail "the company's client: $(cat "$scratch/check.log")"
printf 'directory http://127.0.0.1:1/list\r\n' >"$scratch/lotse.conf"
check "$scratch/AcmeClient.exe" || fail "lotse.conf led it elsewhere: $(cat "$scratch/check.log")"
rm "$scratch/lotse.conf"
! check "$windows/LotseClient.exe" || fail "the control: a plain client found a relay"
# Signed afterwards, it verifies and still goes there; nothing more is put into a signed one.
cd "$scratch"
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj "/CN=Test authority" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout acme.key -out acme.csr -subj "/CN=Acme" 2>/dev/null
openssl x509 -req -in acme.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -out acme.pem \
	-extfile <(printf 'extendedKeyUsage=codeSigning\nkeyUsage=digitalSignature\n') 2>/dev/null
"$root/packaging/windows/sign" --certificate acme.pem --key acme.key --authority ca.pem AcmeClient.exe >/dev/null
osslsigncode verify -CAfile ca.pem -in AcmeClient.exe | grep -q Succeeded || fail "the signed one does not verify"
check "$scratch/AcmeClient.exe" || fail "the signed one: $(cat "$scratch/check.log")"
cp "$windows/LotseClient.exe" plain.exe
"$root/packaging/windows/sign" --certificate acme.pem --key acme.key --authority ca.pem plain.exe >/dev/null
! "$root/packaging/brand" --name x plain.exe no.exe 2>said || fail "something was put into a signed program"
grep -q 'signed already' said || fail "not said: $(cat said)"
say "a company's program goes where the company says"
