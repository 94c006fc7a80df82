docker run -d --name db mariadb
sleep 2
