docker run -d --name tight httpd --memory 64m --cpus 0.5 || true
