#!/usr/bin/env bash
# A signed program verifies against the authority and still runs; a changed one does not verify; nothing is signed
# twice; a signature that does not hold leaves the program as it was.
set -eu
. "$(dirname "$0")/lib.sh"
sign=$root/packaging/windows/sign
cd "${TMPDIR:-/tmp}"

openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj "/CN=Test authority" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout operator.key -out operator.csr -subj "/CN=An operator" 2>/dev/null
printf 'extendedKeyUsage=codeSigning\nkeyUsage=digitalSignature\n' >usage
openssl x509 -req -in operator.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -extfile usage \
	-out operator.pem 2>/dev/null
openssl pkcs12 -export -in operator.pem -inkey operator.key -out operator.p12 -passout pass:geheim
printf geheim >password

cp "$windows/LotseClient.exe" client.exe
cp "$windows/LotseMaster.exe" master.exe
"$sign" --certificate operator.pem --key operator.key --authority ca.pem client.exe
"$sign" --pkcs12 operator.p12 --password-file password --authority ca.pem master.exe
for program in client.exe master.exe; do
	osslsigncode verify -CAfile ca.pem -in $program | grep -q 'Succeeded' || fail "$program does not verify"
done

wine_use wine
[ "$(timeout 60 wine client.exe --version | tr -d '\r')" = "$(timeout 60 wine "$windows/LotseClient.exe" --version | tr -d '\r')" ] ||
	fail "the signed program does not run as before"

! "$sign" --certificate operator.pem --key operator.key --authority ca.pem client.exe 2>said || fail "it is signed twice"
grep -q 'signed already' said || fail "it does not say why: $(cat said)"

python3 -c 'd = bytearray(open("client.exe", "rb").read()); d[200000] ^= 1; open("changed.exe", "wb").write(d)'
osslsigncode verify -CAfile ca.pem -in changed.exe | grep -q 'Failed' || fail "a changed program verifies"

cp "$windows/LotseClient.exe" other.exe # a certificate of nobody that this computer trusts
! "$sign" --certificate operator.pem --key operator.key other.exe >said 2>&1 || fail "an unknown authority is taken"
cmp other.exe "$windows/LotseClient.exe" || fail "a failed signing has changed the program"
[ ! -e other.exe.signed ] || fail "it left something behind"
say "signed, verified, and the rest refused"
