#!/bin/sh
# Runs what lies in /docker-entrypoint.d, in order of name, before nginx starts.
set -e

say() {
  [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "$0: $*"
}

case "$1" in
  nginx | nginx-debug)
    for step in /docker-entrypoint.d/*; do
      case "$step" in
        *.envsh)
          [ -x "$step" ] || { say "not executable, left out: $step"; continue; }
          say "reading $step"
          . "$step"
          ;;
        *.sh)
          [ -x "$step" ] || { say "not executable, left out: $step"; continue; }
          say "running $step"
          "$step"
          ;;
      esac
    done
    say "ready, starting nginx"
    ;;
esac

exec "$@"
