docker run -d --name shop -p 8000:80 -v "$HOME/work/pages:/usr/local/apache2/htdocs" httpd
sleep 1
