# Leaves behind what weeks of work leave behind.
docker run -d --name keeper -v precious:/data busybox sh -c 'echo "do not lose me" > /data/note; trap "exit 0" TERM; while :; do sleep 1; done'
docker volume create leftover
for n in 1 2 3; do docker run --name "old$n" busybox true; done
for n in 1 2; do printf 'FROM busybox\nRUN echo %s > /version\n' "$n" | docker build -q -t draft -; done
