docker run -d --name plain busybox sleep 3600
