# step: address
docker run -d --name web1 httpd
sleep 1
address=$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' web1)
curl -s "http://$address"
echo "naru-answer web1-ip $address"

# step: publish
docker run -d --name web2 -p 8000:80 httpd
sleep 1
docker port web2
curl -s localhost:8000
echo "naru-answer exposed noted"

# step: conflict
docker run -d --name web3 -p 8000:80 nginx || true
docker rm web3
docker run -d --name web3 -p 8001:80 nginx
sleep 1
curl -s localhost:8001

# step: page
cd ~/work
docker run -d --name site -p 8080:80 -v "$PWD/site:/usr/local/apache2/htdocs:ro" httpd
sleep 1
sed -i 's/Under construction/Now open/' site/index.html
curl -s localhost:8080
docker exec site touch /usr/local/apache2/htdocs/x || true

# step: logs
curl -s localhost:8080/lost
docker logs --tail 3 site
echo "naru-answer asker $(docker logs site 2>/dev/null | tail -n 1 | cut -d ' ' -f 1)"

# step: private
curl -s "http://$(hostname -I | grep -o '10[.0-9]*'):8000"
echo "naru-answer open-address $(docker inspect -f '{{(index .NetworkSettings.Ports "80/tcp" 0).HostIp}}' web2)"
docker run -d --name private -p 127.0.0.1:8081:80 httpd
sleep 1
curl -s localhost:8081
