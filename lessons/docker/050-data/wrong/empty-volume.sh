docker rm -f memo
docker run -d --name memo -v list:/data busybox sleep 3600
docker exec memo sh -c 'echo milk > /data/list.txt'
docker rm -f memo
docker run -d --name memo2 -v lists:/data busybox sleep 3600
