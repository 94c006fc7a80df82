docker run -d --name web2 -p 80:8000 httpd
