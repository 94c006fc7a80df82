# step: lost
docker run -d --name memo busybox sleep 3600
docker exec memo sh -c 'echo milk > /list.txt'
docker restart -t 0 memo
docker exec memo cat /list.txt
# look
docker rm -f memo
docker run -d --name memo busybox sleep 3600
docker exec memo cat /list.txt || true
echo "naru-answer when-lost remove"

# step: volume
docker rm -f memo
docker run -d --name memo -v list:/data busybox sleep 3600
docker exec memo sh -c 'echo milk > /data/list.txt'
echo "naru-answer place $(docker volume inspect -f '{{.Mountpoint}}' list)"
# look
docker rm -f memo
docker run -d --name memo2 -v list:/data busybox sleep 3600
docker exec memo2 cat /data/list.txt
docker volume rm list || true

# step: nameless
docker run -d --name one -v /data busybox sleep 3600
docker volume ls
# look
docker rm -f one
echo "naru-answer how-many $(docker volume ls -q | wc -l)"
# look
docker run -d --name two -v /data busybox sleep 3600
docker rm -f -v two
docker volume prune -f

# step: folder
docker run -d --name web -p 8000:80 --mount type=bind,source=./pagse,target=/usr/local/apache2/htdocs,readonly httpd || true
docker run -d --name web -p 8000:80 --mount type=bind,source=./pages,target=/usr/local/apache2/htdocs,readonly httpd
sleep 1
curl -s localhost:8000
echo "naru-answer which named"

# step: update
docker run -d --name diary -v diary:/data debian:12 sh -c 'echo "Debian $(cat /etc/debian_version) in $HOSTNAME" >> /data/log; exec sleep infinity'
docker pull debian:13
docker ps
echo "naru-answer still-old old"
# look
docker stop -t 1 diary
docker rm diary
docker run -d --name diary -v diary:/data debian:13 sh -c 'echo "Debian $(cat /etc/debian_version) in $HOSTNAME" >> /data/log; exec sleep infinity'
docker exec diary cat /data/log
