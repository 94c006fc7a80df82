docker pull -q debian:13
docker tag debian:13 mine
