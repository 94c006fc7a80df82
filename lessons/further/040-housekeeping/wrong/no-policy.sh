docker run -d --name flaky busybox sh -c 'exit 1'
sleep 1
