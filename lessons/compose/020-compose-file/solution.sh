# step: read
cd blog
printf '\nvolumes:\n  db_data:\n' >> compose.yaml
docker compose config

# step: up
cd blog
docker compose up -d
docker compose ps
echo "naru-answer which-name $(docker compose ps --format '{{.Name}}')"

# step: app
cd blog
sed -i '/^volumes:/,$d' compose.yaml
cat >> compose.yaml <<'FILE'
  app:
    image: wordpress
    restart: always
    depends_on:
      - db
    ports:
      - "8080:80"
    environment:
      WORDPRESS_DB_HOST: db:3306
      WORDPRESS_DB_NAME: wordpress
      WORDPRESS_DB_USER: wordpress_user
      WORDPRESS_DB_PASSWORD: "123456"
    volumes:
      - ./app_data:/var/www/html

volumes:
  db_data:
FILE
docker compose up -d
until curl -sf -o /dev/null localhost:8080/wp-admin/install.php; do sleep 0.5; done

# step: look
cd blog
curl -s -o /dev/null localhost:8080/where-am-i
docker compose logs app | grep where-am-i
echo "naru-answer db-address $(docker compose exec -T app getent hosts db < /dev/null | cut -d ' ' -f 1)"

# step: change
cd blog
sed -i 's/8080:80/8090:80/' compose.yaml
docker compose up -d

# step: down
cd blog
docker compose stop
docker compose ps -a
# look
cd blog
docker compose down
