docker run -d --name by-client busybox sleep 3600
