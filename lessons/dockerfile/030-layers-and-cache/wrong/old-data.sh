docker build -t report:2 report
docker run --name second report:2
