docker run -d --name greedy --memory 32m busybox sleep 3600
docker kill greedy
