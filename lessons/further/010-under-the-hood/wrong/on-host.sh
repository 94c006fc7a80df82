touch /tmp/from-outside
