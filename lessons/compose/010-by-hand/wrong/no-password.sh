docker run -d --name db --network wordpress_net -v "$HOME/work/db_data:/var/lib/mysql" mariadb:11.8
docker wait db
