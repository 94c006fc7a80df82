docker run -d --name old busybox sleep 3600
