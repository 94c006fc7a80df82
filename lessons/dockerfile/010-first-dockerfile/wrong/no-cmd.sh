cd hello
printf 'FROM debian\nCOPY greet.sh /greet.sh\n' > Dockerfile
docker build -t hello:1 .
