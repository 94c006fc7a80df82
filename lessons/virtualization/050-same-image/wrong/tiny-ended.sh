docker run -d --name tiny busybox true
docker wait tiny
