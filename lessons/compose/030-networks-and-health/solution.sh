# step: networks
cd shop
docker compose up -d
docker compose exec -T web getent hosts db < /dev/null
cat > compose.yaml <<'FILE'
services:
  web:
    image: nginx
    ports:
      - "8080:80"
    networks:
      - front

  api:
    image: httpd
    networks:
      - front
      - back

  db:
    image: redis
    networks:
      - back

networks:
  front:
    driver: bridge
  back:
    driver: bridge
FILE
docker compose up -d
docker compose exec -T web getent hosts db < /dev/null || true

# step: alias
cd shop
perl -0pi -e 's/image: redis\n    networks:\n      - back\n/image: redis\n    networks:\n      back:\n        aliases:\n          - store\n/' compose.yaml
docker compose up -d
docker compose exec -T api getent hosts store < /dev/null

# step: health
cd shop
perl -0pi -e 's/image: httpd\n/image: httpd\n    depends_on:\n      db:\n        condition: service_healthy\n/; s/image: redis\n/image: redis\n    command: sh -c "sleep 8; exec redis-server"\n    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n      interval: 2s\n      timeout: 2s\n      retries: 15\n/' compose.yaml
docker compose down
docker compose up -d
docker compose ps

# step: scale
cd shop
docker compose up -d --scale api=3
docker compose exec -T web getent ahostsv4 api < /dev/null
# look
cd shop
docker compose up -d --scale api=3 --scale web=2 || true
docker compose up -d --scale api=3

# step: profile
cd shop
perl -0pi -e 's/\nnetworks:\n  front/\n  tools:\n    image: busybox\n    command: sleep 3600\n    profiles: [debug]\n    networks:\n      - front\n      - back\n\nnetworks:\n  front/' compose.yaml
docker compose up -d
docker compose --profile debug up -d
docker compose exec -T tools wget -qO- http://api < /dev/null

# step: env
cd shop
sed -i 's/"8080:80"/"${WEB_PORT:-8080}:80"/' compose.yaml
echo 'WEB_PORT=8090' > .env
docker compose up -d
WEB_PORT=9000 docker compose config | grep published
