vm start box --no-wait
