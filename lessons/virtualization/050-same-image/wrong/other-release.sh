docker run -d --name d12 debian sleep infinity
