docker create --name held debian
docker save -o os.tar debian:latest busybox:latest
docker image rm busybox:latest
docker image rm debian:latest || true
