docker exec db mariadb -uroot -psecret -e 'CREATE DATABASE shop; CREATE TABLE shop.orders (item VARCHAR(40));'
