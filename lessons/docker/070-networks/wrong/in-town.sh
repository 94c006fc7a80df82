docker network create --internal back
docker run -d --name db --network town busybox sleep 3600
docker network connect back db
