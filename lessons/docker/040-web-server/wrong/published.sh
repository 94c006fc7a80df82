docker run -d --name web1 -p 8000:80 httpd
