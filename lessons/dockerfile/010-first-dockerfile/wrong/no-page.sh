printf 'FROM httpd\n' > shop/Dockerfile
docker build -t shop:1 shop
docker run -d --name shop -p 8000:80 shop:1
sleep 1
