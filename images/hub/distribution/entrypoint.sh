#!/bin/sh
# A configuration file alone means: serve by it.
case "${1-}" in
  *.yml | *.yaml) set -- registry serve "$@" ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
