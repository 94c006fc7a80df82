docker run -d --name diary busybox sh -c 'echo "diary of ${OWNER:?is not set}"; sleep 3600'
sleep 1
