# step: two
docker --version
docker version
docker -H unix:///nowhere.sock version || true
echo "naru-answer api-version $(docker version -f '{{.Server.APIVersion}}')"
echo "naru-answer who-complains client"

# step: info
docker info
echo "naru-answer root-folder $(docker info -f '{{.DockerRootDir}}')"
echo "naru-answer storage-driver $(docker info -f '{{.Driver}}')"

# step: objects
docker container run --name hello hello-world
docker volume create shelf
docker network create lane

# step: api
curl -s --unix-socket /var/run/docker.sock 'http://localhost/containers/json?all=1' | jq '.[].Names'
curl -s --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d '{"Image":"busybox","Cmd":["sleep","3600"]}' 'http://localhost/containers/create?name=by-hand'
curl -s -i --unix-socket /var/run/docker.sock -X POST http://localhost/containers/by-hand/start

# step: sent
perl watch-api.pl > /dev/null 2>&1 &
watcher=$!
until [ -S watch.sock ]; do sleep 0.1; done
docker -H unix://watch.sock ps
docker -H unix://watch.sock run -d --name by-client busybox sleep 3600
kill "$watcher"
echo "naru-answer no-run create-start"

# step: parts
ps -e -o pid,ppid,comm --forest
echo "naru-answer process-id $(docker inspect -f '{{.State.Pid}}' by-hand)"
echo "naru-answer parent shim"
