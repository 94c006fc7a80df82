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
docker run -d --name guest guest:1
