#!/bin/sh
# Puts WordPress into an empty folder at the first start, and a wp-config.php that reads the variables beside it.
set -eu

say() { echo "$*" >&2; }

case "${1-}" in
  apache2*)
    if [ ! -e index.php ] && [ ! -e wp-includes/version.php ]; then
      say "WordPress not found in $PWD - copying now..."
      [ -z "$(ls -A)" ] || say "WARNING: $PWD is not empty; files of the same name stay as they are"
      cp -Rn /usr/src/wordpress/. .
      [ "$(id -u)" != 0 ] || chown -R www-data:www-data .
      say "Complete! WordPress has been successfully copied to $PWD"
    fi
    if [ ! -s wp-config.php ] && env | grep -q '^WORDPRESS_'; then
      say "No 'wp-config.php' found in $PWD, making one that reads the WORDPRESS_ variables"
      # Eight phrases nobody knows, made once a site.
      while IFS= read -r line; do
        case "$line" in
          *@phrase@*) printf '%s\n' "${line%@phrase@*}$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')${line#*@phrase@}" ;;
          *) printf '%s\n' "$line" ;;
        esac
      done < wp-config-docker.php > wp-config.php
      [ "$(id -u)" != 0 ] || chown www-data:www-data wp-config.php
    fi
    ;;
esac

exec "$@"
