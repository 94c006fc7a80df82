docker run -d --name web2 httpd
