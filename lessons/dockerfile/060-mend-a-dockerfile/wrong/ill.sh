docker rm -f shop
printf 'HEALTHCHECK --interval=1s --retries=1 CMD curl -f http://127.0.0.1:8080/\n' >> bakery/Dockerfile
docker build -t bakery:after bakery
docker run -d --name shop -p 8080:8080 bakery:after
until [ "$(docker inspect -f '{{.State.Health.Status}}' shop)" = unhealthy ]; do sleep 0.2; done
