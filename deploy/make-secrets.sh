#!/bin/sh
# Makes the secrets of compose.yaml, once: what is there stays as it is.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

random() {
    head -c 48 /dev/urandom | base64 | tr -d '+/=\n'
}

# Without a line's end, which some readers take as a part of it.
keep() {
    [ -s "secrets/$1" ] || printf %s "$2" >"secrets/$1"
}

keep kith_secret "$(random)"
keep database_password "$(random)"
password=$(cat secrets/database_password)
keep database_url "postgresql://kith:$password@pgbouncer:6432/kith"
keep database_url_direct "postgresql://kith:$password@postgres:5432/kith"
keep pgbouncer_users "\"kith\" \"$password\""
# Docker binds the files as they are, and each container reads its own as a user of its own. No other user of this machine gets to them.
chmod 700 secrets
chmod 444 secrets/*
echo "The secrets are in $(pwd)/secrets. Keep kith_secret: without it nobody can sign in."
