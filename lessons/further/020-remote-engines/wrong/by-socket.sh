docker run -d --name by-option busybox sleep 3600
