docker compose -f stack/compose.yaml up -d || true
