docker pull -q mariadb:11.8
docker restart shop
