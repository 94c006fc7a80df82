cat > orders/Dockerfile <<'FILE'
FROM eclipse-temurin:21-jdk AS build
COPY . /src
RUN cd /src && sh make-jar.sh 2.0 && cp target/orders-2.0.jar /app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]

FROM eclipse-temurin:21-jre
COPY --from=build /app.jar /app.jar
FILE
docker build -t orders:2.0 --target build orders
docker rm -f orders
docker run -d --name orders -p 8080:8080 orders:2.0
until curl -sf localhost:8080; do sleep 0.2; done
