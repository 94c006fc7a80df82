cd books
perl -0pi -e 's/(image: (postgres:17|books:1)\n)/$1    networks:\n      - back\n/g; s/\nvolumes:\n  books/\nnetworks:\n  back:\n    internal: true\n\nvolumes:\n  books/' compose.yaml
docker compose up -d
