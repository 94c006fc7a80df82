cd shop
cat > compose.yaml <<'FILE'
services:
  web:
    image: nginx
    networks: [front, back]
  db:
    image: redis
    networks: [back]
networks:
  front:
  back:
FILE
docker compose up -d
