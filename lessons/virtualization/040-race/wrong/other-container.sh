docker run -d --name my-race busybox sleep 600
