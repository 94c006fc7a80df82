docker run -d --name draft -p 8000:80 httpd
docker exec draft sh -c 'echo "<h1>My own page</h1>" > htdocs/index.html'
docker commit draft student/site
