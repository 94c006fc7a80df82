docker stop -t 1 ticker
