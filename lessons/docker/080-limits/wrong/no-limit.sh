docker run -d --name tight --cpus 0.5 httpd
