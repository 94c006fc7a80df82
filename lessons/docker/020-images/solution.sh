# step: pull
docker images
docker pull debian
docker images
echo "naru-answer image-id $(docker images -q debian:latest)"

# step: names
docker pull debian:13
docker images --digests
echo "naru-answer one-or-two one-image"
docker tag debian:13 mine:first

# step: inspect
docker pull httpd
echo "naru-answer start-command $(docker image inspect -f '{{index .Config.Cmd 0}}' httpd)"
echo "naru-answer start-folder $(docker image inspect -f '{{.Config.WorkingDir}}' httpd)"

# step: layers
docker pull nginx
docker history nginx
echo "naru-answer layer-count $(docker image inspect -f '{{len .RootFS.Layers}}' nginx)"
docker system df -v
echo "naru-answer base-once once"

# step: many
docker run --name one debian touch /memo
docker run --name two debian ls /
docker diff one
echo "naru-answer where-memo container-layer"

# step: remove
docker rmi mine:first debian:13
docker rmi debian || true
docker rm one two
docker rmi debian

# step: prune
docker image prune -f
echo "naru-answer plain-prune has-name"
docker create --name keeper httpd
docker image prune -a -f
