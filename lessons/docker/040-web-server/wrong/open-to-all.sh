docker run -d --name private -p 8081:80 httpd
sleep 1
