docker run -d --name loose busybox sleep 3600
docker run -d --name tight busybox sleep 3600
