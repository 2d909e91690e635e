# shellcheck shell=bash
# company.sh - a company with its own root: that delegates to a relay's key for lists, and to a key for operators that no relay has,
# which certifies. Sourced after tests/system/lib.sh.

list_tool() { "$bin/lotse-relay" list "$@" >"$work/tool.log" 2>&1 || fail "lotse-relay list $1: $(cat "$work/tool.log")"; }

# Starts the company's relay for the operators in a file; the certificate of the one in it goes into his key file. $url and $key
# are the company's.
company_start() { # operators' file, key file
	local folder=$work/company
	"$bin/lotse-relay" --state "$folder" --raw-port 0 --http-port 0 --https-port none --operators "$work/none" >/dev/null 2>&1 # makes its keys
	list_tool root "$work/root"
	list_tool delegate --root "$work/root" --key "$folder/root.pub" "$work/lists"
	list_tool delegate --root "$work/root" --purpose operators "$work/speaks"
	must_fail "a relay's key that vouches like a company" "$bin/lotse-relay" list certify --key "$folder/root.key" --delegation "$work/lists" "$1" 2>"$work/tool.log"
	list_tool certify --key "$work/speaks.key" --delegation "$work/speaks" "$1"
	grep -v '^#' "$work/tool.log" >>"$2"
	cat "$work/speaks" >"$work/both"
	grep '^delegate' "$work/lists" >>"$work/both"
	start_relay company "$folder" --operators "$1" --list-delegation "$work/both"
	# shellcheck disable=SC2034 # for who sources this
	url=http://127.0.0.1:$http_port key=$work/root.pub
}

# The key is made at the first use, for its owner alone, and shown as the relay wants it.
make_key() { # file: prints the public key
	LOTSE_LOG=1 timeout 20 "$bin/lotse-master" --operator-key "$1" --check --directory http://127.0.0.1:9/list 2>"$work/key.log" >/dev/null
	sed -n 's/^NAME | COMPANY | //p' "$work/key.log"
}
