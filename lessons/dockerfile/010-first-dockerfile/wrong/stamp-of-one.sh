docker run -d --name stamp hello:1 sleep 3600
