docker build -t motd:1 motd
docker run --name motd motd:1
