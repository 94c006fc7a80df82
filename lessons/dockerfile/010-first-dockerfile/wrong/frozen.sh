mkdir -p clock
printf 'FROM busybox\nRUN date\n' > clock/Dockerfile
docker build -t clock:1 clock
