cd hello
printf 'FROM debian\nCOPY greet.sh /greet.sh\nCMD ["sh", "/greet.sh"]\n' > Dockerfile
docker build -t hello .
