docker run -d --name private httpd
