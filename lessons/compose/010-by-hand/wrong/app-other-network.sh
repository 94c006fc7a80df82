docker run -d --name app -v "$HOME/work/app_data:/var/www/html" -e WORDPRESS_DB_HOST=db -p 8080:80 wordpress
