sed -i '/^EXPOSE/i VOLUME /data' guest/Dockerfile
docker build -t guest:4 guest
