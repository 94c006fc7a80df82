docker rmi mine:first debian:13
docker rmi debian || true
