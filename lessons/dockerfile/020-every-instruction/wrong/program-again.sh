mkdir -p say
printf 'FROM busybox\nENTRYPOINT ["echo"]\nCMD ["hello"]\n' > say/Dockerfile
docker build -t say:1 say
docker run --name loud say:1 echo HELLO
