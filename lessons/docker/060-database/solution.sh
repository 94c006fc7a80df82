ready() { timeout 120 sh -c 'until docker logs "$0" 2>&1 | grep -q "port: 3306"; do sleep 0.5; done' "$1"; }
# step: silent
docker run -d --name db mariadb
timeout 60 sh -c 'until [ "$(docker inspect -f "{{.State.Status}}" db)" = exited ]; do sleep 0.2; done'
docker logs db
# look
docker rm db
docker run -d --name db -e MARIADB_ROOT_PASSWORD=secret mariadb
ready db

# step: client
docker exec -i db mariadb -uroot -psecret <<'SQL'
CREATE DATABASE shop;
CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, item VARCHAR(40));
INSERT INTO shop.orders (item) VALUES ('apple');
SELECT * FROM shop.orders;
SQL
echo "naru-answer version $(docker exec db mariadb -uroot -psecret -N -e 'SELECT VERSION()')"

# step: vanished
docker rm -f db
docker run -d --name db -e MARIADB_ROOT_PASSWORD=secret mariadb
ready db
docker exec db mariadb -uroot -psecret -e 'SHOW DATABASES'
docker volume ls
echo "naru-answer where-now orphan"

# step: named
docker run -d --name shop -p 127.0.0.1:3306:3306 -v shopdata:/var/lib/mysql -e MARIADB_ROOT_PASSWORD=secret -e MARIADB_DATABASE=shop -e MARIADB_USER=clerk -e MARIADB_PASSWORD=clerkpass mariadb:10.11
ready shop
docker exec shop mariadb -uclerk -pclerkpass shop -e "CREATE TABLE orders (item VARCHAR(40)); INSERT INTO orders VALUES ('bread');"

# step: upgrade
docker pull mariadb:11.8
docker stop shop
docker rm shop
docker run -d --name shop -p 127.0.0.1:3306:3306 -v shopdata:/var/lib/mysql -e MARIADB_AUTO_UPGRADE=1 mariadb:11.8
ready shop
docker exec shop mariadb -uclerk -pclerkpass shop -e 'SELECT VERSION(); SELECT * FROM orders;'
