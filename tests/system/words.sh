#!/usr/bin/env bash
# Promise: every sentence in common/base/text/ is said somewhere: none is left over from a screen that is no more.
#
# Control: a made-up one is found.
. "$(dirname "$0")/lib.sh"

cd "$root" || fail "the folder"
grep -rhoE '\bTEXT_[A-Z0-9_]+' --include='*.c' --include='*.cpp' --include='*.h' client master program relay common \
	--exclude-dir=text | sort -u >"$work/used"
grep -rhoE '^TEXT\(TEXT_[A-Z0-9_]+' common/base/text | cut -c6- | sort -u >"$work/said"
unused() { comm -23 "$1" "$work/used"; }

[ "$(wc -l <"$work/said")" -gt 200 ] || fail "the sentences were not found"
(cat "$work/said" && echo TEXT_SAID_NOWHERE) | sort >"$work/with-control"
[ -n "$(comm -13 <(unused "$work/said") <(unused "$work/with-control"))" ] || fail "the control: an unused sentence is not found"
[ -z "$(unused "$work/said")" ] || fail "said nowhere: $(unused "$work/said" | tr '\n' ' ')"
done_well "all $(wc -l <"$work/said") sentences are said somewhere"
