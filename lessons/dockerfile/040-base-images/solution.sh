# step: by-hand
cat > motto/by-hand.Dockerfile <<'FILE'
FROM debian
RUN apt-get -y update
RUN apt-get -y install ruby ruby-bundler
COPY motto.rb /motto.rb
CMD ["ruby", "/motto.rb"]
FILE
docker build -t motto:by-hand -f motto/by-hand.Dockerfile motto
docker run --name one motto:by-hand

# step: base
docker pull ruby:3.3-slim
cat > motto/base.Dockerfile <<'FILE'
FROM ruby:3.3-slim
COPY motto.rb /motto.rb
CMD ["ruby", "/motto.rb"]
FILE
docker build -t motto:base -f motto/base.Dockerfile motto
docker run --name two motto:base

# step: compare
docker images motto
docker history motto:by-hand
docker system df -v
echo "naru-answer large $(docker images --format '{{.Size}}' motto:by-hand)"
echo "naru-answer small $(docker images --format '{{.Size}}' motto:base)"

# step: slim
cat > motto/by-hand.Dockerfile <<'FILE'
FROM debian
RUN apt-get -y update \
 && apt-get -y install --no-install-recommends ruby ruby-bundler \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*
COPY motto.rb /motto.rb
CMD ["ruby", "/motto.rb"]
FILE
docker build -t motto:slim -f motto/by-hand.Dockerfile motto
docker run --name three motto:slim

# step: tag
sed -i 's/^FROM.*/ARG RUBY=3.3-slim\nFROM ruby:${RUBY}/' motto/base.Dockerfile
docker build -t motto:newest --build-arg RUBY=latest -f motto/base.Dockerfile motto
