#!/bin/sh
# Takes a base backup of the PostgreSQL that the variables PGHOST, PGUSER and so on lead to, as a user with the right of REPLICATION:
#
#     backup.sh /var/backups/kith [KEEP]
#
# It becomes a folder below `base/`, named by the time of its end. The newest KEEP of them stay, 7 where it is not said, and of the archived
# write-ahead log in `wal/` what they need. With the archive it can be restored to any moment since then: see restore.sh.
set -eu

folder=$(realpath "${1:?say where backups are kept}")
keep=${2:-7}

mkdir -p "$folder/base" "$folder/wal"
chmod 700 "$folder/base"
# One at a time.
exec 9>"$folder/base/.lock"
flock -n 9 || { echo "another backup is being taken to $folder" >&2; exit 1; }
# Of an earlier run that was cut off, or of this one where it fails.
rm -rf "$folder/base/new.part"
trap 'rm -rf "$folder/base/new.part"' EXIT
pg_basebackup --pgdata="$folder/base/new.part" --checkpoint=fast --wal-method=stream --no-password
pg_verifybackup --quiet "$folder/base/new.part"
name=$(date -u +%Y%m%dT%H%M%SZ)
mv "$folder/base/new.part" "$folder/base/$name"

cd "$folder/base"
# Names that are times sort by time.
printf '%s\n' *Z | sort -r | tail -n "+$((keep + 1))" | xargs -r rm -rf
oldest=$(printf '%s\n' *Z | sort | head -n 1)
first=$(sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")
pg_archivecleanup "$folder/wal" "$first"
echo "$folder/base/$name"
