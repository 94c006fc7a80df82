# step: twice
docker build -t report:1 report
docker build -t report:1 report
docker run --name first report:1

# step: change
sed -i 's/12/30/' report/data.json
docker build -t report:2 report
docker run --name second report:2

# step: order
cat > report/Dockerfile <<'FILE'
FROM debian
RUN apt-get update && apt-get install -y --no-install-recommends jq
COPY . /app
CMD ["sh", "/app/report.sh"]
FILE
docker build -t report:3 report
sed -i 's/30/45/' report/data.json
docker build -t report:3 report
docker run --name third report:3

# step: ignore
mkdir -p report/downloads
head -c 40M /dev/zero > report/downloads/movie.bin
echo downloads > report/.dockerignore
docker build -t report:4 report
docker run -d --name fourth report:4 sleep 3600

# step: size
sed -i 's,^RUN.*,& \&\& rm -rf /var/lib/apt/lists/*,' report/Dockerfile
docker build -t report:5 report
docker history report:5
