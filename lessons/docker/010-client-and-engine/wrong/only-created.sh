curl -s --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d '{"Image":"busybox","Cmd":["sleep","3600"]}' 'http://localhost/containers/create?name=by-hand'
