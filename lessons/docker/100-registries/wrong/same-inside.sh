docker tag hub:5000/student/hello:1 hub:5000/student/hello:2
docker push hub:5000/student/hello:2
docker run --name second hub:5000/student/hello:2
