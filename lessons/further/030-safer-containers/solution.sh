# step: root
mkdir -p shared
docker run --rm -v ~/work/shared:/w busybox touch /w/by-root.txt
docker run --rm --user 1000 -v ~/work/shared:/w busybox touch /w/by-plain.txt
ls -l shared
docker run -d --name plain --user 1000 busybox sleep 3600
docker exec plain id

# step: read-only
docker run -d --name page --read-only --tmpfs /usr/local/apache2/logs -p 8000:80 httpd
sleep 1
curl -s localhost:8000

# step: privileges
docker run -d --name loose busybox sleep 3600
docker exec loose grep Cap /proc/1/status
docker run -d --name tight --cap-drop ALL --security-opt no-new-privileges busybox sleep 3600
docker exec tight grep -E 'CapEff|NoNewPrivs' /proc/1/status
echo "naru-answer usual-set $(docker exec loose sed -n 's/^CapEff:[[:space:]]*//p' /proc/1/status)"

# step: leak
docker build -t leaky:1 leaky
docker save leaky:1 -o leaky.tar
mkdir -p unpacked
tar -xf leaky.tar -C unpacked
for layer in $(find unpacked -type f); do tar -tf "$layer" 2>/dev/null | grep password || true; done
echo "naru-answer found $(docker inspect -f '{{join .Config.Env "\n"}}' leaky:1 | grep PASSWORD)"

# step: secret
cat > sealed/Dockerfile <<'FILE'
FROM busybox
RUN --mount=type=secret,id=token wc -c < /run/secrets/token > /length
CMD ["sleep", "3600"]
FILE
docker build -t sealed:1 --secret id=token,src=sealed/token.txt sealed
docker run -d --name sealed sealed:1

# step: privileged
docker run --rm --privileged busybox true || true
