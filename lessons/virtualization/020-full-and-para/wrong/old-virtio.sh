vm start old --no-wait
