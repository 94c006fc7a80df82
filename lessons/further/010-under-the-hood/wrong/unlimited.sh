docker run -d --name small busybox sleep 3600
