cat > orders/Dockerfile <<'FILE'
FROM eclipse-temurin:21-jre
ARG JAR_FILE=target/*.jar
COPY ${JAR_FILE} app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
FILE
docker build -t orders:1.9 orders
docker run -d --name orders orders:1.9
