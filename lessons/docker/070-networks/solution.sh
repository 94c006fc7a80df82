# step: default
docker network ls
docker run -d --name web httpd
docker run -d --name client busybox sleep 3600
docker exec client wget -q -O - -T 3 http://web || true
docker exec client wget -q -O - "http://$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' web)"
echo "naru-answer why-no-name no-dns"

# step: town
docker network create town
docker network connect town web
docker network connect town client
docker exec client wget -q -O - http://web
docker exec client cat /etc/resolv.conf
echo "naru-answer name-server $(docker exec client sed -n 's/^nameserver //p' /etc/resolv.conf)"

# step: alias
docker run -d --name app1 --network town --network-alias app httpd
# look
docker run -d --name app2 --network town --network-alias app nginx
docker exec client nslookup app
echo "naru-answer two-addresses 2"

# step: apart
docker network create --internal back
docker run -d --name db --network back busybox sleep 3600
docker network connect back web
docker network rm back || true

# step: extremes
docker run -d --name alone --network none busybox sleep 3600
docker exec alone ip addr
echo "naru-answer interfaces 1"
docker run -d --name shared --network host nginx
sleep 1
curl -s localhost

# step: link
docker run -d --name old --link web:www busybox sleep 3600
docker exec old cat /etc/hosts
docker exec old env
echo "naru-answer how-linked hosts"

# step: drivers
docker info -f '{{.Plugins.Network}}'
docker network create -d overlay wide || true
echo "naru-answer many-hosts overlay"
echo "naru-answer own-device macvlan"
