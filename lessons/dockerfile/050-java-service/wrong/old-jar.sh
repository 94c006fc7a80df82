docker run --rm --user 1000 -v ~/work/orders:/orders -w /orders eclipse-temurin:21-jdk sh make-jar.sh 1.10
docker build -t orders:1.10 orders
docker rm -f orders
docker run -d --name orders -p 8080:8080 orders:1.10
until curl -sf localhost:8080; do sleep 0.2; done
