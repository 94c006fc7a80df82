cd stack
perl -0pi -e 's/      - front\n    depends_on/      - front\n      - back\n    depends_on/' compose.yaml
docker compose up -d
until curl -sf localhost:8080; do sleep 0.5; done
