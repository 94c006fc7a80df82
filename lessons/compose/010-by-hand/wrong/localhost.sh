docker run -d --name app --network wordpress_net -v "$HOME/work/app_data:/var/www/html" \
  -e WORDPRESS_DB_HOST=localhost -e WORDPRESS_DB_USER=wordpress_user -e WORDPRESS_DB_NAME=wordpress \
  -e WORDPRESS_DB_PASSWORD=123456 -e WORDPRESS_DEBUG=1 -p 8080:80 wordpress
until curl -s -o /dev/null localhost:8080/wp-admin/install.php; do sleep 0.5; done
