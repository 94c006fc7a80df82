vm start bok --no-wait
