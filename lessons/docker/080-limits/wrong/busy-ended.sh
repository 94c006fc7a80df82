docker run -d --name busy busybox
sleep 1
