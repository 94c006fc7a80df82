docker run -d --name web -p 8000:80 -v ./pagse:/usr/local/apache2/htdocs:ro httpd
