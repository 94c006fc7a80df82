docker run -d --name one -v /data busybox sleep 3600
docker rm -f one memo2
docker volume prune -a -f
