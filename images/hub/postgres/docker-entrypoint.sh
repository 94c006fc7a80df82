#!/bin/bash
# Makes the database at the first start, then becomes the server. Everything is told by variables:
# POSTGRES_…, or POSTGRES_…_FILE with the path of a file that holds the value.
set -eo pipefail
shopt -s nullglob

die() { printf 'Error: %s\n' "$*" >&2; exit 1; }

# Leaves the value in POSTGRES_$1, wherever it was given.
take() {
  local name="POSTGRES_$1" file="POSTGRES_$1_FILE" value
  [ -z "${!name-}" ] || [ -z "${!file-}" ] || die "$name and $file are both set: give one of them"
  value=${!name-$2}
  [ -z "${!file-}" ] || { [ -r "${!file}" ] || die "$file names ${!file}, which can't be read"; value=$(< "${!file}"); }
  unset "$file"
  export "$name=${value:-$2}"
}

sql() { psql --no-psqlrc --no-password --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

require_password() {
  [ -n "$POSTGRES_PASSWORD" ] || [ "$POSTGRES_HOST_AUTH_METHOD" = trust ] || die \
    "Database is uninitialized and the superuser has no password." \
    $'\n       Set POSTGRES_PASSWORD to one, as in "-e POSTGRES_PASSWORD=secret" of docker run;' \
    $'\n       or POSTGRES_HOST_AUTH_METHOD=trust to let everybody in without any, which is for trials only.'
}

run_files() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    echo "$0: running $file"
    case "$file" in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) sql --dbname "$POSTGRES_DB" --file "$file" ;;
      *.sql.gz) gunzip -c "$file" | sql --dbname "$POSTGRES_DB" ;;
      *) echo "$0: left out, neither .sh nor .sql nor .sql.gz: $file" ;;
    esac
  done
}

initialize() {
  local method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  require_password
  # shellcheck disable=SC2086 # options, as a command line has them
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") $POSTGRES_INITDB_ARGS
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"
  # By the socket only: nobody else sees a database that is half made.
  pg_ctl -D "$PGDATA" -o "$(printf '%q ' "${@:2}" -c listen_addresses= -p "${PGPORT:-5432}")" -w start
  [ "$POSTGRES_DB" = postgres ] || sql --dbname postgres --set name="$POSTGRES_DB" <<< 'CREATE DATABASE :"name";'
  run_files
  pg_ctl -D "$PGDATA" -m fast -w stop
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

case "${1-}" in -*) set -- postgres "$@" ;; esac
asks=
for word in "$@"; do
  case "$word" in -\? | --help | --describe-config | -V | --version) asks=1 ;; esac
done

if [ "${1-}" = postgres ] && [ -z "$asks" ]; then
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /run/postgresql
    find "$PGDATA" /run/postgresql \! -user postgres -exec chown postgres: {} +
    exec setpriv --reuid postgres --regid postgres --init-groups env HOME=/var/lib/postgresql "$0" "$@"
  fi
  chmod 700 "$PGDATA"
  take PASSWORD ""
  take USER postgres
  take DB "$POSTGRES_USER"
  take INITDB_ARGS ""
  if [ -s "$PGDATA/PG_VERSION" ]; then
    printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  else
    PGPASSWORD=$POSTGRES_PASSWORD initialize "$@"
  fi
  unset PGPASSWORD
fi

exec "$@"
