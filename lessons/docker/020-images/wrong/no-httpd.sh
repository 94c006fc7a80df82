docker pull -q nginx
docker rmi httpd:latest
