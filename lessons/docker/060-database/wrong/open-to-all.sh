docker run -d --name shop -p 3306:3306 -v shopdata:/var/lib/mysql -e MARIADB_ROOT_PASSWORD=secret -e MARIADB_DATABASE=shop -e MARIADB_USER=clerk -e MARIADB_PASSWORD=clerkpass mariadb:10.11
