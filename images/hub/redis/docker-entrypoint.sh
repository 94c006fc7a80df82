#!/bin/sh
# Options or a configuration file alone mean the server, which runs as redis.
set -e

case "${1-}" in -* | *.conf) set -- redis-server "$@" ;; esac

if [ "${1-}" = redis-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis: {} +
    exec setpriv --reuid redis --regid redis --init-groups "$0" "$@"
  fi
  umask 0077
  shift
  # Other containers must reach it without a password, unless a file or an option says otherwise.
  case "${1-}" in
    "" | -*) set -- redis-server --protected-mode no "$@" ;;
    *)
      file=$1
      shift
      if grep -qsE '^[[:space:]]*protected-mode' "$file"; then
        set -- redis-server "$file" "$@"
      else
        set -- redis-server "$file" --protected-mode no "$@"
      fi
      ;;
  esac
fi

exec "$@"
