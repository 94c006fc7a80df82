# step: database
cd books
cat > compose.yaml <<'FILE'
services:
  database:
    image: postgres:17
    environment:
      POSTGRES_USER: books
      POSTGRES_PASSWORD: secret
      POSTGRES_DB: books
    volumes:
      - books_data:/var/lib/postgresql/data
      - ./init.sql:/docker-entrypoint-initdb.d/init.sql:ro
    healthcheck:
      test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "books"]
      interval: 2s
      retries: 20

volumes:
  books_data:
FILE
docker compose up -d --wait
echo "naru-answer how-many-books $(docker compose exec -T database psql -U books -tAc 'SELECT count(*) FROM books' < /dev/null)"

# step: build
cd books
sed -i '/^volumes:/,$d' compose.yaml
cat >> compose.yaml <<'FILE'
  service:
    build: ./service
    image: books:1
    ports:
      - "8000:8000"
    environment:
      PROFILE: dev
      DATABASESERVER_HOST: database
      DATABASESERVER_PORT: "5432"
      DATABASESERVER_USER: books
      DATABASESERVER_PASSWORD: secret
      DATABASESERVER_NAME: books
    depends_on:
      database:
        condition: service_healthy

volumes:
  books_data:
FILE
docker compose up -d --build
until curl -sf localhost:8000/books; do sleep 0.5; done

# step: profile
cd books
sed -i 's/PROFILE: dev/PROFILE: prod/' compose.yaml
docker compose up -d
until curl -sf localhost:8000; do sleep 0.5; done

# step: internal
cd books
perl -0pi -e 's/(image: postgres:17\n)/$1    networks:\n      - back\n/; s/(image: books:1\n)/$1    networks:\n      - front\n      - back\n/; s/\nvolumes:\n  books/\nnetworks:\n  front:\n  back:\n    internal: true\n\nvolumes:\n  books/' compose.yaml
docker compose up -d
until curl -sf localhost:8000/books; do sleep 0.5; done

# step: update
cd books
curl -s -d 'The Lighthouse' localhost:8000/books
sed -i 's/^TITLE = .*/TITLE = "Library"/' service/app.py
sed -i 's/books:1/books:2/' compose.yaml
docker compose up -d --build
until curl -sf localhost:8000/books; do sleep 0.5; done
