docker run -d --name diary -v diary:/data debian:12 sh -c 'echo "Debian $(cat /etc/debian_version) in $HOSTNAME" >> /data/log; exec sleep infinity'
docker pull -q debian:13
docker restart -t 0 diary
