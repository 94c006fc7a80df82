# step: write
cd hello
cat > Dockerfile <<'FILE'
FROM debian
COPY greet.sh /greet.sh
CMD ["sh", "/greet.sh"]
FILE
docker build -t hello:1 .
docker run --rm hello:1

# step: when
cd hello
sed -i '/^COPY/a RUN date +%H:%M:%S > /built-at' Dockerfile
docker build -t hello:2 .
docker run --rm hello:2 cat /built-at
docker run -d --name stamp hello:2 sleep 3600
echo "naru-answer built-at $(docker exec stamp cat /built-at)"

# step: layers
docker history hello:2
echo "naru-answer how-many $(docker inspect -f '{{len .RootFS.Layers}}' hello:2)"

# step: own
mkdir -p clock
printf 'FROM busybox\nCMD ["date"]\n' > clock/Dockerfile
docker build -t clock:1 clock
docker run --rm clock:1

# step: context
cp pages/index.html shop/
sed -i 's,\.\./pages/,,' shop/Dockerfile
docker build -t shop:1 shop
docker run -d --name shop -p 8000:80 shop:1
sleep 1

# step: rebuild
sed -i 's/Open today/Sale/' shop/index.html
docker build -t shop:2 shop
docker rm -f shop
docker run -d --name shop -p 8000:80 shop:2
sleep 1
