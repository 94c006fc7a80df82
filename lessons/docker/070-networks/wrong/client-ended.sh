docker run -d --name client busybox
sleep 1
