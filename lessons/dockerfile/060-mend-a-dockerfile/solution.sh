# step: measure
docker build -t bakery:before bakery
docker images bakery
echo "naru-answer before-size $(docker inspect -f '{{.Size}}' bakery:before)"

# step: small
cat > bakery/Dockerfile <<'FILE'
FROM busybox
COPY . /srv
CMD ["httpd", "-f", "-p", "8080", "-h", "/srv"]
FILE
docker build -t bakery:after bakery
docker run -d --name shop -p 8080:8080 bakery:after
sleep 1

# step: safe
sed -i '/^CMD/i USER nobody' bakery/Dockerfile
docker build -t bakery:after bakery
docker rm -f shop
docker run -d --name shop -p 8080:8080 bakery:after

# step: quick
docker exec shop ls /srv
sed -i 's,^COPY.*,COPY index.html /srv/index.html,' bakery/Dockerfile
docker build -t bakery:after bakery
docker rm -f shop
docker run -d --name shop -p 8080:8080 bakery:after
sleep 1

# step: healthy
sed -i '/^CMD/i HEALTHCHECK --interval=2s CMD wget -q -O /dev/null http://127.0.0.1:8080/ || exit 1' bakery/Dockerfile
docker build -t bakery:after bakery
docker rm -f shop
docker run -d --name shop -p 8080:8080 bakery:after
until [ "$(docker inspect -f '{{.State.Health.Status}}' shop)" = healthy ]; do sleep 0.2; done
