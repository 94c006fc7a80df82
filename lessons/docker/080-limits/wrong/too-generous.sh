docker run -d --name worker --memory 512m busybox sh -c 'dd if=/dev/zero of=/dev/null bs=48M count=1 && echo ready && sleep 3600'
sleep 1
