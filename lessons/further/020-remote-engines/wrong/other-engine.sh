docker context create lab --docker host=unix:///var/run/docker.sock
docker context use lab
docker run -d --name by-context busybox sleep 3600
