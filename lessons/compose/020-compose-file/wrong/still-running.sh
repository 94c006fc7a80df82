docker compose -f blog/compose.yaml stop db
