docker build -t guest:5 guest
docker run -d --name shown guest:5
sleep 1
