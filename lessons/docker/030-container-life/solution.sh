# step: born
docker create --name ticker busybox sh -c 'while sleep 1; do date; done'
docker ps -a
docker start ticker
sleep 2

# step: diary
docker logs --tail 3 ticker
docker run -d --name diary busybox sh -c 'echo "diary of ${OWNER:?is not set}"; sleep 3600'
sleep 1
docker logs diary
docker rm -f diary
docker run -d --name diary -e OWNER=naru busybox sh -c 'echo "diary of ${OWNER:?is not set}"; sleep 3600'
sleep 1

# step: inside
docker exec ticker ps
docker exec -i ticker sh <<'INSIDE'
hostname
touch visited
exit
INSIDE
echo "naru-answer inner-name $(docker exec ticker hostname)"

# step: stay
docker run -d --name box debian
sleep 1
docker ps -a
echo "naru-answer why-ended no-input"
docker rm -f box
docker run -dit --name box debian

# step: attach
(sleep 1; printf 'ps\r'; sleep 1; printf '\020\021'; sleep 1) | script -qec 'docker attach box' /dev/null || true
docker top box
echo "naru-answer which-exit attach-exit"

# step: stop
docker stop box
echo "naru-answer exit-code $(docker inspect -f '{{.State.ExitCode}}' box)"
docker restart -t 1 ticker
sleep 1

# step: tidy
docker run --rm --name brief busybox echo bye
docker rm $(docker ps -aq -f status=exited)
docker rm -f ticker diary
