start_db() {
  docker run -d --name db --network wordpress_net \
    -v "$HOME/work/db_data:/var/lib/mysql" \
    -e MARIADB_ROOT_PASSWORD=123456 \
    -e MARIADB_DATABASE=wordpress \
    -e MARIADB_USER=wordpress_user \
    -e MARIADB_PASSWORD=123456 \
    mariadb:11.8
}
query() { docker exec db mariadb -h127.0.0.1 -uwordpress_user -p123456 wordpress -N -e "$1"; }
wait_db() { until query 'SELECT 1' > /dev/null 2>&1; do sleep 0.5; done; }
wait_app() { until curl -sf -o /dev/null "localhost:8080$1"; do sleep 0.5; done; }

# step: network
docker network create wordpress_net

# step: database
start_db
wait_db

# step: app
docker run -d --name app --network wordpress_net \
  -v "$HOME/work/app_data:/var/www/html" \
  -e WORDPRESS_DB_HOST=db \
  -e WORDPRESS_DB_USER=wordpress_user \
  -e WORDPRESS_DB_NAME=wordpress \
  -e WORDPRESS_DB_PASSWORD=123456 \
  -e WORDPRESS_DEBUG=1 \
  -p 8080:80 \
  wordpress
wait_app /wp-admin/install.php

# step: install
curl -s -o /dev/null --data 'weblog_title=Naru&user_name=admin&admin_password=naru-1234&admin_password2=naru-1234&pw_weak=on&admin_email=admin@example.com' 'localhost:8080/wp-admin/install.php?step=2'
echo "naru-answer how-many-tables $(query "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='wordpress'")"

# step: replace
docker rm -f db
start_db
wait_db
wait_app /

# step: clear
docker rm -f app db
docker network rm wordpress_net
