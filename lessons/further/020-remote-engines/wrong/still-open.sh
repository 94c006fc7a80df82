docker context use default
docker rm -f thief
