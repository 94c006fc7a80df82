docker run -d --name app1 --network town --network-alias app httpd
docker run -d --name app2 nginx
