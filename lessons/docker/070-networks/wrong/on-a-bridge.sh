docker run -d --name shared -p 80:80 nginx
