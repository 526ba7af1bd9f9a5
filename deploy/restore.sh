#!/bin/sh
# Lays out a data folder that PostgreSQL, when it is started on it, brings to a moment:
#
#     restore.sh /var/backups/kith DATA ['2026-11-28 14:05:00+00']
#
# It begins with the newest base backup from before that moment and applies the archived log up to it; without a moment, all of the
# log. A moment after the last write in the archive cannot be reached, and PostgreSQL says so: leave it out then. DATA must not exist. Run it as the user who runs PostgreSQL. Afterwards `kith verify` shows that the graph is whole.
set -eu

folder=$(realpath "${1:?say where backups are kept}")
data=${2:?say where the data folder is to be}
moment=${3:-}

if [ -e "$data" ]; then
    echo "$data exists; move it away first, it may be of use still" >&2
    exit 1
fi
case $moment in
'') until=99999999T999999Z ;;
????-??-??' '??:??:??*+00) until=$(echo "$moment" | sed 's/^\(....\)-\(..\)-\(..\) \(..\):\(..\):\(..\).*/\1\2\3T\4\5\6Z/') ;;
*)
    echo "write the moment in UTC, such as '2026-11-28 14:05:00+00'" >&2
    exit 1
    ;;
esac
# A backup is usable from its end on, by which it is named. Where that lies in the same second, PostgreSQL has the last word.
base=$(cd "$folder/base" && printf '%s\n' *Z | sort | awk -v until="$until" '$0 <= until' | tail -n 1)
if [ ! -d "$folder/base/$base" ] || [ -z "$base" ]; then
    echo "there is no base backup in $folder/base from before that" >&2
    exit 1
fi
cp -R "$folder/base/$base" "$data"
chmod 700 "$data"
# What an earlier restore told the server that the backup is of is not to hold again.
sed '/^restore_command =/d; /^recovery_target_/d' "$folder/base/$base/postgresql.auto.conf" >"$data/postgresql.auto.conf"
{
    echo "restore_command = 'cp \"$folder/wal/%f\" \"%p\"'"
    echo "recovery_target_action = 'promote'"
    [ -z "$moment" ] || echo "recovery_target_time = '$moment'"
} >>"$data/postgresql.auto.conf"
touch "$data/recovery.signal"
echo "$data is $base and what follows${moment:+ until $moment}: start PostgreSQL on it."
