cd books
printf 'services:\n  database:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: books\n' > compose.yaml
docker compose up -d
docker wait books-database-1
