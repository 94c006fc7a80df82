docker image rm hello:1 hub:5000/student/hello:1
sleep 2
docker run --rm hub:5000/student/hello:1
