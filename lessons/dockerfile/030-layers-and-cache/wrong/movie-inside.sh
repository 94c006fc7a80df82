mkdir -p report/downloads
head -c 1M /dev/zero > report/downloads/movie.bin
docker build -t report:4 report
echo downloads > report/.dockerignore
docker run -d --name fourth report:4 sleep 3600
