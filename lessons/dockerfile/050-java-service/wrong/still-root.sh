docker build -t orders:2.1 orders
docker rm -f orders
docker run -d --name orders -p 8080:8080 orders:2.1
