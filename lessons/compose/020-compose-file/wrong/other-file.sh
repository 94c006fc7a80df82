cp blog/compose.yaml blog/other.yaml
docker compose -f blog/other.yaml up -d
