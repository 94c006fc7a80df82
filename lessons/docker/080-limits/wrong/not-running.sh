docker stop -t 0 busy
