docker run -d --name shop busybox httpd -f
