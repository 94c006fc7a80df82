docker run -d --name web -p 8000:80 --mount type=bind,source=./pages,target=/usr/local/apache2/htdocs httpd
