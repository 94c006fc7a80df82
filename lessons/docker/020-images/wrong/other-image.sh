docker run --name one debian touch /memo
docker run --name two httpd ls /
