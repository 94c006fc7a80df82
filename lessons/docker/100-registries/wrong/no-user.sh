docker run --name greet busybox sh -c 'echo "Hello, version 1" > /hello.txt'
docker commit -c 'CMD ["cat", "/hello.txt"]' greet hello:1
docker tag hello:1 hub:5000/hello:1
