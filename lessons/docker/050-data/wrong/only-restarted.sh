docker run -d --name memo busybox sleep 3600
docker exec memo sh -c 'echo milk > /list.txt'
docker restart -t 0 memo
