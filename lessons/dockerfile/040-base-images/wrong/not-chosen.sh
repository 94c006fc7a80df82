sed -i 's/^FROM.*/FROM ruby:latest/' motto/base.Dockerfile
docker build -t motto:newest -f motto/base.Dockerfile motto
