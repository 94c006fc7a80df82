docker update --cpus 0.8 busy
