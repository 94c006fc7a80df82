docker export -o files.tar again
docker import files.tar flat:1
docker run -d --name flat -p 8002:80 flat:1 httpd-foreground || true
