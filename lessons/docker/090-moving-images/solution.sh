# step: commit
docker run -d --name draft -p 8000:80 httpd
docker exec draft sh -c 'echo "<h1>My own page</h1>" > htdocs/index.html'
sleep 1
curl -s localhost:8000
docker diff draft
docker commit -m "Put in my own page" -a "Student" draft student/site:1
docker history student/site:1
echo "naru-answer what-inside left-out"

# step: tools
docker run -dit --name lab debian
docker exec lab apt-get update
docker exec lab apt-get install -y tree
docker exec lab useradd --create-home naru
docker commit -m "Add tree and a user" lab student/tools:1
docker run -dit --name tools student/tools:1

# step: save
docker save -o site.tar student/site:1
ls -lh site.tar
tar tf site.tar
echo "naru-answer why-so-large all-layers"

# step: restore
docker rm -f draft
docker image rm student/site:1
# look
docker load -i site.tar
docker run -d --name again -p 8001:80 student/site:1
sleep 1
curl -s localhost:8001

# step: pair
docker save -o os.tar debian:latest busybox:latest
# look
docker rm -f lab tools
docker image rm debian:latest busybox:latest
# look
docker load -i os.tar
docker images

# step: export
docker export -o files.tar again
docker import files.tar flat:1
docker run -d --name flat -p 8002:80 flat:1 || true
docker run -d --name flat -p 8002:80 flat:1 /usr/local/apache2/bin/httpd -DFOREGROUND
sleep 1
curl -s localhost:8002
echo "naru-answer what-lost settings"

# step: volume
docker run --rm -v notes:/data busybox sh -c 'echo "buy milk" > /data/list.txt'
docker run --rm -v notes:/data -v ./:/backup busybox tar czf /backup/notes.tgz -C /data .
# look
docker volume rm notes
# look
docker run --rm -v notes:/data -v ./:/backup busybox tar xzf /backup/notes.tgz -C /data
docker run --rm -v notes:/data busybox cat /data/list.txt
