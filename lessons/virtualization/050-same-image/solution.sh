# step: two
docker run -d --name d13 debian:13 sleep infinity
docker run -d --name d12 debian:12 sleep infinity
docker exec d13 uname -r
docker exec d12 uname -r
echo "naru-answer d12-version $(docker exec d12 cat /etc/debian_version)"

# step: contents
docker run -d --name tiny busybox sleep 3600
docker exec d13 ls /boot /lib/modules || true
docker images

# step: dependency
docker cp d13:/usr/bin/bash - | docker cp - d12:/tmp
docker exec d13 bash --version
docker exec d12 /tmp/bash --version || true

# step: no-kernel
cat /proc/uptime
docker run --rm busybox cat /proc/uptime

# step: elsewhere
docker version -f '{{.Server.Os}}/{{.Server.Arch}}'
echo "naru-answer architecture $(docker image inspect -f '{{.Architecture}}' debian:13)"
