docker run -d --name by-variable busybox sleep 3600
