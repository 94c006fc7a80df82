# step: race
vm race

# step: serve
vm start shop --port 8101
type_line() { printf '%s\n' "$1" | timeout 2 socat -t 1 - "UNIX-CONNECT:$HOME/.vm/shop/console.sock" > /dev/null || true; }
until curl -sf -m 5 http://127.0.0.1:8101/ | grep 'Open today'; do
  type_line root
  type_line 'echo "<p>Open today</p>" > /www/index.html'
done
mkdir -p site
echo '<p>Open today</p>' > site/index.html
docker run -d --name shop -p 8000:80 -v ~/work/site:/www busybox httpd -f -h /www
until curl -sf http://127.0.0.1:8000/; do sleep 0.2; done

# step: speed
docker exec shop sh -c 'time -p sh -c "i=0; while [ \$i -lt 200000 ]; do i=\$((i+1)); done"'

# step: fit
vm stop shop
for i in 1 2 3 4 5 6 7 8 9 10; do docker run -d --name cell$i busybox httpd -f; done
docker stats --no-stream
echo "naru-answer counted $(docker ps -q | wc -l)"

# step: choose
docker ps
