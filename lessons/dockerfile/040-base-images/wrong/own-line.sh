sed -i '/install/a RUN apt-get clean && rm -rf /var/lib/apt/lists/*' motto/by-hand.Dockerfile
docker build -t motto:slim -f motto/by-hand.Dockerfile motto
