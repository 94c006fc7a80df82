docker network create --internal back
docker run -d --name db busybox sleep 3600
docker network connect back db
