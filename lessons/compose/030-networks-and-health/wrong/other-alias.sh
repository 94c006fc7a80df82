cd shop
perl -0pi -e 's/image: redis\n    networks:\n      - back\n/image: redis\n    networks:\n      back:\n        aliases:\n          - shelf\n/' compose.yaml
docker compose up -d
