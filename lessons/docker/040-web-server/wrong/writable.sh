docker run -d --name site -p 8080:80 -v "$HOME/work/site:/usr/local/apache2/htdocs" httpd
