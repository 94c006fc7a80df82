docker compose -f shop/compose.yaml up -d --scale api=2
