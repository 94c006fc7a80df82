cd shop
perl -0pi -e 's/image: httpd\n/image: httpd\n    depends_on:\n      - db\n/; s/image: redis\n/image: redis\n    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n      interval: 1s\n/' compose.yaml
docker compose up -d --wait
