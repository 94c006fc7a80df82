cat > blog/compose.yaml <<'FILE'
services:
  db:
    image: mariadb:11.8
  app:
    image: wordpress
    depends_on: [db]
    ports: ["8080:80"]
    environment: {WORDPRESS_DB_HOST: db}
    volumes: ["./app_data:/var/www/html"]
FILE
