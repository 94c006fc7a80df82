docker run -d --name thief -v /:/host busybox sleep 3600
docker exec thief touch /root/was-here
