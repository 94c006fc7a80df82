docker run -d --name shop -p 8000:8080 bakery:before
sleep 1
