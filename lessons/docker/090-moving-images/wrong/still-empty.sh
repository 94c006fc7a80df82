docker run --rm -v notes:/data busybox sh -c 'echo "buy milk" > /data/list.txt'
docker run --rm -v notes:/data -v ./:/backup busybox tar czf /backup/notes.tgz -C /data .
docker volume rm notes
docker volume create notes
