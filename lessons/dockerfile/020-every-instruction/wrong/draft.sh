sed -i '/^EXPOSE/i ARG EDITION=draft\nLABEL edition=$EDITION' guest/Dockerfile
docker build -t guest:2 guest
