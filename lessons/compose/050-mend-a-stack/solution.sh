# step: config
cd stack
docker compose config || true
sed -i 's/^      database:/      db:/' compose.yaml
docker compose up -d || true

# step: exits
cd stack
docker compose logs db
sed -i 's/POSTGRES_PASSWD/POSTGRES_PASSWORD/' compose.yaml
docker compose up -d || true

# step: unhealthy
cd stack
docker inspect -f '{{json .State.Health}}' stack-db-1
sed -i 's/"-p", "5433", //' compose.yaml
docker compose up -d

# step: blind
cd stack
sed -i 's/DATABASE_HOST: localhost/DATABASE_HOST: db/' compose.yaml
docker compose up -d
address() { docker inspect -f '{{(index .NetworkSettings.Networks "stack_back").IPAddress}}' stack-app-1; }
until curl -sf "http://$(address):8000"; do sleep 0.5; done

# step: door
cd stack
docker compose logs web
perl -0pi -e 's,(\./app:/app:ro\n    networks:\n),$1      - front\n,' compose.yaml
docker compose up -d
until curl -sf localhost:8080; do sleep 0.5; done
# look
cd stack
docker compose down -v
docker compose up -d
until curl -sf localhost:8080; do sleep 0.5; done
