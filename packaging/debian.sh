# Sourced by packaging/setup and packaging/windows/build: what Debian gives, packages and sources of packages.
# Changes nothing of the system's configuration: source packages are looked up in a list of our own, which apt checks
# as it checks any other (signed list, then hashes). Needs $me (the script's name in messages) and $scratch (a folder).

say() { printf '%s: %s\n' "$me" "$*"; }
fail() { printf '%s: %s\n' "$me" "$*" >&2; exit 1; }

# Runs a step quietly; shows the end of what it said, and a sentence, if it fails.
step() { # sentence-on-failure command...
	local sentence=$1
	shift
	if ! "$@" >"$scratch/log" 2>&1; then
		tail -n 20 "$scratch/log" >&2
		fail "$sentence"
	fi
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o APT::Update::Error-Mode=any -o DPkg::Lock::Timeout=120 "$@"; }

# --- packages: a list has one a line, and why -----------------------------------------------------------------------

wanted_packages() { sed 's/#.*//' "$@" | awk 'NF { print $1 }' | sort -u; } # list-files...

missing_packages() { # list-files...
	local installed
	# shellcheck disable=SC2046 # a list of words is meant
	installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $(wanted_packages "$@") 2>/dev/null |
		sed -n 's/^installed //p' || true)
	comm -23 <(wanted_packages "$@") <(sort -u <<<"$installed")
}

update_lists() {
	say "asking Debian for its list of packages"
	# Other people's sources may be unreachable; what matters is whether Debian's packages can then be had.
	apt update >"$scratch/log" 2>&1 || apt -o APT::Update::Error-Mode=persistent-failure update >>"$scratch/log" 2>&1 ||
		say "some package sources did not answer; going on with the others"
}

install_packages() { # list-files...
	local missing
	missing=$(missing_packages "$@")
	if [ -z "$missing" ]; then
		say "all packages are there"
		return
	fi
	say "missing packages:" $missing
	[ "$(id -u)" = 0 ] ||
		fail "installing packages needs root: run the same with  sudo  (or install them yourself)"
	update_lists
	say "installing $(wc -w <<<"$missing") packages (some minutes)"
	# shellcheck disable=SC2086 # a list of words is meant
	without_services step "the packages could not be installed: is there a network, and is this Debian 12?" \
		apt install --no-install-recommends $missing
}

# The tests start proxies and servers themselves; nobody asked for services of them on port 80.
without_services() { # command...
	local policy=/usr/sbin/policy-rc.d code=0
	[ ! -e $policy ] || policy=
	[ -z "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy; }
	( "$@" ) || code=$?
	[ -z "$policy" ] || rm -f $policy
	return $code
}

# --- source packages ------------------------------------------------------------------------------------------------

# The system's own Debian archives, as lines for source packages. apt knows them in whatever form they are written.
source_lines() {
	local keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=
	[ ! -e $keyring ] || signed="[signed-by=$keyring] "
	apt-get indextargets --format '$(ORIGIN)|deb-src '"$signed"'$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' | sed -n 's/^Debian|//p' | sort -ur
}

# apt with a list of sources of its own in a folder.
apt_in() { # folder arguments...
	local folder=$1
	shift
	apt -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$folder/lists" \
		-o "Dir::Cache=$folder/cache" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache= "$@"
}

# Makes the folder ready for sources_of and fetch_sources; without a network, a list that is there already will do.
update_sources() { # folder
	mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
	[ -n "$(source_lines)" ] || [ "$(id -u)" != 0 ] || update_lists
	source_lines >"$1/sources.list"
	[ -s "$1/sources.list" ] || fail "apt has no Debian archive in its list of sources, so nothing can be fetched from there"
	if [ "$(id -u)" = 0 ]; then
		chmod 755 "$1"
		chown -R _apt "$1/lists" "$1/cache" # apt downloads as this user
	fi
	if ! apt_in "$1" update >"$scratch/log" 2>&1; then
		compgen -G "$1/lists/*Sources*" >/dev/null || {
			tail -n 20 "$scratch/log" >&2
			fail "Debian's list of source packages could not be fetched: is there a network?"
		}
		say "Debian did not answer; going on with the list of source packages from last time"
	fi
}

# One line a file of the newest source packages: address, name, size, hash. Names the versions, so a cache can be keyed by it.
sources_of() { # folder packages...
	local folder=$1
	shift
	apt_in "$folder" -qq source --print-uris "$@" | grep "^'" | LC_ALL=C sort
}

# Unpacks source packages as <folder>/unpacked/<package>-<version>/.
fetch_sources() { # folder packages...
	local folder=$1
	shift
	mkdir -p "$folder/unpacked"
	[ "$(id -u)" != 0 ] || chown _apt "$folder/unpacked"
	cd "$folder/unpacked"
	step "the sources of $* could not be fetched from Debian: is there a network?" apt_in "$folder" source "$@"
	cd "$OLDPWD"
}

# --- Dear ImGui, which every build compiles itself ------------------------------------------------------------------

imgui=${HOME:-/root}/.cache/lotse/imgui

install_imgui() {
	if [ -e "$imgui/imgui.cpp" ]; then
		say "Dear ImGui's sources are there"
		return
	fi
	say "fetching Dear ImGui's sources from Debian (apt checks the signatures)"
	[ "$(id -u)" != 0 ] || chmod 755 "$scratch"
	update_sources "$scratch/imgui"
	fetch_sources "$scratch/imgui" imgui
	local unpacked=("$scratch"/imgui/unpacked/imgui-*/)
	[ -e "${unpacked[0]}/imgui.cpp" ] || fail "Debian's source package of Dear ImGui is not what was expected"
	mkdir -p "$(dirname "$imgui")"
	rm -rf "$imgui.new"
	cp -R "${unpacked[0]}" "$imgui.new"
	rm -rf "$imgui"
	mv "$imgui.new" "$imgui" # whole or not at all
}
