# step: settings
cat > guest/Dockerfile <<'FILE'
FROM busybox
LABEL title="Guest book"
ENV GREETING=welcome
WORKDIR /srv/www
COPY index.html .
EXPOSE 8080
CMD ["httpd", "-f", "-p", "8080"]
FILE
docker build -t guest:1 guest
docker run -d -P --name guest guest:1
docker port guest
echo "naru-answer chosen-port $(docker port guest 8080/tcp | head -n 1 | sed 's/.*://')"

# step: arg
sed -i '/^EXPOSE/i ARG EDITION=draft\nLABEL edition=$EDITION' guest/Dockerfile
docker build -t guest:2 --build-arg EDITION=spring guest
docker run --rm guest:2 env

# step: entrypoint
mkdir -p say
printf 'FROM busybox\nENTRYPOINT ["echo"]\nCMD ["hello"]\n' > say/Dockerfile
docker build -t say:1 say
docker run --rm say:1
docker run --name loud say:1 HELLO THERE

# step: forms
sed -i 's/^CMD.*/CMD echo "Welcome aboard, $NAME"/' motd/Dockerfile
docker build -t motd:1 motd
docker run --name motd motd:1

# step: add
mkdir -p pages
echo '<h1>News</h1>' > pages/news.html
tar -czf guest/pages.tar.gz -C pages .
sed -i '/^COPY/a ADD pages.tar.gz /srv/www/' guest/Dockerfile
docker build -t guest:3 guest
docker run -d --name pages guest:3

# step: user
sed -i '/^EXPOSE/i RUN mkdir /data \&\& chown nobody /data\nVOLUME /data\nUSER nobody' guest/Dockerfile
docker build -t guest:4 guest
docker run -d --name safe guest:4
docker exec safe id
docker inspect -f '{{json .Mounts}}' safe
echo "naru-answer volume-name $(docker inspect -f '{{(index .Mounts 0).Name}}' safe)"

# step: health
sed -i '/^CMD/i HEALTHCHECK --interval=2s --retries=2 CMD wget -q -O /dev/null http://127.0.0.1:8080/ || exit 1' guest/Dockerfile
docker build -t guest:5 guest
docker run -d --name shown guest:5
until [ "$(docker inspect -f '{{.State.Health.Status}}' shown)" = healthy ]; do sleep 0.5; done
# look
docker exec -u root shown rm /srv/www/index.html
until [ "$(docker inspect -f '{{.State.Health.Status}}' shown)" = unhealthy ]; do sleep 0.5; done
