mkdir -p say
printf 'FROM busybox\nCMD ["echo", "hello"]\n' > say/Dockerfile
docker build -t say:1 say
