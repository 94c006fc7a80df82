#!/bin/bash
# Exit 0 when all that was asked for holds: healthcheck.sh --connect --innodb_initialized
set -eo pipefail

login=/var/lib/mysql/.my-healthcheck.cnf

# By the network: the server that sets up the database listens on none.
ask() {
  mariadb --defaults-extra-file="$login" --protocol=tcp --host=127.0.0.1 --port="${MYSQL_TCP_PORT:-3306}" \
    --connect-timeout=5 --skip-ssl --skip-column-names --batch --execute "$1"
}

connect() {
  local answer
  # Whoever is told that they may not come in has been answered.
  answer=$(ask 'SELECT 1' 2>&1) || [[ "$answer" == *"ERROR 1045"* ]]
}

innodb_initialized() {
  [ "$(ask "SELECT 1 FROM information_schema.ENGINES WHERE engine = 'InnoDB' AND support IN ('YES', 'DEFAULT')")" = 1 ]
}

[ $# -gt 0 ] || { echo "healthcheck.sh --connect --innodb_initialized" >&2; exit 2; }
for check in "$@"; do
  case "$check" in
    --connect) connect ;;
    --innodb_initialized) innodb_initialized ;;
    *) echo "healthcheck.sh: no such check: $check" >&2; exit 2 ;;
  esac || { echo "healthcheck.sh: ${check#--} failed" >&2; exit 1; }
done
