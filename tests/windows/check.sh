#!/usr/bin/env bash
# What packaging/windows/check promises holds for both programs, and it can say no: to another library, to a later
# Windows' function, to too many bytes, to missing protection, to a date.
set -eu
. "$(dirname "$0")/lib.sh"
check=$root/packaging/windows/check
scratch=${TMPDIR:-/tmp}

"$check" "$windows/LotseClient.exe" 4500000
"$check" "$windows/LotseMaster.exe" 5000000
say "LotseClient.exe $(stat -c %s "$windows/LotseClient.exe") bytes, LotseMaster.exe $(stat -c %s "$windows/LotseMaster.exe") bytes"

complains() { # words program limit
	local said
	said=$("$check" "$2" "$3") && fail "check lets through: $1"
	grep -q "$1" <<<"$said" || fail "check does not say \"$1\" but: $said"
}
complains 'bytes; 1000000 are allowed' "$windows/LotseClient.exe" 1000000

# A program with all that is wrong.
cat >"$scratch/wrong.c" <<'END'
#include <windows.h>
#include <setupapi.h>
__declspec(dllexport) int exported(void) { return 1; }
int main(void)
{
	FILETIME now;
	GetSystemTimePreciseAsFileTime(&now);
	return (int)(INT_PTR)SetupOpenInfFileW(L"", L"", 0, 0);
}
END
SOURCE_DATE_EPOCH=1000000000 x86_64-w64-mingw32-gcc-win32 -D_WIN32_WINNT=0x0A00 -s -o "$scratch/wrong.exe" "$scratch/wrong.c" \
	-lsetupapi -Wl,--disable-dynamicbase,--disable-nxcompat,--disable-high-entropy-va
for words in 'imports SETUPAPI.dll' 'imports GetSystemTimePreciseAsFileTime' 'DYNAMIC_BASE' 'NX_COMPAT' 'HIGH_ENTROPY_VA' \
	'exports functions' 'no load configuration' 'no section .rsrc' 'not a program with windows' 'a date in it'; do
	complains "$words" "$scratch/wrong.exe" 5000000
done

# The resources, as Windows reads them.
strings -el "$windows/LotseClient.exe" | grep -qx 'LotseClient.exe' || fail "the version resource has no file name"
for words in 'requestedExecutionLevel level="asInvoker"' 'PerMonitorV2, PerMonitor' '>UTF-8</activeCodePage>' \
	'Microsoft.Windows.Common-Controls' '{35138b9a-5d96-4fbd-8e2d-a2440225f93a}'; do
	grep -qaF "$words" "$windows/LotseClient.exe" || fail "the manifest has no $words"
done
for name in curl SDL libsodium libvpx libyuv zlib 'Dear ImGui' DejaVu; do
	grep -qi "$name" "$windows/LICENCES.txt" || fail "no licence of $name"
done
say "all is as promised, and check can say no"
