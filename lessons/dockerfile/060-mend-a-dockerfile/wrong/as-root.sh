docker rm -f shop
docker run -d --name shop -u root -p 8080:8080 bakery:after
