#!/bin/bash
# Makes the database at the first start, then becomes the server. Everything is told by variables:
# MARIADB_… or MYSQL_…, or …_FILE with the path of a file that holds the value.
set -eo pipefail
shopt -s nullglob

say() { printf '%s [%s] [Entrypoint]: %s\n' "$(date --rfc-3339=seconds)" "$1" "$2" >&2; }
die() { say ERROR "$1"; exit 1; }

# Leaves the value in MARIADB_$1, wherever it was given.
take() {
  local name from file value=""
  for name in "MARIADB_$1" "MYSQL_$1"; do
    from="$name" file="${name}_FILE"
    [ -z "${!from-}" ] || [ -z "${!file-}" ] || die "$from and $file are both set: give one of them"
    [ -z "${!file-}" ] || { [ -r "${!file}" ] || die "$file names ${!file}, which can't be read"; value=$(< "${!file}"); break; }
    [ -z "${!from-}" ] || { value=${!from}; break; }
  done
  unset "MARIADB_$1_FILE" "MYSQL_$1_FILE"
  export "MARIADB_$1=$value"
}

quote() { local text=${1//\\/\\\\}; printf "'%s'" "${text//\'/\'\'}"; }
name_of() { printf '`%s`' "${1//\`/\`\`}"; }
sql() { mariadb --no-defaults --default-character-set=utf8mb4 --user=root --socket="$socket" --comments "$@"; }

# From the table at the end of the server's help.
setting() { awk -v name="$1" '/^-----/ { table = 1 } table && $1 == name { print $2; exit }' <<< "$settings"; }

require_password() {
  [ -n "$MARIADB_ROOT_PASSWORD$MARIADB_ALLOW_EMPTY_ROOT_PASSWORD$MARIADB_RANDOM_ROOT_PASSWORD" ] || die \
    "Database is uninitialized and no password option is set. Set one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD or MARIADB_RANDOM_ROOT_PASSWORD"
  [ "$MARIADB_USER" != root ] || die "MARIADB_USER can't be root, who exists already"
  [ -z "$MARIADB_USER" ] || [ -n "$MARIADB_PASSWORD" ] || die "MARIADB_USER is set and MARIADB_PASSWORD is not"
}

# A server that only this script reaches.
start_alone() {
  "$@" --skip-networking --socket="$socket" --loose-innodb-buffer-pool-load-at-startup=0 &
  server=$!
  local second
  for second in {1..600}; do
    mariadb-admin --no-defaults --socket="$socket" --user=root --silent ping > /dev/null 2>&1 && return
    kill -0 "$server" 2> /dev/null || die "The server ended while it was being set up; its own lines above say why"
    sleep 0.1
  done
  die "The server does not answer after a minute"
}

stop_alone() { kill "$server"; wait "$server" || die "The server did not end well"; }

fill() {
  local host secret
  if [ -n "$MARIADB_RANDOM_ROOT_PASSWORD" ] && [ -z "$MARIADB_ROOT_PASSWORD" ]; then
    MARIADB_ROOT_PASSWORD=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
    say Note "GENERATED ROOT PASSWORD: $MARIADB_ROOT_PASSWORD"
  fi
  secret=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
  {
    for host in 127.0.0.1 ::1 localhost; do
      echo "CREATE USER healthcheck@'$host' IDENTIFIED BY '$secret';"
    done
    [ -z "$MARIADB_DATABASE" ] || echo "CREATE DATABASE IF NOT EXISTS $(name_of "$MARIADB_DATABASE");"
    if [ -n "$MARIADB_USER" ]; then
      echo "CREATE USER $(quote "$MARIADB_USER")@'%' IDENTIFIED BY $(quote "$MARIADB_PASSWORD");"
      # In a grant _ and % stand for any character.
      local database=${MARIADB_DATABASE//_/\\_}
      [ -z "$MARIADB_DATABASE" ] || echo "GRANT ALL ON $(name_of "${database//%/\\%}").* TO $(quote "$MARIADB_USER")@'%';"
    fi
  } | sql mysql
  printf '[mariadb-client]\nuser=healthcheck\npassword=%s\n' "$secret" > "$data/.my-healthcheck.cnf"
  chmod 600 "$data/.my-healthcheck.cnf"
}

# Last, so that the files above need no password.
close_root() {
  local host=${MARIADB_ROOT_HOST:-%} password
  password=$(quote "$MARIADB_ROOT_PASSWORD")
  {
    # The installation leaves roots without a password, by the container's name and its own addresses.
    echo "DELETE FROM global_priv WHERE User = 'root' AND Host <> 'localhost';
      DELETE FROM proxies_priv WHERE Host <> 'localhost'; FLUSH PRIVILEGES;"
    [ "$host" = localhost ] || echo "CREATE USER root@$(quote "$host") IDENTIFIED BY $password;
      GRANT ALL ON *.* TO root@$(quote "$host") WITH GRANT OPTION;"
    echo "SET PASSWORD FOR root@localhost = PASSWORD($password);"
  } | sql mysql
}

run_files() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    say Note "running $file"
    case "$file" in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) sql ${MARIADB_DATABASE:+"$MARIADB_DATABASE"} < "$file" ;;
      *.sql.gz) gunzip -c "$file" | sql ${MARIADB_DATABASE:+"$MARIADB_DATABASE"} ;;
      *) say Warn "left out, neither .sh nor .sql nor .sql.gz: $file" ;;
    esac
  done
}

initialize() {
  require_password
  say Note "Initializing database files"
  mariadb-install-db --datadir="$data" --rpm --auth-root-authentication-method=normal --skip-test-db > /dev/null
  start_alone "$@"
  fill
  run_files
  close_root
  stop_alone
  say Note "MariaDB init process done. Ready for start up."
}

upgrade() {
  [ -n "$MARIADB_AUTO_UPGRADE" ] || {
    say Note "These files are of another version of MariaDB. Set MARIADB_AUTO_UPGRADE=1 to upgrade its system tables"
    return
  }
  say Note "Starting mariadb-upgrade"
  start_alone "$@" --skip-grant-tables
  [ -n "$MARIADB_DISABLE_UPGRADE_BACKUP" ] \
    || mariadb-dump --no-defaults --socket="$socket" --databases mysql | gzip > "$data/system_mysql_backup.sql.gz"
  mariadb-upgrade --no-defaults --socket="$socket" --upgrade-system-tables
  stop_alone
  say Note "Finished mariadb-upgrade"
}

is_of_another_version() {
  local file version
  for file in "$data/mariadb_upgrade_info" "$data/mysql_upgrade_info"; do
    [ -r "$file" ] || continue
    version=$(tr -d '\0' < "$file")
    [[ "$(mariadbd --version)" != *"Ver ${version%-MariaDB*}-MariaDB"* ]]
    return
  done
  true
}

case "${1-}" in -*) set -- mariadbd "$@" ;; esac
asks=
for word in "$@"; do
  case "$word" in -\? | --help | --print-defaults | -V | --version) asks=1 ;; esac
done

case "${1-}" in mariadbd | mysqld) [ -n "$asks" ] || serves=1 ;; esac
if [ -n "${serves-}" ]; then
  settings=$("$@" --verbose --help 2> /tmp/why) || die "These options don't work: $(cat /tmp/why)"
  data=$(setting datadir)
  data=${data%/}
  socket=$(setting socket)
  if [ "$(id -u)" = 0 ]; then
    rm -f /tmp/why
    mkdir -p "$data" "${socket%/*}"
    find "$data" "${socket%/*}" \! -user mysql -exec chown mysql: {} +
    exec setpriv --reuid mysql --regid mysql --init-groups "$0" "$@"
  fi
  for name in ROOT_PASSWORD ROOT_HOST ALLOW_EMPTY_ROOT_PASSWORD RANDOM_ROOT_PASSWORD DATABASE USER PASSWORD AUTO_UPGRADE; do
    take "$name"
  done
  # The names before the word ROOT was in them.
  : "${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:=${MARIADB_ALLOW_EMPTY_PASSWORD:-${MYSQL_ALLOW_EMPTY_PASSWORD-}}}"
  if [ ! -d "$data/mysql" ]; then initialize "$@"; elif is_of_another_version; then upgrade "$@"; fi
  unset MARIADB_ROOT_PASSWORD MARIADB_PASSWORD MYSQL_ROOT_PASSWORD MYSQL_PASSWORD
fi

exec "$@"
