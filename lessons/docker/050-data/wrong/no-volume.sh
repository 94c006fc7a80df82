docker pull -q debian:13
docker run -d --name diary debian:13 sh -c 'echo "Debian $(cat /etc/debian_version) in $HOSTNAME" >> /data/log; exec sleep infinity'
