docker update --memory 256m tight || true
