docker rm -f memo
docker run -d --name memo -v ./list:/data busybox sleep 3600
