docker compose -f shop/compose.yaml up -d
