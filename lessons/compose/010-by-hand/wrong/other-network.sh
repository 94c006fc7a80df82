docker run -d --name db -v "$HOME/work/db_data:/var/lib/mysql" -e MARIADB_ROOT_PASSWORD=123456 mariadb:11.8
