docker run -d --name site -p 8080:80 httpd
sleep 1
