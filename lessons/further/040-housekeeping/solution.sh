# step: measure
sh mess.sh
docker system df
echo "naru-answer how-many $(docker ps -aq | wc -l)"

# step: tidy
docker container prune -f
docker image prune -f
docker volume prune -a -f

# step: logs
docker run -d --name chatty --log-opt max-size=20k --log-opt max-file=2 busybox sh -c 'while :; do echo "still here"; done'
sleep 1
echo "naru-answer log-limit $(docker inspect -f '{{index .HostConfig.LogConfig.Config "max-size"}}' chatty)"
# look
docker rm -f chatty

# step: restart
docker run -d --name flaky --restart on-failure:3 busybox sh -c 'echo trying; exit 1'
docker update --restart unless-stopped keeper
until [ "$(docker inspect -f '{{.State.Status}} {{.RestartCount}}' flaky)" = "exited 3" ]; do sleep 0.2; done

# step: events
docker stop keeper
docker events --since 1m --until 0s --filter container=keeper
