docker run -d --name db mariadb
sleep 2
docker rm -f db
docker run -d --name db -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 mariadb
