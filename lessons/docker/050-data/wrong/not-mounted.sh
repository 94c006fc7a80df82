docker run -d --name one busybox sleep 3600
