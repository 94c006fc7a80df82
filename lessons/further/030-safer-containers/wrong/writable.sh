docker run -d --name page -p 8000:80 httpd
sleep 1
