# step: process
docker run -d --name web httpd
sleep 1
docker top web
pid=$(docker inspect -f '{{.State.Pid}}' web)
ps -o pid,ppid,args -p "$pid"
echo "naru-answer host-pid $pid"

# step: namespaces
pid=$(docker inspect -f '{{.State.Pid}}' web)
sudo lsns -p "$pid"
sudo nsenter -t "$pid" -n ip addr
sudo nsenter -t "$pid" -m touch /tmp/from-outside

# step: cgroup
docker run -d --name small --memory 64m busybox sleep 3600
id=$(docker inspect -f '{{.Id}}' small)
file=$(find /sys/fs/cgroup -path "*$id/*" \( -name memory.max -o -name memory.limit_in_bytes \) 2>/dev/null | head -n 1)
echo "naru-answer limit-bytes $(cat "$file")"

# step: overlay
docker exec web sh -c 'echo "from inside" > /note'
# look
upper=$(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' web)
echo 'from the host' | sudo tee "$upper/note"

# step: survive
address=$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' web)
sudo pkill -9 -x dockerd; curl -s "http://$address" > survived.txt
until docker ps > /dev/null 2>&1; do sleep 0.2; done
docker ps
