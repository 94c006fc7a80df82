docker rm -f draft
docker image rm student/site:1
docker load -i site.tar
docker run -d --name again -p 8001:80 httpd
sleep 1
