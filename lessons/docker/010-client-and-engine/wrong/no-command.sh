curl -s --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d '{"Image":"busybox"}' 'http://localhost/containers/create?name=by-hand'
