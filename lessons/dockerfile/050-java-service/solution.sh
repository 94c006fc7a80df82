# step: jar
docker run --rm --user 1000 -v ~/work/orders:/orders -w /orders eclipse-temurin:21-jdk sh make-jar.sh 1.9

# step: image
cat > orders/Dockerfile <<'FILE'
FROM eclipse-temurin:21-jre
ARG JAR_FILE=target/*.jar
COPY ${JAR_FILE} app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
FILE
docker build -t orders:1.9 orders
docker run -d --name orders -p 8080:8080 orders:1.9
until curl -sf localhost:8080; do sleep 0.2; done

# step: two-jars
docker run --rm --user 1000 -v ~/work/orders:/orders -w /orders eclipse-temurin:21-jdk sh make-jar.sh 1.10
docker build -t orders:1.10 --build-arg JAR_FILE=target/orders-1.10.jar orders
docker rm -f orders
docker run -d --name orders -p 8080:8080 orders:1.10
until curl -sf localhost:8080; do sleep 0.2; done

# step: stages
cat > orders/Dockerfile <<'FILE'
FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY make-jar.sh .
COPY src src
ARG VERSION=2.0
RUN sh make-jar.sh ${VERSION}

FROM eclipse-temurin:21-jre
COPY --from=build /src/target/*.jar /app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
FILE
docker build -t orders:2.0 orders
docker build -t orders:build --target build orders
docker images orders
docker rm -f orders
docker run -d --name orders -p 8080:8080 orders:2.0
until curl -sf localhost:8080; do sleep 0.2; done
echo "naru-answer how-large $(docker images --format '{{.Size}}' orders:2.0)"

# step: careful
cat >> orders/Dockerfile <<'FILE'
USER 1000
HEALTHCHECK --interval=5s --timeout=20s --retries=2 CMD ["java", "-cp", "/app.jar", "Ping"]
FILE
docker build -t orders:2.1 orders
docker rm -f orders
docker run -d --name orders -p 8080:8080 orders:2.1
until [ "$(docker inspect -f '{{.State.Health.Status}}' orders)" = healthy ]; do sleep 0.5; done

# step: ill
curl -s localhost:8080/break
until [ "$(docker inspect -f '{{.State.Health.Status}}' orders)" = unhealthy ]; do sleep 0.5; done
