printf 'FROM busybox\nCMD ["echo", "Welcome aboard, naru!"]\n' > motd/Dockerfile
docker build -t motd:1 motd
docker run --name motd motd:1
