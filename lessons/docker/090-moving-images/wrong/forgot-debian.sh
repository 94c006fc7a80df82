docker save -o os.tar busybox:latest
docker rm -f lab tools
docker image rm debian:latest busybox:latest
docker load -i os.tar
