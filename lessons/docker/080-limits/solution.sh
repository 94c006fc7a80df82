# step: measure
docker run -d --name busy busybox sh -c 'yes > /dev/null'
docker run -d --name web httpd
sleep 1
docker stats --no-stream
docker top web
echo "naru-answer whose-limit all"
echo "naru-answer processes $(docker top web | tail -n +2 | wc -l)"

# step: slow
docker update --cpus 0.2 busy
docker stats --no-stream busy
echo "naru-answer nano $(docker inspect -f '{{.HostConfig.NanoCpus}}' busy)"

# step: begin
docker run -d --name tight --memory 64m --cpus 0.5 httpd
echo "naru-answer bytes $(docker inspect -f '{{.HostConfig.Memory}}' tight)"

# step: raise
docker update --memory 256m tight || true
docker update --memory 256m --memory-swap 256m tight

# step: killed
docker run --name greedy --memory 32m busybox tail /dev/zero || true
docker inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' greedy
echo "naru-answer who-killed flag"

# step: fit
docker run -d --name worker --memory 16m busybox sh -c 'dd if=/dev/zero of=/dev/null bs=48M count=1 && echo ready && sleep 3600'
sleep 1
docker logs worker
docker rm -f worker
docker run -d --name worker --memory 64m busybox sh -c 'dd if=/dev/zero of=/dev/null bs=48M count=1 && echo ready && sleep 3600'
sleep 1
docker logs worker
