curl -s http://127.0.0.1:2375/version || true
