#!/bin/sh
# Each template becomes a file of the configuration, with ${NAMES} of the environment filled in.
# Names that aren't set stay as they are: nginx has variables of its own.
set -e

from="${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
suffix="${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}"
to="${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"

[ -d "$from" ] || exit 0
names=$(env -0 | tr '\n\0' ' \n' | cut -d= -f1 | grep -E "^[A-Za-z_][A-Za-z0-9_]*$" | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | sed 's/.*/${&}/' | tr '\n' ' ')

cd "$from"
find . -type f -name "*$suffix" | while read -r template; do
  file="$to/${template#./}"
  file="${file%"$suffix"}"
  mkdir -p "$(dirname "$file")"
  envsubst "$names" < "$template" > "$file"
done
