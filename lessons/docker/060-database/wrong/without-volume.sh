docker pull -q mariadb:11.8
docker stop shop
docker rm shop
docker run -d --name shop -p 127.0.0.1:3306:3306 -e MARIADB_ROOT_PASSWORD=secret mariadb:11.8
