cd books
sed -i '/^volumes:/,$d' compose.yaml
cat >> compose.yaml <<'FILE'
  service:
    build: ./service
    image: books:1
    ports:
      - "8000:8000"
    environment:
      DATABASESERVER_PORT: "5432"

volumes:
  books_data:
FILE
docker compose up -d
until curl -s localhost:8000/books; do sleep 0.5; done
