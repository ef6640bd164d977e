#!/bin/sh
# Installs Mochi, or updates it: one executable and a block in your shell's profile.
#
#   curl -fsSL https://…/install.sh | sh
#   sh install.sh --uninstall
#
#   MOCHI_INSTALL         where to (default ~/.mochi); the executable goes to its bin/
#   MOCHI_VERSION         which version (default: the one that this script came with, else the newest)
#   MOCHI_BASE_URL        where from; it holds <version>/mochi-<host> and <version>/SHA256SUMS, and
#                         `latest`, a file with the newest version's name
#   MOCHI_SHA256          what the executable's SHA-256 must be, if you know it from elsewhere
#   MOCHI_NO_MODIFY_PATH  1: leave the profiles alone
#
# Everything is in functions, and the last line, in braces, calls the first: a download that was cut off anywhere does nothing.

set -eu

# A release writes its own address, version and SHA256SUMS here (release/write-installers.ts).
default_url=''
pinned_version=''
pinned_sums=''

base_url=${MOCHI_BASE_URL:-$default_url}
install=${MOCHI_INSTALL:-${HOME:-}/.mochi}
home=${MOCHI_HOME:-${HOME:-}/.mochi}
begin='# >>> mochi >>>'
end='# <<< mochi <<<'

say() {
  printf 'mochi: %s\n' "$1" >&2
}

# What went wrong, and what to do about it.
fail() {
  say "$1"
  printf 'help: %s\n' "$2" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

find_host() {
  system=$(uname -s)
  machine=$(uname -m)
  case $machine in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no Mochi for $machine" 'build it from source; the README says how' ;;
  esac
  case $system in
    Linux) host=linux-$machine ;;
    Darwin)
      # A shell under Rosetta says x86_64 on a machine that isn't.
      if [ "$machine" = x64 ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || echo 0)" = 1 ]; then
        machine=arm64
      fi
      host=darwin-$machine
      ;;
    *) fail "there is no Mochi for $system here" 'on Windows, run install.ps1 in PowerShell' ;;
  esac
}

# A server that sends without end must not fill the disk: 200 MB, or 400 where blocks are of 1,024 bytes.
limit_size() {
  ulimit -c 0 2>/dev/null || true
  ulimit -f 400000 2>/dev/null || true
}

# fetch URL FILE: over https, and nowhere else whatever a server redirects to; from this very machine also otherwise.
fetch() {
  case $1 in
    https://* | http://127.0.0.1:* | http://localhost:* | file://*) ;;
    *) fail "$1 is not fetched: it is no https address" 'name one in MOCHI_BASE_URL' ;;
  esac
  if has curl; then
    (
      limit_size
      curl --fail --silent --show-error --location --proto '=https,http,file' --proto-redir '=https' --connect-timeout 20 --speed-limit 1000 --speed-time 30 --retry 2 --output "$2" "$1"
    )
  elif has wget; then
    case $(wget --version 2>/dev/null) in
      *GNU*) fetch_with_wget "$1" "$2" ;;
      *) fetch_blindly "$1" "$2" ;;
    esac
  else
    fail 'neither curl nor wget is here' 'install one of them (Debian, Ubuntu: apt-get install curl)'
  fi
}

# Follows redirects itself: wget would also follow them to plain http.
fetch_with_wget() {
  address=$1
  for hop in 1 2 3 4 5; do
    if (
      limit_size
      wget --no-verbose --server-response --max-redirect=0 --timeout=30 --tries=3 --output-document="$2" "$address" 2>"$work/answer"
    ); then
      return
    fi
    next=$(tr -d '\r' <"$work/answer" | sed -n 's/^ *[Ll]ocation: *\([^ ]*\).*$/\1/p' | tail -n 1)
    case $next in
      https://*) address=$next ;;
      /*) address=$(printf '%s' "$address" | sed 's|^\([a-z]*://[^/]*\).*|\1|')$next ;;
      '')
        tail -n 1 "$work/answer" >&2
        return 1
        ;;
      *)
        say "$address redirects to $next, which is not secure"
        return 1
        ;;
    esac
  done
  say "$1 redirects in circles (attempt $hop)"
  return 1
}

# busybox and others look at no certificates: what they bring must have a hash that came another way.
fetch_blindly() {
  case $1 in
    https://*)
      if [ "${version:-}" != "$pinned_version" ] || [ -z "$pinned_sums" ]; then
        [ -n "${MOCHI_SHA256:-}" ] || fail 'the wget that is here does not see whom it talks to' 'install curl or GNU wget, or say in MOCHI_SHA256 which hash the executable must have'
      fi
      ;;
  esac
  (
    limit_size
    wget -q -O "$2" "$1"
  )
}

hash_of() {
  if has sha256sum; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif has shasum; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  elif has openssl; then
    openssl dgst -sha256 "$1" | sed 's/.* //'
  else
    fail 'nothing here computes SHA-256' 'install coreutils, or openssl'
  fi
}

# The profiles that get the block: those of the shells that are used here.
profiles() {
  zshrc=${ZDOTDIR:-$HOME}/.zshrc
  printf '%s\n' "$HOME/.profile"
  for profile in "$HOME/.bash_profile" "$HOME/.bashrc" "$zshrc"; do
    if [ -f "$profile" ]; then
      printf '%s\n' "$profile"
    fi
  done
  case ${SHELL:-} in
    */zsh) [ -f "$zshrc" ] || printf '%s\n' "$zshrc" ;;
  esac
}

# Prints the profile without our block.
without_block() {
  if [ ! -f "$1" ]; then
    return
  fi
  # A block without its end is somebody's edit: only its first line goes.
  if grep -qF "$end" "$1"; then
    sed "/^$begin\$/,/^$end\$/d" "$1"
  else
    grep -vF "$begin" "$1" || true
  fi
}

# What lies in $work/profile becomes the profile, as a whole or not at all. Links are followed: many keep their profiles elsewhere.
replace_profile() {
  if cmp -s "$work/profile" "$1"; then
    return
  fi
  target=$1
  if [ -L "$1" ]; then
    target=$(readlink -f "$1") || return 1
  fi
  staged=$target.mochi-new
  # The copy has the old one's mode and owner.
  if { [ ! -e "$target" ] || cp -p "$target" "$staged"; } && cat "$work/profile" >"$staged" && mv -f "$staged" "$target"; then
    return
  fi
  rm -f "$staged"
  return 1
}

remove_block() {
  if [ -f "$1" ] && grep -qF "$begin" "$1"; then
    without_block "$1" >"$work/profile" && replace_profile "$1"
  fi
}

add_block() {
  if without_block "$1" >"$work/profile"; then
    if [ -s "$work/profile" ] && [ -n "$(tail -c 1 "$work/profile")" ]; then
      printf '\n' >>"$work/profile"
    fi
    printf '%s\n%s\n%s\n' "$begin" "$path_line" "$end" >>"$work/profile" && replace_profile "$1"
  fi
}

modify_path() {
  shown=$(printf '%s' "$install/bin" | sed "s/'/'\\\\''/g")
  path_line="case \":\$PATH:\" in *:'$shown':*) ;; *) export PATH='$shown':\"\$PATH\" ;; esac"
  profiles | sort -u | while IFS= read -r profile; do
    add_block "$profile" 2>/dev/null || say "$profile can't be written; put $install/bin on PATH yourself"
  done
  fish=${XDG_CONFIG_HOME:-$HOME/.config}/fish
  if [ -d "$fish" ]; then
    {
      mkdir -p "$fish/conf.d" && printf "%s\nfish_add_path --path '%s'\n%s\n" "$begin" "$shown" "$end" >"$fish/conf.d/mochi.fish"
    } 2>/dev/null || say "$fish/conf.d can't be written; put $install/bin on PATH yourself"
  fi
}

restore_path() {
  profiles | sort -u | while IFS= read -r profile; do
    remove_block "$profile" 2>/dev/null || say "$profile can't be written; remove the lines between «$begin» and «$end» yourself"
  done
  rm -f "${XDG_CONFIG_HOME:-$HOME/.config}/fish/conf.d/mochi.fish"
}

# Removes what Mochi has put there and nothing else: $install may be a folder that others use, too, such as /usr/local.
uninstall() {
  restore_path
  for file in mochi mochi.old; do
    rm -f "$install/bin/$file"
  done
  for part in core cache toolchains downloads vendor sources; do
    rm -rf "${home:?}/$part"
  done
  rmdir "$install/bin" "$install" "$home" 2>/dev/null || true
  said=
  for folder in "$install" "$home"; do
    if [ -d "$folder" ] && [ "$said" != "$folder" ]; then
      said=$folder
      say "removed; $folder holds files that are not Mochi's and stays"
    fi
  done
  [ -n "$said" ] || say 'removed'
}

# Stores the version's name: a word of letters, digits, dots and dashes.
find_version() {
  version=${MOCHI_VERSION:-$pinned_version}
  if [ -z "$version" ]; then
    fetch "$base_url/latest" "$work/latest" || fail "$base_url/latest can't be fetched" 'see whether the network works, or name a version in MOCHI_VERSION'
    version=$(head -n 1 "$work/latest")
  fi
  case $version in
    '' | .* | *[!A-Za-z0-9.-]*) fail "«$version» is no version" 'name one in MOCHI_VERSION, as in 1.2.3' ;;
  esac
}

# Leaves the verified executable in $work/mochi.
download() {
  name=mochi-$host
  if [ "$version" = "$pinned_version" ]; then
    printf '%s\n' "$pinned_sums" >"$work/sums"
  else
    fetch "$base_url/$version/SHA256SUMS" "$work/sums" || fail "there is no version $version at $base_url" 'look at MOCHI_VERSION and MOCHI_BASE_URL'
  fi
  wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\$/\1/p" "$work/sums" | head -n 1)
  [ -n "$wanted" ] || fail "version $version has no $name" 'choose another in MOCHI_VERSION'
  if [ -n "${MOCHI_SHA256:-}" ] && [ "$MOCHI_SHA256" != "$wanted" ]; then
    fail "SHA256SUMS says $wanted for $name, not $MOCHI_SHA256" 'nothing was installed; somebody changed one of the two'
  fi
  if [ -f "$install/bin/mochi" ] && [ "$(hash_of "$install/bin/mochi")" = "$wanted" ]; then
    is_there=1
    return
  fi
  say "fetching $version for $host"
  fetch "$base_url/$version/$name" "$work/mochi" || fail "$base_url/$version/$name can't be fetched" 'try again'
  found=$(hash_of "$work/mochi")
  [ "$found" = "$wanted" ] || fail "what was fetched is not $name $version: SHA-256 $found instead of $wanted" 'try again; if that does not help, somebody is changing your downloads'
  chmod 755 "$work/mochi"
}

put_into_place() {
  "$work/mochi" version >"$work/said" 2>&1 || fail "the executable does not start here: $(head -n 1 "$work/said")" 'it unpacks its compiler into a folder that programs may be run from: name one in MOCHI_HOME'
  mv -f "$work/mochi" "$install/bin/mochi"
  if [ "$(uname -s)" = Darwin ] && has xattr; then
    xattr -d com.apple.quarantine "$install/bin/mochi" 2>/dev/null || true
  fi
}

main() {
  [ -n "${HOME:-}" ] || fail 'HOME is not set' 'set it, and MOCHI_INSTALL if Mochi is to go elsewhere'
  case $install in
    /*) ;;
    *) fail "MOCHI_INSTALL is «$install»: no absolute path" 'begin it with /' ;;
  esac
  umask 022
  work=
  trap 'rm -rf "${work:-}"' EXIT
  trap 'exit 130' INT TERM HUP
  # Writing beyond a limit on file sizes is then a failure, with its message.
  if (trap '' XFSZ) 2>/dev/null; then
    trap '' XFSZ
  fi
  case ${1:-} in
    --uninstall)
      work=$(mktemp -d)
      uninstall
      return
      ;;
    '') ;;
    *) fail "what is «$1»?" 'install.sh takes no words but --uninstall; its first lines say what it listens to' ;;
  esac
  [ -n "$base_url" ] || fail 'it is not said where to fetch Mochi' 'name the address in MOCHI_BASE_URL'
  find_host
  # In the same folder, so that the last step is a rename.
  is_new=
  [ -d "$install" ] || is_new=1
  mkdir -p "$install/bin" 2>/dev/null || fail "$install/bin can't be made" 'name a folder that can be written to in MOCHI_INSTALL'
  if [ -n "$is_new" ] && [ "$install" = "$home" ]; then
    chmod 700 "$install"
  fi
  # What installers left that were killed, days ago.
  find "$install/bin" -name '.new-*' -prune -mtime +1 -exec rm -rf {} + 2>/dev/null || true
  work=$(mktemp -d "$install/bin/.new-XXXXXX") || fail "$install/bin can't be written" 'name another folder in MOCHI_INSTALL'
  is_there=
  find_version
  download
  if [ -n "$is_there" ]; then
    say "$version is installed already: $install/bin/mochi"
  else
    put_into_place
    say "installed $version: $install/bin/mochi"
  fi
  if [ "${MOCHI_NO_MODIFY_PATH:-}" != 1 ]; then
    modify_path
  fi
  case :$PATH: in
    *":$install/bin:"*) ;;
    *) say "open a new terminal, or put $install/bin on PATH; then: mochi help" ;;
  esac
}

{ main "$@"; }
