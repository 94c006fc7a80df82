docker run -d --name page --read-only -p 8000:80 httpd
sleep 2
