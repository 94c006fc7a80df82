# step: names
docker pull hub:5000/library/busybox:latest
docker images --digests --format '{{.Repository}} {{.Tag}} {{.Digest}}' | grep busybox
echo "naru-answer whose docker-hub"

# step: search
docker search hub:5000/web
docker search hub:5000/keys
curl -s http://hub:5000/v2/library/redis/tags/list
docker pull hub:5000/library/redis:8

# step: push
docker run --name greet busybox sh -c 'echo "Hello, version 1" > /hello.txt'
docker commit -c 'CMD ["cat", "/hello.txt"]' greet hello:1
docker run --rm hello:1
docker push hello:1 || true
docker tag hello:1 hub:5000/student/hello:1
docker push hub:5000/student/hello:1 || true
echo naru | docker login -u student --password-stdin hub:5000
docker push hub:5000/student/hello:1
cat ~/.docker/config.json

# step: fetch
docker image rm hello:1 hub:5000/student/hello:1
# look
docker run --name first hub:5000/student/hello:1

# step: versions
docker run --name greet2 busybox sh -c 'echo "Hello, version 2" > /hello.txt'
docker commit -c 'CMD ["cat", "/hello.txt"]' greet2 hub:5000/student/hello:2
docker push hub:5000/student/hello:2
docker run --name second hub:5000/student/hello:2
curl -s http://hub:5000/v2/student/hello/tags/list
echo "naru-answer moved-tag tag-moves"

# step: own
docker run -d --name registry -p 5001:5000 -v images:/var/lib/registry registry:2
sleep 1
docker tag hub:5000/student/hello:1 localhost:5001/hello:1
docker push localhost:5001/hello:1
curl -s http://localhost:5001/v2/_catalog
address=$(hostname -I | grep -o '10[.0-9]*')
docker tag hub:5000/student/hello:1 "$address:5001/hello:1"
docker push "$address:5001/hello:1" || true
echo "naru-answer why-refused tls"
