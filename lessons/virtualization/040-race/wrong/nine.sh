for i in 1 2 3 4 5 6 7 8 9; do docker run -d --name cell$i busybox httpd -f; done
